"""A page that lacks something, and what it tells ChatJS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ChatPage, World

OpenPage = Callable[..., ChatPage]


@pytest.mark.parametrize(
    ("path", "response", "words"),
    [
        ("config.json", {"status": 404}, "It needs config.json with an endpoint and a region beside it."),
        ("config.json", {"body": "<html>"}, "It needs config.json with an endpoint and a region beside it."),
        ("config.json", {"json": {"region": "eu-west-2"}}, "It needs config.json with an endpoint and a region"),
        ("amazon-connect-chat.js", {"status": 404}, "It needs amazon-connect-chat.js beside it."),
    ],
)
def test_a_missing_file(world: World, open_page: OpenPage, path: str, response: dict[str, Any], words: str) -> None:
    chat = open_page(world.server.origin)
    chat.page.route(f"**/{path}", lambda route: route.fulfill(**response))
    chat.page.reload()
    expect(chat.state).to_have_text("Not available")
    expect(chat.notice).to_contain_text("This page is not set up")
    expect(chat.notice).to_contain_text(words)
    chat.page.get_by_label("Your name").fill("Ada")
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("button", name="Start chat")).to_be_disabled()
    assert world.connect.calls() == []


def test_chatjs_looks_whether_the_browser_is_online_unless_there_is_a_stand_in(
    world: World, open_page: OpenPage
) -> None:
    chat = open_page(world.server.origin)
    told = chat.page.evaluate(
        """async () => {
            const { configure } = await import("/chat.js");
            const told = [];
            connect.ChatSession.setGlobalConfig = (config) => told.push(Object.keys(config));
            configure({ region: "eu-west-2" });
            configure({ region: "eu-west-2", participantEndpoint: "http://127.0.0.1:1" });
            return told;
        }"""
    )
    assert told == [["region"], ["region", "endpoint", "webSocketManagerConfig"]]
