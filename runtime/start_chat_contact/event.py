"""Reads Lambda proxy events from REST APIs (format 1.0), HTTP APIs and function URLs (format 2.0)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

_LONGEST_REQUEST_ID = 128


class HttpRequest(NamedTuple):
    """An HTTP request, in the same form for every kind of event."""

    method: str
    headers: Mapping[str, tuple[str, ...]]
    """The different values of each header, by the header's name in lower case."""
    body: Any
    """The body in the event: text or None, or anything if the event is broken."""
    is_base64: bool
    context: Mapping[str, Any]
    """What API Gateway itself says about the request: identity, authorizer, request id."""
    is_rest: bool
    """Whether a REST API sent the event (format 1.0)."""

    def header(self, name: str) -> tuple[str, ...]:
        """Return the different values of a header. ``name`` is in lower case."""
        return self.headers.get(name, ())

    @property
    def request_id(self) -> str:
        """API Gateway's id of the request; empty if there is none, or if the id can't be sent in a header."""
        value = _text(self.context.get("requestId"))
        sound = value.isascii() and value.isprintable() and " " not in value and len(value) <= _LONGEST_REQUEST_ID
        return value if sound else ""


def read_event(event: Any) -> HttpRequest:
    """Read a proxy event. A part that is missing or of the wrong type becomes empty, so that checks refuse it."""
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
    """Read both header maps of a REST event, because ``headers`` has only the last value of a repeated header."""
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
