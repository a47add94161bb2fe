"""What the talking agent says: the same for the same chat and the same message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from local.connect.rules import INTERACTIVE, INTERACTIVE_RESPONSE, MARKDOWN, PLAIN

SHOW_ATTRIBUTES = "Show what the flow received"
SHOW_MENU = "Show this menu again"
END_CHAT = "End the chat"

_OPTIONS = (SHOW_ATTRIBUTES, SHOW_MENU, END_CHAT)
_WORDS = {
    "attributes": SHOW_ATTRIBUTES,
    "menu": SHOW_MENU,
    "bye": END_CHAT,
    "goodbye": END_CHAT,
    "end": END_CHAT,
} | {option.casefold(): option for option in _OPTIONS}
_LONGEST_ECHO = 1_000


class Line(NamedTuple):
    """One message of the agent; after the ``last`` one the agent ends the chat."""

    content_type: str
    content: str
    last: bool = False


def greeting(request: dict[str, Any]) -> list[Line]:
    """What the agent says on joining a chat that was started with ``request``."""
    hello = f"Hello {request['ParticipantDetails']['DisplayName']}, this is the stand-in's agent."
    if topic := _topic(request):
        hello += f" I see that you are here about {topic}."
    return [Line(PLAIN, hello), _attributes(request), _menu(request)]


def reply(request: dict[str, Any], content_type: str, content: str) -> list[Line]:
    """What the agent answers to one message of the customer."""
    option = _chosen(content) if content_type == INTERACTIVE_RESPONSE else _named(content)
    if option == END_CHAT:
        return [Line(PLAIN, "Thank you, and goodbye.", last=True)]
    if option == SHOW_ATTRIBUTES:
        return [_attributes(request)]
    if option == SHOW_MENU:
        return [_menu(request)]
    if content_type == INTERACTIVE_RESPONSE:
        return [Line(PLAIN, "I did not understand that choice."), _menu(request)]
    return [_echo(request, content)]


def _echo(request: dict[str, Any], content: str) -> Line:
    topic, words = _topic(request), content[:_LONGEST_ECHO]
    if _supports(request, MARKDOWN):
        quoted = "\n".join(f"> {line}" for line in words.splitlines())
        return Line(MARKDOWN, f"About **{topic}** you wrote:\n\n{quoted}" if topic else f"You wrote:\n\n{quoted}")
    return Line(PLAIN, f"About {topic} you wrote: {words}" if topic else f"You wrote: {words}")


def _attributes(request: dict[str, Any]) -> Line:
    attributes = request.get("Attributes") or {}
    if not attributes:
        return Line(PLAIN, "The flow received no attributes.")
    if _supports(request, MARKDOWN):
        rows = "\n".join(f"- **{key}**: {value}" for key, value in attributes.items())
        return Line(MARKDOWN, f"The flow received:\n\n{rows}"[:_LONGEST_ECHO])
    listed = ", ".join(f"{key} = {value}" for key, value in attributes.items())
    return Line(PLAIN, f"The flow received: {listed}"[:_LONGEST_ECHO])


def _menu(request: dict[str, Any]) -> Line:
    if not _supports(request, INTERACTIVE):
        return Line(PLAIN, "Write anything, or: attributes, menu, bye.")
    elements = [{"title": option} for option in _OPTIONS]
    content = {"title": "How can I help?", "subtitle": "Choose, or write anything", "elements": elements}
    picker = {"templateType": "ListPicker", "version": "1.0", "data": {"content": content}}
    return Line(INTERACTIVE, json.dumps(picker))


def _named(content: str) -> str | None:
    return _WORDS.get(content.strip(" \t\r\n.!").casefold())


def _chosen(content: str) -> str | None:
    # Clients wrap the choice differently, so that any member that holds the title of an option counts.
    try:
        parts = list(_strings(json.loads(content)))
    except (ValueError, RecursionError):
        return _named(content)
    return next((option for part in parts if (option := _named(part))), None)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _topic(request: dict[str, Any]) -> str | None:
    topic: str | None = (request.get("Attributes") or {}).get("topic")
    return topic


def _supports(request: dict[str, Any], content_type: str) -> bool:
    return content_type in (request.get("SupportedMessagingContentTypes") or ())
