"""The page for everybody: by keyboard, with a screen reader, on a phone, in the dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from local.paths import AXE
from tests.browser.conftest import ChatPage, World
from tests.browser.losses import lose_requests, lose_starts

OpenPage = Callable[..., ChatPage]
DESKTOP = {"width": 1280, "height": 820}
PHONE = {"width": 360, "height": 640}
LANDSCAPE = {"width": 640, "height": 360}
TOUCH = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it is, everything it has a rule for included."""
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate("axe.run(document).then(result => result.violations)")
    return [f"{rule['id']}: {node['html']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark"), (LANDSCAPE, "light")],
    ids=["desktop", "desktop-dark", "phone", "phone-dark", "landscape"],
)
def test_axe_finds_nothing(world: World, open_page: OpenPage, size: dict[str, int], scheme: str) -> None:
    chat = open_page(world.server.origin, color_scheme=scheme, viewport=size, **({} if size is DESKTOP else TOUCH))
    assert violations(chat.page) == []
    chat.ask(name="System")
    expect(chat.page.get_by_text("Please use another name")).to_be_visible()
    assert violations(chat.page) == []
    world.to_endpoint.down()
    chat.ask()
    expect(chat.state).to_have_text("Waiting to start …")
    assert violations(chat.page) == []
    world.to_endpoint.up()
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    expect(chat.state).to_have_text("Connected")
    chat.say("See https://www.example.com/")
    expect(chat.replies).to_have_count(1)
    lose_requests(chat.page, times=1)
    chat.say("Hello")
    expect(chat.messages.get_by_text("May not have arrived")).to_be_visible()
    chat.go_offline()
    chat.say("menu")
    expect(chat.messages.get_by_text("Waiting to be sent")).to_be_visible()
    assert violations(chat.page) == []
    chat.go_online()
    expect(chat.messages.locator(".choices")).to_have_count(2)
    chat.page.get_by_role("button", name="Try to forge the instance").click()
    expect(chat.page.get_by_text("It was not called")).to_be_visible()
    assert violations(chat.page) == []
    chat.page.get_by_role("button", name="End chat").click()
    assert violations(chat.page) == []
    chat.page.get_by_role("dialog").get_by_role("button", name="End chat").click()
    expect(chat.state).to_have_text("Chat ended")
    assert violations(chat.page) == []


