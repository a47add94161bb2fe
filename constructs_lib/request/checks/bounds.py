"""Checks of a source's own bounds: they may only narrow what the API allows, and must not contradict each other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from constructs_lib.request.shape import Shape, narrowed
from constructs_lib.request.sources import FromCaller, FromClaim, SignedContactId, Source
from constructs_lib.tokens import is_unresolved

from .pattern import MAX_LENGTH, check_pattern, longest
from .values import allowed, check_literal, show

_MEANINGFUL = {
    "string": ("pattern", "min_length", "max_length"),
    "integer": ("minimum", "maximum"),
    "list": (),
}
_BOUNDS = ("pattern", "min_length", "max_length", "minimum", "maximum")
_LONGEST_SAID = 200


def check_source(path: str, source: Source, shape: Shape) -> Iterator[str]:
    """Yield what is wrong with the bounds of a source for a member of the given shape."""
    if isinstance(source, SignedContactId):
        if type(source.valid_for_hours) is not int or not 1 <= source.valid_for_hours <= 8760:
            yield f"{path}: SignedContactId(valid_for_hours={source.valid_for_hours!r}) is not allowed; give 1 to 8760"
        return
    if not shape.plain and (source.default is not None or source.one_of is not None):
        yield f"{path}: default and one_of would make callers share a chat; leave them out"
    yield from _check_presence(path, source)
    for bound in _BOUNDS:
        if getattr(source, bound) is not None and bound not in _MEANINGFUL[shape.type_name]:
            yield f"{path}: {_say(source, bound)} does not apply to {shape.type_name} values; leave it out"
    if shape.type_name != "list":
        yield from _check_range(path, source, shape)
    yield from _check_pattern(path, source, shape)
    yield from _check_one_of(path, source, shape)
    yield from _check_default(path, source, shape)


def _check_presence(path: str, source: FromCaller | FromClaim) -> Iterator[str]:
    if source.required and source.default is not None:
        yield f"{path}: required and default are mutually exclusive; drop one of them"
    if isinstance(source, FromClaim):
        names = [source.name] if isinstance(source.name, str) else source.name
        if not isinstance(names, Sequence) or not names or not all(isinstance(name, str) and name for name in names):
            yield f"{path}: FromClaim({source.name!r}) does not name a claim; give its name, or a path of names"


def _check_range(path: str, source: FromCaller | FromClaim, shape: Shape) -> Iterator[str]:
    low_word, high_word = ("minimum", "maximum") if shape.type_name == "integer" else ("min_length", "max_length")
    low, high = getattr(source, low_word), getattr(source, high_word)
    for word, bound in ((low_word, low), (high_word, high)):
        if bound is None:
            continue
        if type(bound) is not int:
            yield f"{path}: {_say(source, word)} is {type(bound).__name__}; give a whole number"
            return
        below = shape.min is not None and bound < shape.min
        above = shape.max is not None and bound > shape.max
        if below or above or (shape.type_name == "string" and bound < 0):
            yield f"{path}: {_say(source, word)} is wider than the API allows ({_range(shape)})"
    if low is not None and high is not None and low > high:
        yield f"{path}: {_say(source, low_word, high_word)} allows nothing; swap them"


def _check_pattern(path: str, source: FromCaller | FromClaim, shape: Shape) -> Iterator[str]:
    if source.pattern is None:
        return
    said = _shortened(_say(source, "pattern"))
    try:
        if is_unresolved(source.pattern):
            raise TypeError("it is a token, whose backslashes would break the plan")
        if not isinstance(source.pattern, str):
            raise TypeError(f"it is {type(source.pattern).__name__}, not text")
        if len(source.pattern) <= MAX_LENGTH:
            re.compile(source.pattern)
    except (OverflowError, RecursionError):
        pass  # refused below
    except (re.error, TypeError) as error:
        yield f"{path}: {said} is not a valid regular expression ({error}); correct it"
        return
    slow = check_pattern(source.pattern)
    if slow is not None:
        reason, advice = slow
        yield f"{path}: {said} can keep the function busy for ever, because {reason}; {advice}"
        return
    if shape.type_name == "string" and source.one_of is None:
        most = narrowed(source, shape).max
        if (most is None or most > MAX_LENGTH) and longest(source.pattern) > MAX_LENGTH:
            yield f"{path}: {said} has no bound of its own; add max_length, {MAX_LENGTH:,} at most"


def _check_one_of(path: str, source: FromCaller | FromClaim, shape: Shape) -> Iterator[str]:
    if source.one_of is None:
        return
    if isinstance(source.one_of, str) or not isinstance(source.one_of, (Mapping, Sequence)):
        yield f"{path}: {_say(source, 'one_of')} is {type(source.one_of).__name__}; give a list or a mapping"
        return
    if is_unresolved(source.one_of):
        yield f"{path}: one_of is a list that only the deployment knows; name each value, tokens included"
        return
    if not source.one_of:
        yield f"{path}: one_of is empty, which allows nothing; name the allowed values or leave it out"
    element = shape.member if shape.type_name == "list" and isinstance(shape.member, Shape) else shape
    values = source.one_of.values() if isinstance(source.one_of, Mapping) else source.one_of
    for value in values:
        yield from check_literal(f"{path}: one_of", value, element)
    if isinstance(source.one_of, Mapping):
        if shape.type_name == "list" and len(set(map(repr, source.one_of.values()))) < len(source.one_of):
            yield f"{path}: one_of has two names for one value, which a caller could send twice; drop one of them"
        for name in source.one_of:
            if not isinstance(name, str) or not name or is_unresolved(name):
                yield f"{path}: one_of has the public name {name!r}; give non-empty text, known at synthesis"


def _check_default(path: str, source: FromCaller | FromClaim, shape: Shape) -> Iterator[str]:
    default = source.default
    if default is None:
        return
    shape = narrowed(source, shape)
    if isinstance(source.one_of, Mapping):  # public names; the real values were checked with the others
        shape = Shape(type_name="list", member=Shape()) if shape.type_name == "list" else Shape()
    found = list(check_literal(f"{path}: default", default, shape))
    yield from found
    if found:
        return
    if source.one_of is not None and not is_unresolved(source.one_of):
        entries = default if shape.type_name == "list" else [default]
        if any(entry not in source.one_of for entry in entries):  # type: ignore[union-attr]
            yield f"{path}: default {show(default, shape)} is not among one_of ({', '.join(map(str, source.one_of))})"
    if source.pattern is None or any(_check_pattern(path, source, shape)):
        return
    if isinstance(default, str) and not is_unresolved(default) and not re.fullmatch(source.pattern, default):
        yield f"{path}: default {show(default, shape)} does not match pattern {source.pattern!r}"


def _say(source: Any, *words: str) -> str:
    return f"{type(source).__name__}({', '.join(f'{word}={getattr(source, word)!r}' for word in words)})"


def _shortened(said: str) -> str:
    return said if len(said) <= _LONGEST_SAID else f"{said[:_LONGEST_SAID]}…"


def _range(shape: Shape) -> str:
    return allowed(shape).removeprefix("; allowed: ")
