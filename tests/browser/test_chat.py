"""A visitor's chat with the real ChatJS in a real browser."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect
from websockets.sync.client import connect

from local.boto import client
from tests.browser.conftest import ChatPage, World

OpenPage = Callable[..., ChatPage]
GREETING = ("hello", "attributes", "menu")


def test_a_whole_chat(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    expect(chat.state).to_have_text("No chat yet")
    chat.start()
    expect(chat.page.get_by_label("Your message")).to_be_focused()
    assert chat.texts()[0] == "Hello Ada, this is the stand-in's agent. I see that you are here about delivery."

    chat.say("Where is my parcel?")
    expect(chat.messages.locator("li").last).to_contain_text("About delivery you wrote:")
    assert "Where is my parcel?" in chat.texts()
    expect(chat.page.get_by_label("Your message")).to_have_value("")

    chat.end()
    expect(chat.state).to_have_text("Chat ended")
    expect(chat.messages).to_contain_text("The chat has ended")
    expect(chat.page.get_by_label("Your message")).to_be_hidden()
    [contact] = world.connect.ledger()
    assert contact["EndReason"] == "DISCONNECTED"
    assert contact["Request"]["Attributes"] == {"channel": "web", "topic": "delivery"}

    chat.page.get_by_role("button", name="Start a new chat").click()
    expect(chat.page.get_by_label("Your name")).to_be_focused()
    chat.start()
    assert len(world.connect.ledger()) == 2
    chat.page.get_by_role("button", name="End chat").click()
    chat.page.keyboard.press("Escape")
    chat.say("Still there?")
    expect(chat.messages.locator("li").last.locator("blockquote")).to_have_text("Still there?")


def test_the_agent_ends_the_chat(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    chat.say("bye")
    expect(chat.state).to_have_text("Chat ended")
    expect(chat.page.get_by_role("button", name="Start a new chat")).to_be_focused()
    expect(chat.messages).to_contain_text("Agent left")


def test_a_choice_from_a_list(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    shown = chat.messages.get_by_role("list").count()
    chat.messages.get_by_role("button", name="Show what the flow received").click()
    expect(chat.messages.locator(".mine")).to_contain_text("Show what the flow received")
    expect(chat.messages.get_by_role("list")).to_have_count(shown + 1)
    expect(chat.messages.get_by_role("button", name="End the chat")).to_be_disabled()


def test_markdown_is_shown_and_html_is_only_text(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    chat.say("<img src=x onerror=alert(1)> **bold** `code` [page](https://www.example.com/) [bad](javascript:alert(1))")
    reply = chat.messages.locator("li").last.locator("blockquote")
    expect(reply.locator("strong")).to_have_text("bold")
    expect(reply.locator("code")).to_have_text("code")
    expect(reply.get_by_role("link")).to_have_count(1)
    expect(reply.get_by_role("link", name="page")).to_have_attribute("href", "https://www.example.com/")
    expect(reply).to_contain_text("<img src=x onerror=alert(1)>")
    expect(reply).to_contain_text("[bad](javascript:alert(1))")
    expect(chat.messages.locator("img")).to_have_count(0)


def test_a_reload_restores_the_chat(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    chat.say("Where is my parcel?")
    expect(chat.messages.locator("li").last).to_contain_text("About delivery")
    before = chat.texts()
    chat.page.reload()
    expect(chat.state).to_have_text("Connected")
    assert chat.texts() == before
    chat.say("Still there?")
    expect(chat.messages.locator("li").last).to_contain_text("Still there?")
    assert len(world.connect.ledger()) == 1


def test_a_reload_after_the_end_shows_it(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    details = chat.page.evaluate("sessionStorage.getItem('chat')")
    chat.end()
    expect(chat.state).to_have_text("Chat ended")
    chat.page.evaluate("details => sessionStorage.setItem('chat', details)", details)  # as if the end was not heard
    chat.page.reload()
    expect(chat.state).to_have_text("Chat ended")
    chat.page.reload()
    expect(chat.state).to_have_text("No chat yet")


def test_a_cut_connection_comes_back_by_itself(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    with chat.page.expect_websocket():
        world.to_connect.down()
        world.to_connect.up()
    expect(chat.state).to_have_text("Connected")
    chat.say("Still there?")
    expect(chat.messages.locator("li").last.locator("blockquote")).to_have_text("Still there?")
    assert len(chat.texts()) == len(GREETING) + 2
    assert len(world.connect.ledger()) == 1


def test_reading_further_up_is_not_disturbed(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin, viewport={"width": 900, "height": 500})
    chat.start()
    expect(chat.messages.locator("li").last).to_be_in_viewport()
    chat.page.locator("#log").hover()
    chat.page.mouse.wheel(0, -5000)
    expect(chat.messages.locator("li").first).to_be_in_viewport()
    say_elsewhere(world, chat, "menu")
    expect(chat.messages.locator(".choices")).to_have_count(2)
    expect(chat.messages.locator("li").first).to_be_in_viewport()


def test_an_outage_is_shown_and_what_was_missed_comes_after_it(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.page.clock.install()
    chat.start()
    world.to_connect.down()
    expect(chat.state).to_have_text("Not connected")
    chat.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))  # no further attempt until the clock goes on
    expect(chat.notice).to_contain_text("The connection is gone")
    chat.say("Can you hear me?")
    expect(chat.notice).to_contain_text("Your message was not sent")
    expect(chat.page.get_by_label("Your message")).to_have_value("Can you hear me?")
    say_elsewhere(world, chat, "From elsewhere")

    world.to_connect.up()
    chat.page.clock.resume()
    expect(chat.state).to_have_text("Connected")
    expect(chat.messages.locator("li").last.locator("blockquote")).to_have_text("From elsewhere")
    expect(chat.notice).to_be_hidden()
    chat.page.get_by_role("button", name="Send").click()
    expect(chat.messages.locator("li").last.locator("blockquote")).to_have_text("Can you hear me?")
    assert len(chat.texts()) == len(GREETING) + 4


def test_the_chat_ends_while_the_connection_is_away(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    world.to_connect.down()
    expect(chat.state).to_have_text("Not connected")
    say_elsewhere(world, chat, "bye")
    world.to_connect.up()
    expect(chat.state).to_have_text("Chat ended")


def say_elsewhere(world: World, chat: ChatPage, text: str) -> None:
    """Say something as the visitor on another device, and wait until the agent has answered."""
    token = chat.page.evaluate("JSON.parse(sessionStorage.getItem('chat')).ParticipantToken")
    participant = client("connectparticipant", world.connect.url)
    created = participant.create_participant_connection(
        Type=["WEBSOCKET", "CONNECTION_CREDENTIALS"], ParticipantToken=token
    )
    with connect(created["Websocket"]["Url"], proxy=None) as socket:
        socket.send(json.dumps({"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}}))
        socket.recv(5)
        participant.send_message(
            ContentType="text/plain",
            Content=text,
            ConnectionToken=created["ConnectionCredentials"]["ConnectionToken"],
        )
        while True:
            item = json.loads(json.loads(socket.recv(5)).get("content", "{}"))
            if item["Type"] == "MESSAGE" and item["ParticipantRole"] == "AGENT":
                return
