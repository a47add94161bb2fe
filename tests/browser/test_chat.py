"""A visitor's chat with the real ChatJS in a real browser."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.conftest import ChatPage, World
from tests.browser.elsewhere import say_elsewhere

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
    expect(chat.replies.last).to_have_text("Still there?")


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
    for option, chosen in (("Show what the flow received", "true"), ("End the chat", "false")):
        button = chat.messages.get_by_role("button", name=option)
        expect(button).to_be_disabled()
        expect(button).to_have_attribute("aria-pressed", chosen)
    expect(chat.page.get_by_label("Your message")).to_be_focused()
    chat.page.reload()
    expect(chat.messages.get_by_role("button", name="Show what the flow received")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_choice_stays_open_until_the_visitor_speaks(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    chat.say("Hello")
    option = chat.messages.get_by_role("button", name="End the chat")
    expect(option).to_be_disabled()
    expect(option).to_have_attribute("aria-pressed", "false")
    expect(chat.replies).to_have_text(["Hello"])
    chat.say("menu")
    expect(option.last).to_be_enabled()


def test_markdown_is_shown_and_html_is_only_text(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    chat.say("<img src=x onerror=alert(1)> **bold** `code` [page](https://www.example.com/) [bad](javascript:alert(1))")
    reply = chat.replies.last
    expect(reply.locator("strong")).to_have_text("bold")
    expect(reply.locator("code")).to_have_text("code")
    expect(reply.get_by_role("link")).to_have_count(1)
    expect(reply.get_by_role("link", name="page")).to_have_attribute("href", "https://www.example.com/")
    expect(reply).to_contain_text("<img src=x onerror=alert(1)>")
    expect(reply).to_contain_text("[bad](javascript:alert(1))")
    expect(chat.messages.locator("img")).to_have_count(0)


LINKS = "(see https://example.com/a_(b), http://example.com/x*y*z?q=1. Or [this](https://example.com/a_(b)): https://)"


def test_addresses_are_links(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    chat.say(LINKS)
    expect(chat.replies).to_have_text(LINKS.replace("[this](https://example.com/a_(b))", "this"))
    plain, shown = chat.messages.locator(".mine .bubble a"), chat.replies.get_by_role("link")
    targets = ["https://example.com/a_(b)", "http://example.com/x*y*z?q=1"]
    assert shown.evaluate_all("links => links.map(link => link.href)") == [*targets, targets[0]]
    assert plain.evaluate_all("links => links.map(link => link.href)") == [*targets, targets[0]]
    assert (
        plain.evaluate_all("links => links.map(link => [link.target, link.rel])")
        == [["_blank", "noopener noreferrer"]] * 3
    )
    expect(chat.messages.locator(".mine .bubble")).to_have_text(LINKS)


def test_signs_that_are_no_markup_stay(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    text = "a_(b) and snake_case_name, 2 * 3 * 4, [1] (2), **, `"
    chat.say(text)
    expect(chat.replies).to_have_text(text)
    expect(chat.replies.locator("*")).to_have_count(0)


def test_a_reload_restores_the_chat(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    chat.say("Where is my parcel?")
    expect(chat.messages.locator("li").last).to_contain_text("About delivery")
    expect(chat.messages.get_by_text("Sent", exact=True)).to_be_visible()
    before = chat.texts()
    chat.page.reload()
    expect(chat.state).to_have_text("Connected")
    expect(chat.messages.locator(".bubble")).to_have_count(len(before))
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
    expect(chat.replies.last).to_have_text("Still there?")
    assert len(chat.texts()) == len(GREETING) + 2
    assert len(world.connect.ledger()) == 1


def test_an_outage_is_shown_and_what_was_missed_comes_after_it(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.page.clock.install()
    chat.start()
    world.to_connect.down()
    expect(chat.state).to_have_text("Not connected")
    chat.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))  # no further attempt until the clock goes on
    expect(chat.notice).to_contain_text("The connection is gone")
    say_elsewhere(world, chat, "From elsewhere")

    world.to_connect.up()
    chat.page.clock.resume()
    expect(chat.state).to_have_text("Connected")
    expect(chat.replies.last).to_have_text("From elsewhere")
    expect(chat.notice).to_be_hidden()
    assert len(chat.texts()) == len(GREETING) + 2


def test_the_chat_ends_while_the_connection_is_away(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    world.to_connect.down()
    expect(chat.state).to_have_text("Not connected")
    say_elsewhere(world, chat, "bye")
    world.to_connect.up()
    expect(chat.state).to_have_text("Chat ended")
