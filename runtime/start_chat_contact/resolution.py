"""What one body comes to: what the caller said in it, and its faults.

Nothing is repaired: every fault is collected, and the most basic kind of fault decides the response.
"""

from collections.abc import Callable, Mapping
from typing import Any

from .errors import ChatError, FieldNotAllowed, InvalidRequest, NotOwner, Problem

UNKNOWN, CLOSED, INVALID, FOREIGN, NOT_OWNED = range(5)
"""Kinds of faults, the most basic first: a member that does not exist, one that callers may not set, a value out of
bounds, one that the deployer's own list or the identity does not allow, and another caller's contact id."""

_ERRORS: tuple[type[ChatError], ...] = (InvalidRequest, FieldNotAllowed, InvalidRequest, FieldNotAllowed, NotOwner)

ContactIdReader = Callable[[str, int], str | None]
"""Reads a contact id that was signed in the last hours; None when it is not one that this caller may use."""


class Resolution:
    """The body of one request on its way to the request that is sent."""

    def __init__(self, claims: Mapping[str, Any], read_contact_id: ContactIdReader | None) -> None:
        self.claims = claims
        self.read_contact_id = read_contact_id
        self.said: dict[str, Any] = {}
        """What the caller said, by JSON pointer: checked, trimmed and normalised, but in the caller's words."""
        self._faults: list[tuple[int, Problem]] = []

    def refuse(self, kind: int, pointer: str, reason: str) -> None:
        """Note a fault."""
        self._faults.append((kind, Problem(pointer, reason)))

    def raise_worst(self) -> None:
        """Raise the error of the most basic kind of fault, with all faults of this kind; nothing without a fault."""
        if self._faults:
            worst = min(kind for kind, _ in self._faults)
            raise _ERRORS[worst](problems=[problem for kind, problem in self._faults if kind == worst])


Source = Callable[[Any, Resolution], Any]
"""Returns what is sent for a member, None for nothing, given what the body has for it, None for nothing."""
