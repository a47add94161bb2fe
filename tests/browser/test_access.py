"""The page for everybody: by keyboard, with a screen reader, on a phone, in the dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from local.paths import AXE
from tests.browser.conftest import ChatPage, World

OpenPage = Callable[..., ChatPage]
PHONE = {"width": 360, "height": 640}


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it is, everything it has a rule for included."""
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate("axe.run(document).then(result => result.violations)")
    return [f"{rule['id']}: {node['html']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1280, "height": 820}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(world: World, open_page: OpenPage, scheme: str, size: dict[str, int]) -> None:
    chat = open_page(world.server.origin, color_scheme=scheme, viewport=size)
    assert violations(chat.page) == []
    chat.ask(name="System")
    expect(chat.page.get_by_text("Please use another name")).to_be_visible()
    assert violations(chat.page) == []
    world.to_endpoint.down()
    chat.ask()
    expect(chat.notice).to_be_visible()
    assert violations(chat.page) == []
    world.to_endpoint.up()
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    expect(chat.state).to_have_text("Connected")
    chat.say("Hello")
    expect(chat.messages.locator("li").last.locator("blockquote")).to_have_text("Hello")
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
    expect(chat.messages.locator("li").last.locator("blockquote")).to_have_text("One line\nand another")
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
    expect(chat.page.get_by_role("status")).to_have_text("No chat yet")
    chat.start()
    expect(chat.page.get_by_role("log", name="Messages").get_by_role("listitem").first).to_contain_text("Agent joined")
    world.to_connect.down()
    expect(chat.page.get_by_role("alert")).to_contain_text("The connection is gone")
    expect(chat.page.get_by_role("alert")).to_match_aria_snapshot(
        "- alert:\n  - paragraph:\n    - strong: The connection is gone\n"
        "  - paragraph: Nothing that was said is lost. Trying again soon.\n"
        '  - button "Try now"'
    )


def test_on_a_phone(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin, viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    chat.start()
    chat.say("A-word-that-is-longer-than-the-screen-is-wide-" * 4)
    expect(chat.messages.locator("li").last.locator("blockquote")).to_contain_text("A-word")
    assert chat.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    expect(chat.page.get_by_role("button", name="Send")).to_be_in_viewport()
    expect(chat.messages.locator("li").last).to_be_in_viewport()
    expect(chat.state).to_be_in_viewport()
    for button in chat.page.get_by_role("button").all():
        if button.is_visible():
            box = button.bounding_box()
            assert box
            assert min(box["height"], box["width"]) >= 24  # WCAG 2.2's least size of a target


def test_the_theme_can_be_chosen_and_stays(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin, color_scheme="light")
    ground = "getComputedStyle(document.body.parentElement).backgroundColor"
    light = chat.page.evaluate(ground)
    dark = chat.page.get_by_role("button", name="Dark")
    expect(dark).to_have_attribute("aria-pressed", "false")
    dark.click()
    expect(dark).to_have_attribute("aria-pressed", "true")
    assert chat.page.evaluate(ground) != light
    chat.page.reload()
    expect(dark).to_have_attribute("aria-pressed", "true")
    assert chat.page.evaluate(ground) != light
