"""What a visitor sees when a chat does not start at once, and that trying again never starts a second one."""

import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from start_chat_contact.errors import Closed
from start_chat_contact.http_response import failed

from local.faults import FaultProxy
from tests.browser.conftest import ChatPage, World
from tests.browser.losses import START, lose_starts

OpenPage = Callable[..., ChatPage]
MakeWorld = Callable[..., World]
Proxy = Callable[..., Callable[[str], str]]


@pytest.fixture
def proxy() -> Iterator[Callable[..., Callable[[str], str]]]:
    """Puts a network with faults in front of something: see `FaultProxy`."""
    with ExitStack() as ending:
        yield lambda *faults, **how: lambda url: ending.enter_context(FaultProxy(url, *faults, **how)).url


@pytest.fixture
def faulty(world_with: MakeWorld, proxy: Proxy) -> Callable[..., World]:
    """A world whose Amazon Connect meets these faults first, and is well again after them."""
    return lambda *script: world_with(behind=proxy(script=script))


def stop_the_clock(chat: ChatPage) -> None:
    """Let no time pass in the page until the test says so."""
    now = datetime.now(UTC)
    chat.page.clock.install(time=now)
    chat.page.clock.pause_at(now + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("fault", "times", "title", "seconds"),
    [
        ("LimitExceededException", 1, "All our agents are busy", 30),
        ("ThrottlingException", 4, "Many people are starting a chat right now", 2),
        ("InternalServiceException", 4, "The chat service is out of order", 2),
    ],
)
def test_it_waits_and_tries_again_by_itself(
    faulty: Callable[..., World], open_page: OpenPage, fault: str, times: int, title: str, seconds: int
) -> None:
    world = faulty(*[fault] * times)
    chat = open_page(world.server.origin)
    stop_the_clock(chat)
    chat.ask()
    expect(chat.notice).to_contain_text(title)
    expect(chat.notice).to_contain_text(re.compile(rf"Trying again soon\. in {seconds} s"))
    assert world.connect.ledger() == []
    chat.page.clock.run_for(seconds * 1000 + 500)
    chat.page.clock.resume()
    expect(chat.state).to_have_text("Connected")
    expect(chat.notice).to_be_hidden()
    assert len(world.connect.ledger()) == 1


def test_the_visitor_need_not_wait(faulty: Callable[..., World], open_page: OpenPage) -> None:
    world = faulty("LimitExceededException")
    chat = open_page(world.server.origin)
    chat.ask()
    chat.notice.get_by_role("button", name="Try now").click()
    expect(chat.state).to_have_text("Connected")


def test_the_visitor_can_give_up(faulty: Callable[..., World], open_page: OpenPage) -> None:
    world = faulty("LimitExceededException")
    chat = open_page(world.server.origin)
    chat.ask()
    chat.notice.get_by_role("button", name="Cancel").click()
    expect(chat.state).to_have_text("No chat yet")
    expect(chat.page.get_by_role("button", name="Start chat")).to_be_enabled()
    assert world.connect.ledger() == []


def test_a_start_without_an_answer_is_not_started_twice(faulty: Callable[..., World], open_page: OpenPage) -> None:
    world = faulty(*["commit-reset"] * 4)
    chat = open_page(world.server.origin)
    stop_the_clock(chat)
    chat.ask()
    expect(chat.notice).to_contain_text("The chat service is out of order")
    chat.page.clock.resume()
    expect(chat.state).to_have_text("Connected")
    assert len(world.connect.ledger()) == 1
    expect(chat.inspection).to_contain_text("always with this contact")


def test_a_reload_goes_on_with_the_same_key(faulty: Callable[..., World], open_page: OpenPage) -> None:
    world = faulty(*["commit-reset"] * 4)
    chat = open_page(world.server.origin)
    chat.ask()
    expect(chat.notice).to_contain_text("The chat service is out of order")
    chat.page.reload()
    chat.ask()
    expect(chat.state).to_have_text("Connected")
    assert len(world.connect.ledger()) == 1


def respond(chat: ChatPage, status: int, body: Any, **headers: str) -> None:
    """Let the endpoint, or something in front of it, respond to the next start with this."""
    headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"} | headers
    said = {"json": body} if isinstance(body, dict) else {"body": body, "content_type": "text/html"}
    chat.page.route(START, lambda route: route.fulfill(status=status, headers=headers, **said), times=1)


