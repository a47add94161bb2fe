"""Fills members whose value is a claim of the caller's identity."""

import re
from typing import Any

from . import bounds
from .claims import Missing, find_claim
from .resolution import CLOSED, FOREIGN, Resolution, Source

_INTEGER = r"-?[0-9]{1,19}"


def from_claim(pointer: str, spec: dict[str, Any], reserved_names: tuple[str, ...]) -> Source:
    """Return the source of a member that a ``claim`` node of the plan describes."""
    check = bounds.check(spec, reserved_names)
    default = bounds.real(spec, spec.get("default"))
    # A public name is text, even if it stands for a number.
    is_number = spec.get("type") == "integer" and not isinstance(spec.get("one_of"), dict)

    def source(given: Any, resolution: Resolution) -> Any:
        if given is not None:
            resolution.refuse(CLOSED, pointer, "comes from the caller's identity")
            return None
        try:
            claim = find_claim(resolution.claims, spec["name"])
        except Missing:
            if spec.get("required"):
                resolution.refuse(FOREIGN, pointer, "needs a claim that the caller's identity lacks")
            return default
        try:
            return bounds.real(spec, check(_number(claim) if is_number else _text(claim)))
        except bounds.OutOfBounds:
            resolution.refuse(FOREIGN, pointer, "needs a claim that is out of bounds in the caller's identity")
            return None

    return source


def _number(claim: Any) -> Any:
    """Convert a number that API Gateway passed as text."""
    return int(claim) if isinstance(claim, str) and re.fullmatch(_INTEGER, claim) else claim


def _text(claim: Any) -> Any:
    if isinstance(claim, bool):
        return "true" if claim else "false"
    return str(claim) if isinstance(claim, (int, float)) else claim
