from __future__ import annotations

import json
from typing import Any

import pytest

from local.connect.script import END_CHAT, SHOW_ATTRIBUTES, SHOW_MENU, greeting, reply

INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive"
RESPONSE = f"{INTERACTIVE}.response"
PLAIN: dict[str, Any] = {"ParticipantDetails": {"DisplayName": "Ada"}}
RICH = PLAIN | {
    "SupportedMessagingContentTypes": ["text/plain", "text/markdown", INTERACTIVE, RESPONSE],
    "Attributes": {"topic": "sales"},
}


def test_a_chat_without_attributes_is_greeted_in_plain_text() -> None:
    assert [(line.content_type, line.content) for line in greeting(PLAIN)] == [
        ("text/plain", "Hello Ada, this is the stand-in's agent."),
        ("text/plain", "The flow received no attributes."),
        ("text/plain", "Write anything, or: attributes, menu, bye."),
    ]


def test_only_supported_content_types_are_used() -> None:
    assert [line.content_type for line in greeting(RICH)] == ["text/plain", "text/markdown", INTERACTIVE]
    assert reply(RICH, "text/plain", "a\nb")[0] == ("text/markdown", "About **sales** you wrote:\n\n> a\n> b", False)
    assert reply(PLAIN, "text/plain", "a\nb")[0] == ("text/plain", "You wrote: a\nb", False)


@pytest.mark.parametrize("words", ["bye", "Bye!", " END. ", "Goodbye", END_CHAT])
def test_words_that_end_the_chat(words: str) -> None:
    assert reply(PLAIN, "text/plain", words) == [("text/plain", "Thank you, and goodbye.", True)]


@pytest.mark.parametrize("words", ["byebye", "the end of it", "bend", ""])
def test_words_that_do_not(words: str) -> None:
    assert reply(PLAIN, "text/plain", words) == [("text/plain", f"You wrote: {words}", False)]


@pytest.mark.parametrize("wrapped", ["{}", '{{"action": "{}"}}', '{{"data": {{"x": [1, {{"title": "{}"}}]}}}}'])
def test_a_choice_is_understood_however_it_is_wrapped(wrapped: str) -> None:
    assert reply(RICH, RESPONSE, wrapped.format(SHOW_ATTRIBUTES)) == [greeting(RICH)[1]]
    assert reply(RICH, RESPONSE, wrapped.format(SHOW_MENU)) == [greeting(RICH)[2]]
    assert reply(RICH, RESPONSE, wrapped.format(END_CHAT))[0].last


@pytest.mark.parametrize("content", ["{", "null", '{"title": "Something else"}', "[" * 100_000])
def test_a_choice_that_is_none(content: str) -> None:
    sorry, menu = reply(RICH, RESPONSE, content)
    assert sorry.content == "I did not understand that choice."
    assert len(json.loads(menu.content)["data"]["content"]["elements"]) == 3


def test_no_line_is_longer_than_a_message_may_be() -> None:
    long = RICH | {"Attributes": {"a": "x" * 32_000}}
    for line in [*greeting(long), *reply(long, "text/plain", "é" * 16_000)]:
        assert len(line.content.encode()) <= 16_384
