"""Beside the chat of the demo: what the declaration made of the request."""

from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import expect

from tests.browser.conftest import ChatPage, World

OpenPage = Callable[..., ChatPage]


def rows(chat: ChatPage) -> dict[str, list[str]]:
    table = chat.inspection.get_by_role("table").first  # which the page makes once it has read its configuration
    cells = table.evaluate("table => [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.innerText))")
    return {member: rest for member, *rest in cells}


def test_each_member_is_shown_with_its_source(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    assert rows(chat)["InstanceId"] == ["fixed", "11111111-1111-4111-8111-111111111111"]
    assert rows(chat)["ContactFlowId"] == ["caller", "one of sales, support; else support"]
    assert rows(chat)["ParticipantDetails.DisplayName"] == ["caller", "up to 64 characters; else Guest"]
    assert rows(chat)["InitialMessage.ContentType"] == ["fixed", "text/plain"]
    chat.start()
    [contact] = world.connect.ledger()
    expect(chat.inspection).to_contain_text("Amazon Connect has started a contact")
    shown = rows(chat)
    assert shown["InstanceId"] == ["fixed", "—", contact["Request"]["InstanceId"]]
    assert shown["ContactFlowId"] == ["default", "—", "33333333-3333-4333-8333-333333333333"]
    assert shown["Attributes.channel"] == ["fixed", "—", "web"]
    assert shown["Attributes.topic"] == ["caller", "delivery", "delivery"]
    assert shown["ParticipantDetails.DisplayName"] == ["caller", "Ada", "Ada"]
    source, key, token = shown["ClientToken"]
    assert (source, token) == ("derived", contact["ClientToken"])
    assert key != token
    expect(chat.inspection).to_contain_text(contact["ContactId"])
    secret = contact["Response"]["ParticipantToken"]
    assert secret not in chat.page.content()


def test_it_is_hidden_where_there_is_no_stand_in(world: World, open_page: OpenPage) -> None:
    world.server.show(replace(world.site, declaration=None))
    chat = open_page(world.server.origin)
    chat.start()
    expect(chat.page.get_by_text("Your declaration at work")).to_be_hidden()


def test_claims_and_refusals_have_their_own_words(world: World, open_page: OpenPage) -> None:
    declaration = {
        "CustomerId": {"claim": {"name": ["user", "id"]}},
        "RelatedContactId": {"signed": {"hours": 24}},
        "Attributes": {"map": {"a/b": {"caller": {}}}},
    }
    chat = open_page(world.server.origin)
    kinds = chat.page.evaluate(
        """async (declaration) => {
            const { rows } = await import("/sources.js");
            const sent = { InstanceId: "forged", Attributes: { "a/b": "x" }, Extra: 1 };
            const errors = [{ pointer: "/Attributes/a~1b", detail: "is too long" }];
            return Object.fromEntries(rows(declaration, sent, null, errors).map((row) => [row.member, row.source]));
        }""",
        declaration,
    )
    assert kinds == {
        "CustomerId": "claim user.id",
        "RelatedContactId": "signed contact id",
        "Attributes.a/b": "refused: is too long",
        "InstanceId": "not declared",
        "Extra": "not declared",
    }
