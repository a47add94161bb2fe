"""Handles guests of an identity pool: callers who have AWS credentials but have not signed in."""

from typing import Any

_AUTHENTICATION = "connect:CustomerAuthentication"


def without_vouching(request: dict[str, Any]) -> dict[str, Any]:
    """Return the request without ``connect:CustomerAuthentication`` if this segment attribute says ``AUTHENTICATED``.

    Flows take it as proof that the customer signed in.
    """
    segments = request.get("SegmentAttributes", {})
    if "AUTHENTICATED" not in _texts(segments.get(_AUTHENTICATION)):
        return request
    others = {name: value for name, value in segments.items() if name != _AUTHENTICATION}
    rest = {name: value for name, value in request.items() if name != "SegmentAttributes"}
    return {**rest, "SegmentAttributes": others} if others else rest


def _texts(value: Any) -> set[str]:
    """Return every text in a value, in upper case."""
    if isinstance(value, dict):
        return set().union(*map(_texts, value.values()))
    return {value.strip().upper()} if isinstance(value, str) else set()
