"""Checks of values that are known at synthesis, against the shape of their member."""

import difflib
from collections.abc import Iterator, Sequence
from typing import Any

from constructs_lib.request.shape import Shape
from constructs_lib.tokens import is_unresolved

_TYPES: dict[str, tuple[type[Any], str]] = {"string": (str, "text"), "integer": (int, "a whole number")}
_TOKEN_TYPES: dict[str, tuple[type[Any], ...]] = {"string": (str,), "integer": (int, float), "list": (list, tuple)}

_VENDOR_TREE = "application/vnd."
"""Where AWS adds content types of its own, before this library knows them."""


def check_literal(path: str, value: Any, shape: Shape) -> Iterator[str]:
    """Yield what is wrong with a plain value; for a token or a CDK object, only the type is known."""
    if shape.cdk_type is not None and getattr(type(value), "__jsii_type__", None) == shape.cdk_type:
        return
    if is_unresolved(value):
        yield from _check_token(path, value, shape)
        return
    if shape.cdk_type is not None and isinstance(value, str) and value.startswith("arn:"):
        return  # the bounds are those of an id; ARNs have a check of their own
    if shape.type_name == "list":
        yield from _check_list(path, value, shape)
        return
    wanted, words = _TYPES[shape.type_name]
    if not isinstance(value, wanted) or isinstance(value, bool):
        yield f"{path}: {show(value, shape)} is {type(value).__name__}; give {words}{allowed(shape)}"
    elif not within(value, shape):
        yield f"{path}: {show(value, shape)} is not allowed{allowed(shape)}"
    elif isinstance(value, str) and shape.known and value not in shape.known:
        near = difflib.get_close_matches(value, shape.known, n=1, cutoff=0.85)
        if near:
            yield f"{path}: {show(value, shape)} looks like a typo; did you mean {near[0]!r}?"
        elif not value.startswith(_VENDOR_TREE):
            yield f"{path}: {show(value, shape)} is not allowed; allowed: {', '.join(shape.known)}"


def _check_token(path: str, value: Any, shape: Shape) -> Iterator[str]:
    says_its_type = isinstance(value, (str, int, float, list, tuple))
    fits = isinstance(value, _TOKEN_TYPES[shape.type_name]) if says_its_type else shape.cdk_type is None
    if not fits:
        words = "a list" if shape.type_name == "list" else _TYPES[shape.type_name][1]
        yield f"{path}: got a token that is {type(value).__name__}; give one that is {words}"


def _check_list(path: str, value: Any, shape: Shape) -> Iterator[str]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        yield f"{path}: {show(value, shape)} is {type(value).__name__}; give a list"
        return
    if not value or not within(value, shape):
        most = f" to {shape.max}" if shape.max else " or more"
        yield f"{path}: {len(value)} entries are not allowed; give {shape.min or 1}{most}"
    elif repeated := [entry for index, entry in enumerate(value) if entry in value[:index]]:
        yield f"{path}: {show(repeated[0], shape)} is given twice; give each entry once"
    if isinstance(shape.member, Shape):
        for index, entry in enumerate(value):
            yield from check_literal(f"{path}[{index}]", entry, shape.member)


def within(value: Any, shape: Shape) -> bool:
    """Return whether a value of the right type is within the bounds of its shape."""
    size = value if shape.type_name == "integer" else len(value)
    return (
        (shape.min is None or size >= shape.min)
        and (shape.max is None or size <= shape.max)
        and (not shape.enum or value in shape.enum)
        and (shape.max_bytes is None or not isinstance(value, str) or _utf8_bytes(value) <= shape.max_bytes)
    )


def _utf8_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def allowed(shape: Shape) -> str:
    """Return the bounds of a shape in words, for the end of a message; empty when there are none."""
    if shape.enum:
        return f"; allowed: {', '.join(shape.enum)}"
    if shape.min is None and shape.max is None:
        return ""
    unit = {"string": " characters", "integer": "", "list": " entries"}[shape.type_name]
    if shape.max_bytes:
        unit = " UTF-8 bytes"
    bounds = f"{shape.min or 0:,} to {shape.max:,}" if shape.max is not None else f"{shape.min:,} or more"
    return f"; allowed: {bounds}{unit}"


def show(value: Any, shape: Shape) -> str:
    """Return the value for a message: shortened, and left out where the member is sensitive."""
    if shape.sensitive:
        return "the value"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:40]}… ({len(value) if hasattr(value, '__len__') else len(text)} long)"
