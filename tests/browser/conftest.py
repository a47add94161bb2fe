from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright

from constructs_lib.rendering.plan import request_plan
from local.boto import REGION
from local.browser import NoBrowserError, launch
from local.connect import ConnectStandIn
from local.connect.settings import Settings
from local.page_server import PageServer, Site
from tests.support.endpoint_server import DECLARATION, TOPICS, endpoint_server
from tests.support.relay import Relay

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@contextmanager
def chromium(playwright: Playwright, proxy: str | None = None) -> Iterator[Browser]:
    """The browser; a machine without one fails the tests, and its user is told what to install."""
    try:
        started = launch(playwright, proxy)
    except NoBrowserError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    yield started
    started.close()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as started:
        yield started


@dataclass(kw_only=True)
class World:
    """Everything that a chat page needs, on loopback."""

    connect: ConnectStandIn
    server: PageServer
    to_endpoint: Relay
    to_connect: Relay
    site: Site


Network = Callable[[str], str]


@contextmanager
def make_world(*, before: Network, behind: Network, origins: list[str] | None = None) -> Iterator[World]:
    """``before`` and ``behind`` wrap the network on that side of the endpoint."""
    with (
        ConnectStandIn() as connect,
        PageServer() as server,
        Relay(connect.url) as to_connect,
        endpoint_server(behind(connect.url), origins or [server.origin]) as url,
        Relay(before(url.removesuffix("/Prod/chat"))) as to_endpoint,
    ):
        site = Site(
            endpoint=f"{to_endpoint.url}/Prod/chat",
            region=REGION,
            topics=TOPICS,
            stand_in=to_connect.url,
            declaration=request_plan(DECLARATION),
        )
        server.show(site)
        yield World(connect=connect, server=server, to_endpoint=to_endpoint, to_connect=to_connect, site=site)


@pytest.fixture
def world_with() -> Iterator[Callable[..., World]]:
    """Makes a world of the test's own: see `make_world`."""
    with ExitStack() as ending:

        def make(before: Network = str, behind: Network = str, origins: list[str] | None = None) -> World:
            return ending.enter_context(make_world(before=before, behind=behind, origins=origins))

        yield make


@pytest.fixture(scope="session")
def shared_world() -> Iterator[World]:
    """One world for most tests: to start and stop its servers takes as long as a test."""
    with make_world(before=str, behind=str) as world:
        yield world


@pytest.fixture
def world(shared_world: World) -> World:
    shared_world.connect.set(**asdict(Settings(pace=0.01)))
    shared_world.connect.reset()
    shared_world.to_connect.up()
    shared_world.to_endpoint.up()
    shared_world.server.show(shared_world.site)
    return shared_world


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., ChatPage]]:
    """Opens the page as a new visitor. In the end no page may have asked for anything beyond this machine, broken its
    policy, or thrown an error."""
    opened: list[ChatPage] = []

    def open_(origin: str, **options: object) -> ChatPage:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 820}, **options})  # type: ignore[arg-type]
        opened.append(chat := ChatPage(context.new_page()))
        chat.page.goto(f"{origin}/")
        return chat

    yield open_
    for chat in opened:
        chat.page.context.close()
        assert chat.requests
        assert [url for url in chat.requests if url.split("/")[2].partition(":")[0] != "127.0.0.1"] == []
        assert [text for text in chat.console if "Content Security Policy" in text or "Uncaught" in text] == []
        assert chat.errors == []


class ChatPage:
    """The page as a visitor sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.console: list[str] = []
        self.errors: list[str] = []
        page.context.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.state = page.locator("#state")
        self.notice = page.locator("#notice")
        self.messages = page.locator("#messages")
        self.inspection = page.locator("#inspection")
        self.proof = page.locator("#proof")
        self.forgery = page.locator("#forgery")
        self.replies = self.messages.locator("blockquote")

    def _heard(self, message: ConsoleMessage) -> None:
        self.console.append(message.text)

    def ask(self, name: str = "Ada", topic: str = "delivery") -> None:
        """Fills in the form and starts."""
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("What is it about?").select_option(topic)
        self.page.get_by_role("button", name="Start chat").click()

    def start(self) -> None:
        """Starts a chat and waits for the agent's greeting."""
        self.ask()
        expect(self.messages.get_by_role("button", name="End the chat")).to_be_enabled()
        expect(self.state).to_have_text("Connected")

    def say(self, text: str) -> None:
        self.page.get_by_label("Your message").fill(text)
        self.page.keyboard.press("Enter")

    def end(self) -> None:
        self.page.get_by_role("button", name="End chat").click()
        self.page.get_by_role("dialog").get_by_role("button", name="End chat").click()

    def contact_id(self) -> str:
        found: str = self.page.evaluate("JSON.parse(sessionStorage.getItem('chat')).ContactId")
        return found

    def go_offline(self) -> None:
        """Take the browser's network away."""
        self.page.context.set_offline(True)
        self.page.evaluate("dispatchEvent(new Event('offline'))")  # not sent where there was no network before

    def go_online(self) -> None:
        """Give it back."""
        self.page.context.set_offline(False)
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def own_texts(self) -> list[str]:
        """What is in the visitor's own bubbles."""
        return self.messages.locator(".mine .bubble").all_inner_texts()

    def texts(self) -> list[str]:
        """What is in the bubbles, from the first to the last."""
        return self.messages.locator(".bubble").all_inner_texts()