def test_a_deployment_with_mistakes(world: World, open_page: OpenPage) -> None:
    world.connect.set(known={})
    chat = open_page(world.server.origin)
    chat.ask()
    expect(chat.notice).to_contain_text("Chat is closed at the moment")
    expect(chat.notice).to_contain_text(re.compile("Reference: [0-9a-f-]{36}"))
    expect(chat.notice.get_by_role("button")).to_have_count(0)


WITHOUT_A_CODE = [
    (400, {"message": "Bad Request"}, "This chat can’t be started"),
    (401, {"message": "Unauthorized"}, "Please sign in first"),
    (403, {"message": "Forbidden"}, "You can’t start a chat here"),
    (404, {"message": "Not Found"}, "Chat is closed at the moment"),
    (409, {"message": "Conflict"}, "This chat can’t be started"),
    (413, {"message": "Request Entity Too Large"}, "That is too long"),
    (429, {"message": "Too Many Requests"}, "Many people are starting a chat right now"),
    (500, {"message": "Internal Server Error"}, "That did not work this time"),
    (502, "<html><h1>Bad gateway</h1></html>", "The chat service is out of order"),
    (503, {"message": "Service Unavailable"}, "The chat service is overloaded"),
    (504, {"message": "Endpoint request timed out"}, "The chat service takes too long to respond"),
    (200, "<html><h1>Welcome to the hotel</h1></html>", "That did not work this time"),
]


