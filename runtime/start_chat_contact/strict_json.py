"""Parses JSON. Refuses what parsers read differently: repeated names, NaN, half surrogate pairs, deep nesting."""

import json
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .errors import InvalidRequest, Problem
from .pointers import child

MAX_DEPTH = 8
"""How deep objects and lists may be nested in a body."""


class _Object(dict[str, Any]):
    """A JSON object that remembers which names were repeated."""

    repeated: tuple[str, ...] = ()


def parse(text: str, pointer: str = "", depth: int = 1) -> Any:
    """Parse the JSON text at ``pointer`` in the body, ``depth`` levels deep.

    Raises `InvalidRequest` if the text, or part of it, is not JSON, or if parsers read it differently.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=float)
    except (ValueError, RecursionError):
        # Not only JSONDecodeError: a number with thousands of digits raises a plain ValueError.
        raise InvalidRequest(problems=[Problem(pointer, "is not valid JSON")]) from None
    problems = list(_problems(value, pointer, depth))
    if problems:
        raise InvalidRequest(problems=problems)
    return value


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    result = _Object(pairs)
    if len(result) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        result.repeated = tuple(name for name, count in counts.items() if count > 1)
    return result


def _problems(value: Any, pointer: str, depth: int) -> Iterator[Problem]:
    if isinstance(value, (dict, list)) and depth > MAX_DEPTH:
        yield Problem(pointer, f"is nested more than {MAX_DEPTH} levels deep")
    elif isinstance(value, _Object):
        for name in value.repeated:
            yield Problem(child(pointer, name), "is given twice")
        for name, member in value.items():
            if not is_text(name):
                yield Problem(pointer, "has a member whose name is not valid Unicode")
            else:
                yield from _problems(member, child(pointer, name), depth + 1)
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _problems(entry, f"{pointer}/{index}", depth + 1)
    elif isinstance(value, float) and not math.isfinite(value):
        yield Problem(pointer, "is not a number that JSON knows")
    elif isinstance(value, str) and not is_text(value):
        yield Problem(pointer, "is not valid Unicode")


def is_text(value: str) -> bool:
    """Whether a string is valid Unicode text. Half of a surrogate pair is not, because it can't be encoded."""
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
