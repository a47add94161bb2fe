"""Whether a value from a caller or a claim keeps its bounds, and what it becomes: trimmed, normalised, looked up."""

import re
from typing import Any

from .display_name import NameRefused, clean_name
from .strict_json import is_text


class OutOfBounds(Exception):
    """The value breaks a bound; the text names the bound and never the value."""


def apply(bounds: dict[str, Any], value: Any, reserved_names: tuple[str, ...]) -> Any:
    """Return ``value`` checked, trimmed and normalised; a public name stays one, see `real`. Raises `OutOfBounds`.

    ``bounds`` are those of a ``caller`` or ``claim`` node of the plan.
    """
    kind = bounds.get("type")
    if kind == "list":
        return _list(bounds, value)
    if kind == "integer":
        return _choose(bounds, _integer(bounds, value))
    if not isinstance(value, str) or not is_text(value):
        raise OutOfBounds("must be text")
    if bounds.get("format") == "display_name":
        _check_length(bounds, value)
        try:
            value = clean_name(value, reserved_names)
        except NameRefused as refused:
            raise OutOfBounds(str(refused)) from None
    if "one_of" not in bounds:
        _check_length(bounds, value)
    value = _choose(bounds, value)
    _check_pattern(bounds, value)  # last: time grows with the length
    return value


def _integer(bounds: dict[str, Any], value: Any) -> Any:
    if isinstance(bounds.get("one_of"), dict):
        return value  # a public name
    if type(value) is not int:  # a bool is an int to isinstance
        raise OutOfBounds("must be a whole number")
    # By default the API's 32-bit integers: it refuses larger ones.
    low, high = bounds.get("min", -(2**31)), bounds.get("max", 2**31 - 1)
    if not low <= value <= high:
        raise OutOfBounds(f"must be from {low} to {high}")
    return value


def _list(bounds: dict[str, Any], value: Any) -> list[Any]:
    if type(value) is not list or not all(isinstance(entry, str) for entry in value):
        raise OutOfBounds("must be a list of text")
    low, high = max(bounds.get("min", 1), 1), bounds.get("max", 100)
    if not low <= len(value) <= high:
        raise OutOfBounds(f"must have {low} to {high} entries")
    entries = [_choose(bounds, entry.strip()) for entry in value]
    if len(set(entries)) < len(entries):
        raise OutOfBounds("must not repeat an entry")
    return entries


def _check_length(bounds: dict[str, Any], value: str) -> None:
    low, high = bounds.get("min", 0), bounds.get("max", len(value))
    if not low <= len(value) <= high:
        raise OutOfBounds(f"must have {low} to {high} characters")
    if len(value.encode("utf-8")) > bounds.get("max_bytes", len(value) * 4):
        raise OutOfBounds(f"must have at most {bounds['max_bytes']} bytes")


def _check_pattern(bounds: dict[str, Any], value: str) -> None:
    if "pattern" in bounds and not re.fullmatch(bounds["pattern"], value):
        raise OutOfBounds("does not have the form that is asked for")


def _choose(bounds: dict[str, Any], value: Any) -> Any:
    one_of = bounds.get("one_of")
    if isinstance(one_of, dict):
        allowed = isinstance(value, str) and value in one_of
    else:
        allowed = one_of is None or value in one_of
    if not allowed:
        raise OutOfBounds("is not one of the allowed values")
    return value


def real(bounds: dict[str, Any], value: Any) -> Any:
    """Return what is sent for a value that `apply` returned, or for a default: public names stand for other values."""
    one_of = bounds.get("one_of")
    if not isinstance(one_of, dict):
        return value
    if isinstance(value, list):
        return [one_of.get(entry, entry) for entry in value]
    return one_of.get(value, value)