def test_errors_without_a_code(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    for status, body, title in WITHOUT_A_CODE:
        respond(chat, status, body)
        chat.ask()
        expect(chat.notice.get_by_role("strong")).to_have_text(title)
        expect(chat.notice).not_to_contain_text("connection")
        if status in (200, 429) or status >= 500:
            expect(chat.state).to_have_text("Waiting to start …")
            chat.notice.get_by_role("button", name="Cancel").click()
        expect(chat.state).to_have_text("No chat yet")
    assert world.connect.calls() == []


def test_chat_is_closed(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    now = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
    chat.page.clock.install(time=now)
    closed = failed(Closed("We are here from 1 pm.", 3600), "", {})
    respond(chat, closed["statusCode"], json.loads(closed["body"]), **{"Retry-After": closed["headers"]["Retry-After"]})
    chat.ask()
    expect(chat.notice).to_contain_text("Chat is closed at the moment")
    expect(chat.notice).to_contain_text("We are here from 1 pm. Please come back after 1:00 PM.")
    expect(chat.notice.get_by_role("button")).to_have_count(0)
    chat.page.clock.fast_forward(1_800_000)
    chat.page.get_by_role("button", name="Start chat").click()
    expect(chat.notice).to_contain_text("We are here from 1 pm. Please come back after 1:00 PM.")
    assert world.connect.calls() == []
    chat.page.clock.fast_forward(1_801_000)
    chat.page.get_by_role("button", name="Start chat").click()
    expect(chat.state).to_have_text("Connected")


def test_chat_is_closed_for_no_known_time(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    respond(chat, 503, {"message": "Chat is off.", "data": {"Error": {"code": "closed"}}})
    chat.ask()
    expect(chat.notice).to_have_text("Chat is closed at the momentChat is off.")
    chat.page.get_by_role("button", name="Start chat").click()
    expect(chat.state).to_have_text("Connected")


def test_what_changes_in_the_form_during_the_wait_counts(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    respond(chat, 503, {"message": "Service Unavailable"})
    chat.ask(name="Adda")
    expect(chat.state).to_have_text("Waiting to start …")
    chat.page.get_by_label("Your name").fill("Ada")
    chat.page.get_by_label("What is it about?").select_option("billing")
    chat.notice.get_by_role("button", name="Try now").click()
    expect(chat.state).to_have_text("Connected")
    [contact] = world.connect.ledger()
    assert contact["Request"]["ParticipantDetails"]["DisplayName"] == "Ada"
    assert contact["Request"]["Attributes"]["topic"] == "billing"


def test_a_name_that_goes_missing_during_the_wait(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    respond(chat, 503, {"message": "Service Unavailable"})
    chat.ask()
    expect(chat.state).to_have_text("Waiting to start …")
    chat.page.get_by_label("Your name").fill("")
    chat.notice.get_by_role("button", name="Try now").click()
    expect(chat.page.get_by_label("Your name")).to_have_accessible_description("Please tell us your name")
    expect(chat.state).to_have_text("No chat yet")
    assert world.connect.calls() == []


def test_it_gives_up_in_the_end(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.page.clock.install()
    lose_starts(chat.page)
    chat.ask()
    for _ in range(5):
        expect(chat.state).to_have_text("Waiting to start …")
        with chat.page.expect_request(START):
            chat.notice.get_by_role("button", name="Try now").click()
    expect(chat.state).to_have_text("No chat yet")
    expect(chat.notice).to_contain_text("The chat service is out of reach")
    expect(chat.notice.get_by_role("button")).to_have_count(0)


NAMES = ["Ада O’Ng", "عائشة", "愛達", "නිල් ශ්\u200dරී", "𞤀𞤣𞤢 🙂"]


def test_names_in_every_script(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    for name in NAMES:
        chat.ask(name=name)
        expect(chat.messages).to_contain_text(f"Hello {name},")
        chat.page.evaluate("sessionStorage.clear()")
        chat.page.reload()
    assert [contact["Request"]["ParticipantDetails"]["DisplayName"] for contact in world.connect.ledger()] == NAMES


def test_a_page_that_may_not_call(world_with: MakeWorld, open_page: OpenPage) -> None:
    world = world_with(origins=["https://www.example.com"])
    chat = open_page(world.server.origin)
    chat.ask()
    expect(chat.notice).to_contain_text("The chat service is out of reach")  # all that a browser tells a page
    assert world.connect.calls() == []


def test_the_network_is_down(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    world.to_endpoint.down()
    chat.ask()
    expect(chat.notice).to_contain_text("The chat service is out of reach")
    world.to_endpoint.up()
    chat.page.evaluate("dispatchEvent(new Event('online'))")  # what a browser does when its network is back
    expect(chat.state).to_have_text("Connected")


def test_an_endpoint_that_never_responds(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    stop_the_clock(chat)
    chat.page.route(START, lambda route: None, times=1)
    with chat.page.expect_request(START):
        chat.ask()
    chat.page.clock.run_for(15_500)
    expect(chat.notice).to_contain_text("The chat service takes too long to respond")
    chat.page.clock.resume()
    chat.notice.get_by_role("button", name="Try now").click()
    expect(chat.state).to_have_text("Connected")
    assert len(world.connect.ledger()) == 1


def test_a_missing_name(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.ask(name=" ")
    name = chat.page.get_by_label("Your name")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("Please tell us your name")
    expect(name).to_have_attribute("aria-invalid", "true")
    assert world.connect.calls() == []


def test_a_refused_name_is_explained_at_its_field(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.ask(name="System")
    name = chat.page.get_by_label("Your name")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("Please use another name")
    expect(chat.inspection.get_by_role("row", name="ParticipantDetails.DisplayName")).to_contain_text("refused")
    chat.ask(name="Ada")
    expect(chat.state).to_have_text("Connected")
    expect(name).to_have_attribute("aria-invalid", "false")


def test_a_name_that_is_too_long(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.ask(name="A" * 65)
    expect(chat.page.get_by_label("Your name")).to_have_accessible_description(
        "Please use another name: it must have 1 to 64 characters"
    )
    expect(chat.page.get_by_label("Your name")).to_have_value("A" * 65)


def test_a_third_of_all_starts_goes_wrong(world_with: MakeWorld, open_page: OpenPage, proxy: Proxy) -> None:
    """Before the endpoint and behind it; every visitor ends up in exactly one chat, or knows what to do."""
    before = {"html-502": 0.1, "reset": 0.1, "commit-reset": 0.1}
    behind = {"ThrottlingException": 0.1, "commit-reset": 0.1, "InternalServiceException": 0.05, "empty-200": 0.05}
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    world = world_with(before=proxy(before, seed=seed), behind=proxy(behind, seed=seed))
    for visitor in range(6):
        chat = open_page(world.server.origin)
        chat.page.clock.install()
        chat.ask(name=f"Visitor {visitor}")
        connected, alert = chat.page.get_by_text("Connected", exact=True), chat.page.get_by_role("alert")
        for _ in range(8):
            expect(alert.or_(connected).first).to_be_visible()
            if connected.is_visible() or not alert.get_by_role("button").count():
                break
            chat.page.clock.run_for(5_500)  # as long as any countdown here
        expect(connected.or_(chat.page.get_by_role("button", name="Start chat", disabled=False))).to_be_visible()
    names = [contact["Request"]["ParticipantDetails"]["DisplayName"] for contact in world.connect.ledger()]
    assert sorted(names) == sorted(set(names))
