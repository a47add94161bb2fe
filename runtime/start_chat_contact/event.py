"""The one reading of Lambda proxy events: REST API (1.0), HTTP API and function URL (2.0)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

_LONGEST_REQUEST_ID = 128


class HttpRequest(NamedTuple):
    """An HTTP request, whatever event brought it."""

    method: str
    headers: Mapping[str, tuple[str, ...]]
    """Different values by header name in lower case."""
    body: Any
    """As it came: text, None, or in a broken event anything."""
    is_base64: bool
    context: Mapping[str, Any]
    """API Gateway's own word: identity, authorizer, request id."""
    is_rest: bool
    """Whether a REST API sent it (payload 1.0)."""

    def header(self, name: str) -> tuple[str, ...]:
        """The different values of a header, by its name in lower case."""
        return self.headers.get(name, ())

    @property
    def request_id(self) -> str:
        """API Gateway's id of the request; empty when it has none, or one that no header can carry."""
        value = _text(self.context.get("requestId"))
        sound = value.isascii() and value.isprintable() and " " not in value and len(value) <= _LONGEST_REQUEST_ID
        return value if sound else ""


def read_event(event: Any) -> HttpRequest:
    """Read a proxy event. What is missing or of the wrong type is empty, so that checks fail closed."""
    event = _mapping(event)
    context = _mapping(event.get("requestContext"))
    http = _mapping(context.get("http"))
    return HttpRequest(
        method=_text(event.get("httpMethod")) or _text(http.get("method")),
        headers=_headers(event),
        body=event.get("body"),
        is_base64=event.get("isBase64Encoded") is True,
        context=context,
        is_rest="httpMethod" in event,
    )


def _headers(event: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Both of a REST event's header maps count: the plain one holds only the last of repeated headers."""
    found: dict[str, dict[str, None]] = {}
    for name, value in _mapping(event.get("headers")).items():
        if isinstance(value, str):
            found.setdefault(_text(name).lower(), {})[value] = None
    for name, values in _mapping(event.get("multiValueHeaders")).items():
        for value in values if isinstance(values, list) else ():
            if isinstance(value, str):
                found.setdefault(_text(name).lower(), {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
