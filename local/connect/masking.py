"""Hides the secrets of a ledger entry where it is shown over HTTP."""

from __future__ import annotations

from typing import Any

MASK = "********"

_SECRETS = frozenset({"ParticipantToken", "ConnectionToken", "Url"})


def masked(value: Any) -> Any:
    """A copy of JSON ``value`` with every participant token, connection token and websocket URL masked."""
    if isinstance(value, dict):
        return {name: MASK if name in _SECRETS else masked(item) for name, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    return value
