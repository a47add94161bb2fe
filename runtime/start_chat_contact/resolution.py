"""Collects what the caller sent in one body, and the faults of the body.

No fault is repaired. All faults are collected, and the most basic kind of fault decides the response.
"""

from collections.abc import Callable, Mapping
from typing import Any

from .errors import ChatError, FieldNotAllowed, InvalidRequest, NotOwner, Problem

UNKNOWN, CLOSED, INVALID, FOREIGN, NOT_OWNED = range(5)
"""Kinds of faults, the most basic first: a member that does not exist, a member that callers may not set, a value out
of bounds, a value that the deployer's own list or the identity does not allow, and another caller's contact id."""

_ERRORS: tuple[type[ChatError], ...] = (InvalidRequest, FieldNotAllowed, InvalidRequest, FieldNotAllowed, NotOwner)

ContactIdReader = Callable[[str, int], str | None]
"""Takes a signed contact id and the hours that it is valid. Returns the id, or None if this caller may not use it."""


class Resolution:
    """The claims, the caller's values and the faults of one request, collected while its members are filled in."""

    def __init__(self, claims: Mapping[str, Any], read_contact_id: ContactIdReader | None) -> None:
        self.claims = claims
        self.read_contact_id = read_contact_id
        self.said: dict[str, Any] = {}
        """What the caller sent, by JSON pointer: checked, trimmed and normalised, but with public names as sent."""
        self._faults: list[tuple[int, Problem]] = []

    def refuse(self, kind: int, pointer: str, reason: str) -> None:
        """Record a fault."""
        self._faults.append((kind, Problem(pointer, reason)))

    def raise_worst(self) -> None:
        """Raise the error for the most basic kind of fault, with all faults of this kind. Do nothing without faults."""
        if self._faults:
            worst = min(kind for kind, _ in self._faults)
            raise _ERRORS[worst](problems=[problem for kind, problem in self._faults if kind == worst])


Source = Callable[[Any, Resolution], Any]
"""Takes a member's value in the body, or None if it has none. Returns the value to send, or None to send nothing."""
