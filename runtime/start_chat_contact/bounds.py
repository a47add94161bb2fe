"""Checks values from callers and claims against their bounds, and turns them into the values to send.

``bounds`` is the content of a ``caller`` or ``claim`` node of the plan.
"""

import re
from collections.abc import Callable
from typing import Any

from .display_name import NameRefused, clean_name, reserved_skeletons
from .strict_json import is_text

Check = Callable[[Any], Any]
"""Returns the value, trimmed and normalised. Keeps public names, which `real` replaces. Raises `OutOfBounds`."""


class OutOfBounds(Exception):
    """A value is out of bounds. The message names the bound, never the value."""


def check(bounds: dict[str, Any], reserved_names: tuple[str, ...] = ()) -> Check:
    """Return the function that checks values against ``bounds``; only display names need ``reserved_names``."""
    kind = bounds.get("type")
    if kind == "list":
        return _list(bounds)
    if kind == "integer":
        return _choice(bounds) if isinstance(bounds.get("one_of"), dict) else _integer(bounds)
    return _text(bounds, reserved_names)


def names_or_values(bounds: dict[str, Any]) -> Check:
    """Return a check that accepts a public name and, because stock clients send it, the value that it stands for."""
    one_of = bounds["one_of"]
    return _choice({"one_of": {*one_of, *one_of.values()} if isinstance(one_of, dict) else one_of})


def _integer(bounds: dict[str, Any]) -> Check:
    # The defaults are the limits of a 32-bit integer: the API refuses larger numbers.
    low, high = bounds.get("min", -(2**31)), bounds.get("max", 2**31 - 1)
    choose = _choice(bounds)

    def check(value: Any) -> Any:
        if type(value) is not int:  # isinstance would accept a bool
            raise OutOfBounds("must be a whole number")
        if not low <= value <= high:
            raise OutOfBounds(f"must be from {low} to {high}")
        return choose(value)

    return check


def _list(bounds: dict[str, Any]) -> Check:
    low, high = max(bounds.get("min", 1), 1), bounds.get("max", 100)
    choose = _choice(bounds)

    def check(value: Any) -> list[Any]:
        if type(value) is not list or not all(isinstance(entry, str) for entry in value):
            raise OutOfBounds("must be a list of text")
        if not low <= len(value) <= high:
            raise OutOfBounds(f"must have {low} to {high} entries")
        entries = [choose(entry.strip()) for entry in value]
        if len(set(entries)) < len(entries):
            raise OutOfBounds("must not repeat an entry")
        return entries

    return check


def _text(bounds: dict[str, Any], reserved_names: tuple[str, ...]) -> Check:
    is_name = bounds.get("format") == "display_name"
    reserved = reserved_skeletons(reserved_names) if is_name else frozenset()
    choose = _choice(bounds)
    pattern = re.compile(bounds["pattern"]) if "pattern" in bounds else None

    def check(value: Any) -> Any:
        if not isinstance(value, str) or not is_text(value):
            raise OutOfBounds("must be text")
        if is_name:
            _check_length(bounds, value)
            try:
                value = clean_name(value, reserved)
            except NameRefused as refused:
                raise OutOfBounds(str(refused)) from None
        if "one_of" not in bounds:
            _check_length(bounds, value)
        value = choose(value)
        if pattern and not pattern.fullmatch(value):  # last, because long text takes long to match
            raise OutOfBounds("does not have the form that is asked for")
        return value

    return check


def _check_length(bounds: dict[str, Any], value: str) -> None:
    low, high = bounds.get("min", 0), bounds.get("max", len(value))
    if not low <= len(value) <= high:
        raise OutOfBounds(f"must have {low} to {high} characters")
    if len(value.encode("utf-8")) > bounds.get("max_bytes", len(value) * 4):
        raise OutOfBounds(f"must have at most {bounds['max_bytes']} bytes")


def _choice(bounds: dict[str, Any]) -> Check:
    one_of = bounds.get("one_of")

    def check(value: Any) -> Any:
        if one_of is not None and (not isinstance(value, (str, int)) or value not in one_of):
            raise OutOfBounds("is not one of the allowed values")
        return value

    return check


def real(bounds: dict[str, Any], value: Any) -> Any:
    """Return the value to send for a checked value or a default: replaces public names by what they stand for."""
    one_of = bounds.get("one_of")
    if not isinstance(one_of, dict):
        return value
    if isinstance(value, list):
        return [one_of.get(entry, entry) for entry in value]
    return one_of.get(value, value)
