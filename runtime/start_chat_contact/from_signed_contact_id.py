"""Fills members whose value is the id of an earlier chat, which callers send in its signed form."""

from typing import Any

from .resolution import INVALID, NOT_OWNED, Resolution, Source


def from_signed_contact_id(pointer: str, spec: dict[str, Any]) -> Source:
    """Return the source of a member that a ``signed`` node of the plan describes."""

    def source(given: Any, resolution: Resolution) -> Any:
        if given is None:
            if spec.get("required"):
                resolution.refuse(INVALID, pointer, "is required")
            return None
        if not isinstance(given, str):
            resolution.refuse(INVALID, pointer, "must be text")
            return None
        read = resolution.read_contact_id
        contact_id = read(given, spec["hours"]) if read else None
        if contact_id is None:
            resolution.refuse(NOT_OWNED, pointer, "is not a signed contact id of this caller")
        resolution.said[pointer] = given
        return contact_id

    return source
