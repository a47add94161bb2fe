"""Beside the chat of the demo: what the declaration made of the request."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from playwright.sync_api import Route, expect

from local.boto import client
from tests.browser.conftest import ChatPage, World
from tests.browser.losses import START

OpenPage = Callable[..., ChatPage]


def rows(chat: ChatPage) -> dict[str, list[str]]:
    table = chat.inspection.get_by_role("table").first  # which the page makes once it has read its configuration
    cells = table.evaluate(
        "table => [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return {member: rest for member, *rest in cells}


def test_each_member_is_shown_with_its_source(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    assert rows(chat)["InstanceId"] == ["fixed", "11111111-1111-4111-8111-111111111111"]
    assert rows(chat)["ContactFlowId"] == ["caller", "one of sales, support; else support"]
    assert rows(chat)["ParticipantDetails.DisplayName"] == ["caller", "up to 64 characters; else Guest"]
    assert rows(chat)["InitialMessage.ContentType"] == ["fixed", "text/plain"]
    chat.start()
    [contact] = world.connect.ledger()
    expect(chat.proof).to_have_text(
        f"Contact {contact['ContactId'][:4]}… started by a caller without a role; 8 values, 0 unexpected"
    )
    shown = rows(chat)
    assert shown["InstanceId"] == ["fixed", "—", contact["Request"]["InstanceId"]]
    assert shown["ContactFlowId"] == ["default", "—", "33333333-3333-4333-8333-333333333333"]
    assert shown["Attributes.channel"] == ["fixed", "—", "web"]
    assert shown["Attributes.topic"] == ["caller", "delivery", "delivery"]
    assert shown["ParticipantDetails.DisplayName"] == ["caller", "Ada", "Ada"]
    assert shown["ClientToken"] == ["derived", "a key, as a header", contact["ClientToken"]]
    expect(chat.inspection).to_contain_text(contact["ContactId"])
    secret = contact["Response"]["ParticipantToken"]
    assert secret not in chat.page.content()


def test_a_forged_instance_is_refused_before_connect_is_called(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    with chat.page.expect_request(START) as sent:
        chat.page.get_by_role("button", name="Try to forge the instance").click()
    assert (sent.value.post_data_json or {})["InstanceId"] == "99999999-9999-9999-9999-999999999999"
    expect(chat.forgery).to_contain_text("403 field-not-allowed InstanceId is fixed and can't be changed.")
    expect(chat.forgery).to_contain_text("Calls that Amazon Connect received: 1 before, 1 after. It was not called.")
    assert len(world.connect.calls()) == 1
    expect(chat.state).to_have_text("Connected")
    proof, table = chat.proof.inner_text(), rows(chat)
    chat.page.reload()
    expect(chat.forgery).to_contain_text("It was not called")
    expect(chat.proof).to_have_text(proof)
    assert rows(chat) == table


def test_a_call_in_spite_of_it_would_be_shown(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    expect(chat.state).to_have_text("No chat yet")
    request = {"InstanceId": "1", "ContactFlowId": "2", "ParticipantDetails": {"DisplayName": "Eve"}}

    def let_through(route: Route) -> None:
        client("connect", world.connect.url).start_chat_contact(**request)
        route.fulfill(status=200, json={"message": "started"}, headers={"Access-Control-Allow-Origin": "*"})

    chat.page.route(START, let_through, times=1)
    chat.page.get_by_role("button", name="Try to forge the instance").click()
    expect(chat.forgery).to_contain_text("Calls that Amazon Connect received: 0 before, 1 after. It was called!")


def test_a_refused_start_is_explained(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.ask(name="System")
    expect(chat.proof).to_have_text("The endpoint responded with 400 (invalid-request); no contact.")


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


def test_unexpected_values_are_found(world: World, open_page: OpenPage) -> None:
    declaration = {
        "InstanceId": {"is": "i"},
        "ContactFlowId": {"caller": {"one_of": {"sales": "s", "support": "u"}, "default": "support"}},
        "ParticipantDetails": {"of": {"DisplayName": {"caller": {"default": "Guest"}}}},
        "CustomerId": {"claim": {"name": "sub"}},
        "Attributes": {"is": {"channel": "web"}},
    }
    chat = open_page(world.server.origin)

    def unexpected(sent: dict[str, Any], received: dict[str, Any]) -> list[str]:
        found: list[str] = chat.page.evaluate(
            """async ([declaration, sent, received]) => {
                const { rows } = await import("/sources.js");
                const found = rows(declaration, sent, received, []);
                return found.filter(({ isExpected }) => !isExpected).map(({ member }) => member);
            }""",
            [declaration, sent, received],
        )
        return found

    name: dict[str, Any] = {"ParticipantDetails": {"DisplayName": "Ada"}}
    right: dict[str, Any] = {"InstanceId": "i", "ContactFlowId": "u", "CustomerId": "c", "ClientToken": "t", **name}
    right["Attributes"] = {"channel": "web"}
    assert unexpected(name, right) == []
    assert unexpected({}, right) == ["ParticipantDetails.DisplayName"]
    assert unexpected({"ContactFlowId": "sales", **name}, right) == ["ContactFlowId"]
    assert unexpected({"InstanceId": "j", **name}, right | {"InstanceId": "j"}) == ["InstanceId"]
    assert unexpected(name, right | {"Attributes": {"channel": "tv", "x": "y"}}) == [
        "Attributes.channel",
        "Attributes.x",
    ]
    assert unexpected(name, right | {"RelatedContactId": "r"}) == ["RelatedContactId"]
