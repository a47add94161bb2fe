"""What a visitor writes arrives once and in order, or the page says that it may not have; nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count

from playwright.sync_api import Page, Route, WebSocketRoute, expect

from local.boto import client
from tests.browser.conftest import ChatPage, World
from tests.browser.losses import SEND_MESSAGE, lose_requests, lose_responses

OpenPage = Callable[..., ChatPage]


def refuse(page: Page, status: int, code: str) -> None:
    """Let Amazon Connect refuse the next message."""
    headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*", "x-amzn-ErrorType": code}
    page.route(
        SEND_MESSAGE, lambda route: route.fulfill(status=status, headers=headers, json={"Message": "no"}), times=1
    )


def start_without_echo(chat: ChatPage) -> None:
    """Start a chat whose socket keeps from the visitor what they said."""

    def handle(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda frame: None if '\\"CUSTOMER\\"' in str(frame) else socket.send(frame))

    chat.page.route_web_socket("**/websocket*", handle)
    chat.page.reload()  # the route holds for pages that are loaded after it
    transcripts = count(1)
    # ChatJS says twice that it has connected; the transcript that the page then asks for would hold what was said.
    with chat.page.expect_response(
        lambda found: "/transcript" in found.url and found.request.method == "POST" and next(transcripts) == 2
    ):
        chat.start()


def received(world: World, chat: ChatPage) -> list[str]:
    """What the visitor has said, as Amazon Connect has it."""
    service = client("connectparticipant", world.connect.url)
    token = chat.page.evaluate("JSON.parse(sessionStorage.getItem('chat')).ParticipantToken")
    connection = service.create_participant_connection(Type=["CONNECTION_CREDENTIALS"], ParticipantToken=token)
    token = connection["ConnectionCredentials"]["ConnectionToken"]
    found = service.get_transcript(ConnectionToken=token, MaxResults=100, SortOrder="ASCENDING")["Transcript"]
    return [item["Content"] for item in found if item["Type"] == "MESSAGE" and item["ParticipantRole"] == "CUSTOMER"]


def assert_said(world: World, chat: ChatPage, texts: list[str]) -> None:
    """Exactly these messages arrived, once and in this order, and the page shows them so, all settled."""
    expect(chat.replies).to_have_text(texts)
    expect(chat.messages.get_by_text("Sent", exact=True)).to_have_count(len(texts))
    assert received(world, chat) == texts
    assert chat.own_texts() == texts


def test_typing_over_a_slow_network(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    world.to_connect.slow(0.3)
    texts = [f"no{number}" for number in range(20)]
    for text in texts:
        chat.page.keyboard.type(f"{text}\n", delay=60)
    expect(chat.page.get_by_label("Your message")).to_have_value("")
    assert_said(world, chat, texts)


def test_a_message_is_shown_at_once_and_the_next_one_waits_for_it(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    held: list[Route] = []
    chat.page.route(SEND_MESSAGE, lambda route: held.append(route), times=1)
    with chat.page.expect_request(SEND_MESSAGE):
        chat.say("one")
    chat.say("two")
    expect(chat.messages.locator(".mine")).to_have_text(["You oneSending …", "You twoWaiting to be sent"])
    held[0].continue_()
    assert_said(world, chat, ["one", "two"])


def test_responses_are_lost_after_delivery(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    lose_responses(chat.page)
    texts = ["yes", "two", "yes", "yes", "three"]
    for text in texts:
        chat.say(text)
    assert_said(world, chat, texts)


def test_a_repeat_after_an_unknown_outcome_is_no_second_message(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    start_without_echo(chat)
    lose_responses(chat.page, times=1)
    chat.say("Hello")
    expect(chat.messages.locator(".mine")).to_contain_text("May not have arrived")
    chat.page.get_by_role("button", name="Send again").click()
    assert_said(world, chat, ["Hello"])
    expect(chat.page.get_by_label("Your message")).to_be_focused()


def test_a_message_that_got_lost_is_sent_again(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    lose_requests(chat.page, times=1)
    chat.say("Hello")
    expect(chat.messages.locator(".mine")).to_contain_text("May not have arrived")
    chat.say("Anybody?")  # which sends the first one again, too
    assert_said(world, chat, ["Hello", "Anybody?"])


def test_a_message_without_a_response(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.page.clock.install()
    chat.start()
    chat.page.route(SEND_MESSAGE, lambda route: None, times=1)
    with chat.page.expect_request(SEND_MESSAGE):
        chat.say("Hello")
    chat.page.clock.run_for(15_500)
    expect(chat.messages.locator(".mine")).to_contain_text("May not have arrived")
    chat.page.get_by_role("button", name="Send again").click()
    assert_said(world, chat, ["Hello"])


def test_a_refused_message_can_be_edited(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    refuse(chat.page, 400, "ValidationException")
    chat.say("Hello")
    expect(chat.messages.locator(".mine")).to_contain_text("Not accepted")
    chat.say("Anybody?")
    expect(chat.replies).to_have_text(["Anybody?"])
    chat.page.get_by_label("Your message").fill("a draft")
    chat.page.get_by_role("button", name="Edit").click()
    expect(chat.page.get_by_label("Your message")).to_have_value("Hello\na draft")
    expect(chat.page.get_by_label("Your message")).to_be_focused()
    assert_said(world, chat, ["Anybody?"])


def test_a_cut(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    chat.say("before")
    expect(chat.replies).to_have_text(["before"])
    world.to_connect.down()
    expect(chat.state).not_to_have_text("Connected")
    chat.say("during")
    chat.say("still during")
    expect(chat.messages.locator(".mine").last).to_contain_text("Waiting to be sent")
    world.to_connect.up()
    assert_said(world, chat, ["before", "during", "still during"])


def test_a_reload_while_messages_wait(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    world.to_connect.down()
    chat.say("one")
    chat.say("two")
    chat.page.get_by_label("Your message").fill("a draft")
    chat.page.reload()
    expect(chat.messages.locator(".mine .bubble")).to_have_text(["one", "two"])
    expect(chat.page.get_by_label("Your message")).to_have_value("a draft")
    world.to_connect.up()
    assert_said(world, chat, ["one", "two"])
    expect(chat.page.get_by_label("Your message")).to_have_value("a draft")


def test_a_reload_after_an_unknown_outcome_looks_into_the_transcript(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    start_without_echo(chat)
    chat.say("Hello")
    expect(chat.replies).to_have_text(["Hello"])
    lose_responses(chat.page)
    chat.say("Hello")
    expect(chat.messages.locator(".mine").last).to_contain_text("May not have arrived")
    sent = len([url for url in chat.requests if url.endswith("/participant/message")])
    chat.page.reload()
    assert_said(world, chat, ["Hello", "Hello"])
    assert len([url for url in chat.requests if url.endswith("/participant/message")]) == sent


def test_a_reload_sends_what_did_not_arrive_though_the_same_was_said_before(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    chat.say("Hello")
    expect(chat.replies).to_have_text(["Hello"])
    chat.page.route(SEND_MESSAGE, lambda route: None, times=1)
    with chat.page.expect_request(SEND_MESSAGE):
        chat.say("Hello")
    chat.page.reload()
    assert_said(world, chat, ["Hello", "Hello"])


def test_two_tabs(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    with chat.page.expect_popup() as opening:
        chat.page.evaluate("() => void open(location.href)")  # with a copy of the tab's storage, as a duplicate has
    other = ChatPage(opening.value)
    expect(other.state).to_have_text("Connected")
    texts = ["one", "two", "three", "four"]
    for index, text in enumerate(texts):
        (other if index % 2 else chat).say(text)
        expect(chat.replies).to_have_count(index + 1)
    assert_said(world, chat, texts)
    assert_said(world, other, texts)


def test_half_a_minute_offline(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.page.clock.install()
    chat.start()
    chat.go_offline()
    expect(chat.state).to_have_text("You are offline")
    world.to_connect.down()
    chat.say("one")
    chat.say("two")
    expect(chat.messages.locator(".mine")).to_have_text(["You oneWaiting to be sent", "You twoWaiting to be sent"])
    chat.page.clock.run_for(30_000)
    expect(chat.state).to_have_text("You are offline")
    world.to_connect.up()
    chat.go_online()
    assert_said(world, chat, ["one", "two"])
    expect(chat.state).to_have_text("Connected")


def test_the_chat_ends_before_messages_were_sent(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    lose_requests(chat.page, times=1)
    chat.say("Hello")
    expect(chat.messages.locator(".mine")).to_contain_text("May not have arrived")
    chat.page.get_by_label("Your message").fill("a draft")
    chat.end()
    expect(chat.state).to_have_text("Chat ended")
    expect(chat.messages.locator(".mine")).to_contain_text("May not have arrived: the chat has ended")
    chat.page.get_by_role("button", name="Start a new chat").click()
    chat.start()
    expect(chat.page.get_by_label("Your message")).to_have_value("Hello\na draft")
    assert chat.own_texts() == []


def test_a_message_meets_a_chat_that_has_ended(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    refuse(chat.page, 403, "AccessDeniedException")
    chat.say("Hello")
    expect(chat.state).to_have_text("Chat ended")
    expect(chat.messages.locator(".mine")).to_contain_text("May not have arrived: the chat has ended")


def test_a_message_that_is_too_long_stays_in_the_box(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    longest = "字🙂é" * (16_384 // len("字🙂é".encode()))
    longest += "x" * (16_384 - len(longest.encode()))
    chat.say(f"{longest}x")
    expect(chat.notice).to_contain_text("Your message is too long")
    expect(chat.page.get_by_label("Your message")).to_have_value(f"{longest}x")
    chat.say(longest)
    expect(chat.replies).to_have_count(1)
    assert received(world, chat) == [longest]
    expect(chat.notice).to_be_hidden()


def test_what_is_written_while_the_page_loads_is_kept(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    name, topic = chat.page.get_by_label("Your name"), chat.page.get_by_label("What is it about?")
    expect(topic).to_be_visible()
    name.fill("Eve")
    held: list[Route] = []
    chat.page.route("**/config.json", lambda route: route.continue_() if held else held.append(route))
    with chat.page.expect_request("**/config.json"):
        chat.page.reload()
    name.fill("Ada")
    held[0].continue_()
    expect(topic).to_be_visible()
    expect(name).to_have_value("Ada")
    chat.page.reload()
    expect(topic).to_be_visible()
    expect(name).to_have_value("Ada")


def test_a_draft_belongs_to_its_tab(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.page.get_by_label("Your name").fill("Ada")
    chat.page.get_by_label("What is it about?").select_option("billing")
    chat.page.reload()
    expect(chat.page.get_by_label("Your name")).to_have_value("Ada")
    expect(chat.page.get_by_label("What is it about?")).to_have_value("billing")
    other = chat.page.context.new_page()
    other.goto(f"{world.server.origin}/")
    expect(other.get_by_label("Your name")).to_have_value("")
    assert json.loads(chat.page.evaluate("JSON.stringify({...localStorage})")) == {}
