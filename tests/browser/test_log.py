"""The log of messages: what is to be seen of it, and who is told of what is not."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import ChatPage, World
from tests.browser.elsewhere import say_elsewhere

OpenPage = Callable[..., ChatPage]
SMALL = {"width": 900, "height": 500}


def scroll_up(chat: ChatPage) -> None:
    chat.page.locator("#log").hover()
    chat.page.mouse.wheel(0, -5000)
    expect(chat.messages.locator("li").first).to_be_in_viewport()


def test_it_stays_at_its_end_when_the_layout_changes(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin, viewport={"width": 900, "height": 700})
    chat.start()
    last = chat.messages.get_by_role("button").last
    expect(last).to_be_in_viewport(ratio=1)
    chat.page.set_viewport_size({"width": 900, "height": 560})  # as a keyboard does
    expect(last).to_be_in_viewport(ratio=1)
    world.to_connect.down()
    expect(chat.notice).to_be_visible()
    expect(last).to_be_in_viewport(ratio=1)
    box, notice = chat.page.locator("#log").bounding_box(), chat.notice.bounding_box()
    assert box
    assert notice
    assert box["y"] + box["height"] <= notice["y"]  # which covers no message


def test_a_reader_further_up_is_told_of_new_messages(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin, viewport=SMALL)
    chat.start()
    expect(chat.messages.locator("li").last).to_be_in_viewport()
    scroll_up(chat)
    say_elsewhere(world, chat, "menu")
    expect(chat.messages.locator(".choices")).to_have_count(2)
    expect(chat.messages.locator("li").first).to_be_in_viewport()
    marker = chat.page.get_by_role("button", name="1 new message")
    marker.click()
    expect(marker).to_be_hidden()
    expect(chat.messages.locator("li").last.locator("button").last).to_be_in_viewport()
    expect(chat.page.locator("#log")).to_be_focused()

    scroll_up(chat)
    chat.say("Hello")
    expect(chat.messages.locator(".mine").last).to_be_in_viewport()  # who speaks is led back


def test_a_hidden_tab_counts_in_its_title(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    assert chat.page.title() == "Chat with us"
    hidden = """hidden => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    chat.page.evaluate(hidden, True)
    say_elsewhere(world, chat, "one")
    say_elsewhere(world, chat, "two")
    expect(chat.page).to_have_title("(2) Chat with us")
    chat.page.evaluate(hidden, False)
    expect(chat.page).to_have_title("Chat with us")


def test_bubbles_of_one_speaker_are_grouped(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    expect(chat.messages.locator(".theirs")).to_have_count(3)
    assert chat.messages.locator(".theirs").evaluate_all("all => all.map(li => li.classList.contains('grouped'))") == [
        False,
        True,
        True,
    ]
    expect(chat.messages.locator(".theirs").nth(1)).to_contain_text("Agent")  # for those who can't see the group


def test_who_is_writing_stands_by_the_last_message(world: World, open_page: OpenPage) -> None:
    world.connect.set(pace=3600)
    chat = open_page(world.server.origin)
    chat.ask()
    line = chat.page.get_by_text("Agent is writing …")
    expect(line).to_be_in_viewport()
    joined, writing = chat.messages.locator("li").last.bounding_box(), line.bounding_box()
    assert joined
    assert writing
    assert 0 <= writing["y"] - joined["y"] - joined["height"] < 20


def test_text_runs_in_the_direction_of_its_script(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.ask(name="עדה")
    chat.say("שלום, איפה החבילה שלי?")
    direction = "all => all.map(each => getComputedStyle(each).direction)"
    expect(chat.replies).to_have_count(1)
    assert chat.messages.locator(".mine .bubble p").evaluate_all(direction) == ["rtl"]
    assert chat.replies.evaluate_all(direction) == ["rtl"]
    chat.page.get_by_label("Your message").fill("שלום")
    assert chat.page.get_by_label("Your message").evaluate_all(direction) == ["rtl"]
    chat.page.get_by_label("Your message").fill("Hello")
    assert chat.page.get_by_label("Your message").evaluate_all(direction) == ["ltr"]
