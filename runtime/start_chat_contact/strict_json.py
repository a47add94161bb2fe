"""JSON that means one thing: no repeated names, no NaN, no surrogates, no deep nesting."""

import json
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .errors import InvalidRequest, Problem
from .pointers import child

MAX_DEPTH = 8
"""The deepest nesting of objects and lists in a body."""


class _Object(dict[str, Any]):
    """An object that remembers the names that it was given twice."""

    repeated: tuple[str, ...] = ()


def parse(text: str, pointer: str = "", depth: int = 1) -> Any:
    """Parse JSON text that stands at ``pointer``, ``depth`` levels deep in the body.

    Raises `InvalidRequest` for text that is not JSON, or not all of it, and for JSON that parsers read differently.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=float)
    except (ValueError, RecursionError):
        # ValueError, not JSONDecodeError alone: a number of thousands of digits raises it as well.
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
    """Whether a string is text: half of a surrogate pair can't be encoded."""
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