def test_the_scan_would_find_something(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.page.evaluate("document.querySelector('label[for=name]').remove()")
    assert any(found.startswith("label: ") for found in violations(chat.page))


def test_by_keyboard_alone(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    press, focused = chat.page.keyboard.press, chat.page.locator(":focus")

    def tab_to(name: str) -> None:
        for _ in range(20):
            press("Tab")
            if chat.page.get_by_label(name).or_(chat.page.get_by_role("button", name=name)).and_(focused).count():
                return
        raise AssertionError(f"no tab stop is {name!r}")

    tab_to("Your name")
    chat.page.keyboard.type("Ada")
    tab_to("What is it about?")
    chat.page.keyboard.type("Delivery")
    press("Enter")
    tab_to("Start chat")
    press("Enter")
    expect(chat.page.get_by_label("Your message")).to_be_focused()
    expect(chat.messages.get_by_role("button", name="End the chat")).to_be_enabled()
    chat.page.keyboard.type("One line")
    press("Shift+Enter")
    chat.page.keyboard.type("and another")
    press("Enter")
    expect(chat.replies.last).to_have_text("One line\nand another")
    expect(chat.page.get_by_label("Your message")).to_be_focused()
    tab_to("End chat")
    press("Enter")
    expect(chat.page.get_by_role("button", name="Keep talking")).to_be_focused()
    press("Escape")
    expect(chat.state).to_have_text("Connected")
    expect(chat.page.get_by_role("button", name="End chat")).to_be_focused()
    press("Enter")
    press("Tab")
    press("Enter")
    expect(chat.state).to_have_text("Chat ended")
    expect(chat.page.get_by_role("button", name="Start a new chat")).to_be_focused()


def test_what_a_screen_reader_is_told(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    expect(chat.page.get_by_role("status").first).to_have_text("No chat yet")
    chat.start()
    expect(chat.page.get_by_role("log", name="Messages").get_by_role("listitem").first).to_contain_text("Agent joined")
    world.to_connect.down()
    expect(chat.page.get_by_role("alert")).to_contain_text("The connection is gone")
    expect(chat.page.get_by_role("alert")).to_match_aria_snapshot(
        "- alert:\n  - paragraph:\n    - strong: The connection is gone\n"
        "  - paragraph: Nothing that was said is lost. Trying again soon.\n"
        '  - button "Try now"'
    )


@pytest.mark.parametrize("size", [PHONE, LANDSCAPE], ids=["upright", "landscape"])
def test_on_a_phone(world: World, open_page: OpenPage, size: dict[str, int]) -> None:
    chat = open_page(world.server.origin, viewport=size, **TOUCH)
    for control in (chat.page.get_by_label("Your name"), chat.page.get_by_role("button", name="Start chat")):
        expect(control).to_be_in_viewport(ratio=1)
    chat.start()
    chat.say("A-word-that-is-longer-than-the-screen-is-wide-" * 4)
    expect(chat.replies).to_contain_text("A-word")
    chat.page.get_by_role("button", name="Try to forge the instance").click()
    expect(chat.page.get_by_text("It was not called")).to_be_visible()
    assert chat.page.evaluate("document.documentElement.scrollWidth") == size["width"]
    assert small_targets(chat) == []
    chat.page.evaluate("scrollTo(0, 0)")
    expect(chat.page.get_by_role("button", name="Send", exact=True)).to_be_in_viewport(ratio=1)
    expect(chat.messages.locator("li").last).to_be_in_viewport()
    expect(chat.state).to_be_in_viewport()
    lose_requests(chat.page, times=1)
    chat.say("Hello")
    expect(chat.page.get_by_role("button", name="Send again")).to_be_in_viewport(ratio=1)
    assert small_targets(chat) == []


def small_targets(chat: ChatPage) -> list[str]:
    """What a finger is meant to hit, and has less than 44 pixels to hit."""
    targets = chat.page.locator("button:visible, input:visible, select:visible, textarea:visible, summary:visible")
    found: list[str] = targets.evaluate_all(
        """all => all.filter(each => {
            const { width, height } = each.getBoundingClientRect();
            return Math.min(width, height) < 44;
        }).map(each => each.outerHTML)"""
    )
    return found


def test_the_focus_never_falls_to_the_body(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    chat.page.get_by_label("Your name").focus()
    chat.page.evaluate(
        """() => {
            window.fallen = 0;
            const look = () => {
                if (document.activeElement === document.body) window.fallen += 1;
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    lose_starts(chat.page, times=2)
    chat.ask()
    chat.notice.get_by_role("button", name="Try now").click()
    chat.notice.get_by_role("button", name="Cancel").click()
    expect(chat.page.get_by_role("button", name="Start chat")).to_be_focused()
    chat.start()
    lose_requests(chat.page, times=1)
    chat.say("Hello")
    chat.page.get_by_role("button", name="Send again").click()
    expect(chat.replies).to_have_count(1)
    world.to_connect.down()
    chat.notice.get_by_role("button", name="Try now").focus()
    world.to_connect.up()
    expect(chat.state).to_have_text("Connected")
    expect(chat.page.get_by_label("Your message")).to_be_focused()
    chat.say("menu")
    expect(chat.messages.locator(".choices")).to_have_count(2)
    chat.messages.get_by_role("button", name="End the chat").last.click()
    expect(chat.page.get_by_role("button", name="Start a new chat")).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_label("Your name")).to_be_focused()
    assert chat.page.evaluate("window.fallen") == 0


def test_the_theme_can_be_chosen_and_stays(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin, color_scheme="light")
    ground = "getComputedStyle(document.body.parentElement).backgroundColor"
    light = chat.page.evaluate(ground)
    chat.page.get_by_role("button", name="Use dark colours").click()
    assert chat.page.evaluate(ground) != light
    chat.page.reload()
    expect(chat.page.get_by_role("button", name="Use light colours")).to_be_visible()
    assert chat.page.evaluate(ground) != light
    chat.page.get_by_role("button", name="Use light colours").click()
    assert chat.page.evaluate(ground) == light
