"""Nothing that the page does is heard of outside: no usage figures, fonts, scripts or anything else."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from local.loopback import ConnectionServer
from tests.browser.conftest import ChatPage, World, chromium

OpenPage = Callable[..., ChatPage]
OF_CHROMIUM = (".google.com", ".googleapis.com", ".gvt1.com", ".gstatic.com")
"""Where the browser itself tries to go, whatever page it shows."""


class Recorder(ConnectionServer):
    """A proxy that notes the host of each request, and serves none."""

    def __init__(self) -> None:
        super().__init__()
        self._hosts: list[str] = []

    def hosts(self) -> list[str]:
        """The hosts that somebody but the browser's maker asked for."""
        return [host for host in self._thread.call(lambda: list(self._hosts)) if not f".{host}".endswith(OF_CHROMIUM)]

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = (await reader.readline()).decode()
        if line:
            target = line.split(" ")[1]
            self._hosts.append(target.removeprefix("http://").split("/")[0].split(":")[0])
            writer.write(b"HTTP/1.1 503 Recorded\r\nContent-Length: 8\r\n\r\nRecorded")
        writer.close()


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with Recorder() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright, recorder: Recorder) -> Iterator[Browser]:
    with chromium(playwright, recorder.url) as started:
        yield started


def test_a_chat_stays_on_this_machine(recorder: Recorder, world: World, open_page: OpenPage, browser: Browser) -> None:
    chat = open_page(world.server.origin)
    chat.start()
    chat.say("Where is my parcel?")
    expect(chat.replies.last).to_have_text("Where is my parcel?")
    chat.end()
    expect(chat.state).to_have_text("Chat ended")
    assert recorder.hosts() == []

    other = browser.new_page()
    other.goto("http://elsewhere.example/", wait_until="commit")  # which the recorder would have noted
    assert set(recorder.hosts()) == {"elsewhere.example"}  # for the page, and maybe for its icon


def test_the_policy_would_stop_it(world: World, open_page: OpenPage) -> None:
    chat = open_page(world.server.origin)
    sent = chat.page.evaluate(
        """() => Promise.all([
            fetch("https://elsewhere.example/").then(() => "sent", () => "stopped"),
            new Promise((resolve) => {
                const script = document.createElement("script");
                script.textContent = "window.ran = true";
                document.head.append(script);
                resolve(window.ran ? "ran" : "stopped");
            }),
        ])"""
    )
    assert sent == ["stopped", "stopped"]
    assert any("Content Security Policy" in text for text in chat.console)
    chat.console.clear()
    chat.requests = [url for url in chat.requests if "elsewhere" not in url]
