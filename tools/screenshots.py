"""Make the pictures of the chat page in `docs/images`: ``make screenshots``.

The page talks with the deployed app.py on the local AWS, as in `make demo`; nothing in the pictures is made up.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from local import demo
from local.aws import LocalAws
from local.browser import launch
from local.page_server import PageServer
from local.paths import ROOT
from tools.animation import animated

IMAGES = ROOT / "docs" / "images"
DESKTOP = {"width": 1200, "height": 760}
SMALL_DESKTOP = {"width": 1060, "height": 660}
PHONE = {"width": 390, "height": 780}
LANDSCAPE = {"width": 780, "height": 360}
TOUCH = {"device_scale_factor": 2, "is_mobile": True, "has_touch": True}
QUESTION = "Where is my parcel?"


def main() -> int:
    """Make all pictures anew."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with PageServer() as server, LocalAws() as aws, sync_playwright() as playwright:
        server.show(demo.site(aws, demo.deploy(aws, [server.origin])))
        browser = launch(playwright)
        with opened(browser, server, DESKTOP) as page:
            expect(page.locator("#state")).to_have_text("No chat yet")
            shoot(page, "start")
            ask(page)
            talk(page)
            shoot(page, "talk")
            page.get_by_role("button", name="Try to forge the instance").click()
            expect(page.get_by_text("It was not called")).to_be_visible()
            shoot(page, "forged")
        with opened(browser, server, DESKTOP, color_scheme="dark") as page:
            ask(page)
            talk(page)
            shoot(page, "dark")
        with opened(browser, server, DESKTOP) as page:
            ask(page, "עדה")
            talk(page, "שלום, איפה החבילה שלי?")
            shoot(page, "right-to-left")
        with opened(browser, server, PHONE, **TOUCH) as page:
            ask(page)
            talk(page)
            shoot(page, "phone")
        with opened(browser, server, LANDSCAPE, **TOUCH) as page:
            page.get_by_label("Your name").fill("Ada")
            shoot(page, "phone-landscape")
        aws.connect.set(concurrent_chats=0)
        with opened(browser, server, DESKTOP) as page:
            page.clock.pause_at(datetime.now(UTC))  # or the countdown would differ from run to run
            ask(page)
            expect(page.get_by_role("alert")).to_contain_text("All our agents are busy")
            shoot(page, "error")
        aws.connect.set(concurrent_chats=None, pace=0.6)
        with opened(browser, server, SMALL_DESKTOP) as page:
            animate(page, "animation")
        browser.close()
    return 0


@contextmanager
def opened(browser: Browser, server: PageServer, size: dict[str, int], **options: Any) -> Iterator[Page]:
    """The page as a new visitor sees it."""
    context = browser.new_context(viewport=size, locale="en-GB", **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.origin}/")
    yield page
    context.close()


def ask(page: Page, name: str = "Ada") -> None:
    """Fill in the form and start."""
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Start chat").click()


def talk(page: Page, question: str = QUESTION) -> None:
    """Hear the agent out, and ask something."""
    expect(page.get_by_role("button", name="End the chat")).to_be_enabled()
    page.get_by_label("Your message").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#messages blockquote")).to_have_text(question)
    expect(page.locator("#messages")).to_contain_text("Sent")
    expect(page.locator("#proof")).to_contain_text("0 unexpected")


def shoot(page: Page, name: str) -> None:
    """Save what is to be seen as a picture."""
    save(f"{name}.png", picture(page))


def animate(page: Page, name: str) -> None:
    """Save a chat from its start to its end as an animated picture."""
    frames = [(picture(page), 1500)]
    page.get_by_label("Your name").press_sequentially("Ada")
    frames.append((picture(page), 900))
    page.get_by_role("button", name="Start chat").click()
    expect(page.locator("#messages")).to_contain_text("Hello Ada")
    expect(page.get_by_text("Agent is writing")).to_be_visible()
    frames.append((picture(page), 1200))
    expect(page.get_by_role("button", name="End the chat")).to_be_enabled()
    frames.append((picture(page), 1500))
    page.get_by_label("Your message").fill(QUESTION)
    frames.append((picture(page), 900))
    page.keyboard.press("Enter")
    expect(page.locator("#messages blockquote")).to_have_text(QUESTION)
    frames.append((picture(page), 2000))
    page.get_by_role("button", name="End chat").click()
    frames.append((picture(page), 900))
    page.get_by_role("dialog").get_by_role("button", name="End chat").click()
    expect(page.locator("#state")).to_have_text("Chat ended")
    frames.append((picture(page), 2500))
    save(f"{name}.png", animated(frames))


def picture(page: Page) -> bytes:
    """What is to be seen now."""
    return page.screenshot(animations="disabled", caret="hide")


def save(name: str, content: bytes) -> None:
    """Write a picture, and tell its size."""
    (IMAGES / name).write_bytes(content)
    print(f"docs/images/{name}: {len(content):,} bytes")


if __name__ == "__main__":
    sys.exit(main())
