"""A parsed regular expression as a graph: its places for a character, and which can follow which."""

import re
import sys
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from re import _constants as sre  # type: ignore[attr-defined]  # the engine's own parser; its names have no annotations
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MAX_LENGTH = 1024
"""Characters up to which a pattern may be matched."""
_FEW = 8
"""A repeat that varies by more is treated as unbounded; a smaller one is written out."""
_MOST_PLACES = 500
"""Places for a character in an expression that is written out."""
_END = sys.maxunicode + 1
_EVERYTHING = ((0, _END),)
_ALPHABETS = re.ASCII | re.LOCALE | re.UNICODE
_EMPTY = ("a repeated group can match nothing", "repeat the group, or what is in it, but not both")
_REFERENCE = ("it refers back to a group", "write out what the group may be")
_LOOK_AROUND = ("it looks around without a bound", "bound the repeats in it with {m,n}")
TOO_LARGE = ("its repeats multiply", "use smaller repeats")

TOO_LONG = ("it is too long, too deep or counts too far", "use a shorter one, with smaller repeats")

Ranges = tuple[tuple[int, int], ...]
"""A class of characters: first code points, and those after the last."""


class Unfit(Exception):
    """The expression can't be judged, or is known to be slow: reason and advice."""


@dataclass(slots=True)
class Graph:
    """The places of an expression, and which can follow which."""

    classes: list[Ranges] = field(default_factory=list)
    """For each place the characters that fit."""
    follows: list[Counter[int]] = field(default_factory=list)
    """For each place the places after it, and in how many ways the expression leads there."""
    first: Counter[int] = field(default_factory=Counter)
    overlaps: list[set[int]] = field(default_factory=list)
    """For each place, the places that some character fits as well."""
    kinds: list[set[int]] = field(default_factory=list)
    """The places that one character fits, for all characters that differ in this."""


@dataclass(slots=True)
class _Part:
    """A part of the expression: the places that it begins and ends at, and in how many ways it matches nothing."""

    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)
    empty: int = 1


def parse(pattern: str) -> Graph:
    """Return the graph of an expression.

    Raises:
        re.error: when it is not a regular expression.
        Unfit: when it has no graph, or one that is too large.
    """
    parsed = parser.parse(pattern)
    graph = Graph()
    graph.first = _sequence(graph, parsed, parsed.state.flags).first
    graph.kinds = _kinds(graph.classes)
    graph.overlaps = [set() for _ in graph.classes]
    for places in graph.kinds:
        for place in places:
            graph.overlaps[place] |= places
    return graph


def longest(pattern: str) -> int:
    """Return the most characters that the expression can match; a very large number when it has no bound."""
    return int(parser.parse(pattern).getwidth()[1])


def _sequence(graph: Graph, items: Any, flags: int) -> _Part:
    whole = _Part()
    for code, argument in items:
        part = _item(graph, code, argument, flags)
        _lead(graph, whole.last, part.first)
        whole = _Part(
            first=whole.first + _times(part.first, whole.empty),
            last=part.last + _times(whole.last, part.empty),
            empty=whole.empty * part.empty,
        )
    return whole


def _item(graph: Graph, code: Any, argument: Any, flags: int) -> _Part:
    if code in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        low, high, items = argument
        return _repeat(graph, low, high, items, flags)
    if code is sre.SUBPATTERN:
        _, more, fewer, items = argument
        return _sequence(graph, items, (flags & ~(_ALPHABETS if more & _ALPHABETS else 0) | more) & ~fewer)
    if code is sre.ATOMIC_GROUP:
        return _sequence(graph, argument, flags)
    if code is sre.BRANCH:
        parts = [_sequence(graph, items, flags) for items in argument[1]]
        return _Part(
            first=sum((part.first for part in parts), Counter()),
            last=sum((part.last for part in parts), Counter()),
            empty=sum(part.empty for part in parts),
        )
    if code in (sre.ASSERT, sre.ASSERT_NOT):
        if argument[1].getwidth()[1] > MAX_LENGTH:
            raise Unfit(*_LOOK_AROUND)
        beside = _sequence(graph, argument[1], flags)
        return _Part(first=beside.first)  # read as well, and nothing follows it
    if code is sre.AT:
        return _Part()
    if code in (sre.GROUPREF, sre.GROUPREF_EXISTS):
        raise Unfit(*_REFERENCE)
    return _place(graph, _class(code, argument, flags))


def _repeat(graph: Graph, low: int, high: int, items: Any, flags: int) -> _Part:
    if high > 1 and items.getwidth()[0] == 0:
        raise Unfit(*_EMPTY)
    if high - low > _FEW:
        whole = _sequence(graph, items, flags)
        _lead(graph, whole.last, whole.first)
        return _Part(first=whole.first, last=whole.last, empty=int(low == 0))
    whole = _Part(empty=int(low == 0))
    before: Counter[int] = Counter()
    for count in range(1, high + 1):
        part = _sequence(graph, items, flags)
        _lead(graph, before, part.first)
        before = part.last
        if count == 1:
            whole.first = part.first
            whole.empty += part.empty
        if count >= low:
            whole.last = whole.last + part.last
    return whole


def _lead(graph: Graph, places: Counter[int], to: Counter[int]) -> None:
    for place, ways in places.items():
        graph.follows[place].update(_times(to, ways))


def _times(places: Counter[int], ways: int) -> Counter[int]:
    return Counter({place: count * ways for place, count in places.items() if ways})


def _place(graph: Graph, of: Ranges) -> _Part:
    if len(graph.classes) >= _MOST_PLACES:
        raise Unfit(*TOO_LARGE)
    place = len(graph.classes)
    graph.classes.append(of)
    graph.follows.append(Counter())
    return _Part(first=Counter([place]), last=Counter([place]), empty=0)


def _class(code: Any, argument: Any, flags: int) -> Ranges:
    """The characters that a place fits, exactly: as the engine has them."""
    if code is sre.ANY:
        return _EVERYTHING if flags & re.DOTALL else _without(((10, 11),))
    if code is sre.IN:
        negated = argument[0][0] is sre.NEGATE
        found = tuple(edge for kind, value in argument[int(negated) :] for edge in _part(kind, value, flags))
        return _without(found) if negated else found
    found = _part(sre.LITERAL, argument, flags)
    return found if code is sre.LITERAL else _without(found)


def _part(code: Any, value: Any, flags: int) -> Ranges:
    ascii_only = flags & re.ASCII
    if code is sre.CATEGORY:
        return _characters(_CATEGORIES[value], ascii_only)
    low, high = value if code is sre.RANGE else (value, value)
    if flags & re.IGNORECASE:
        return _characters(f"[\\U{low:08x}-\\U{high:08x}]", re.IGNORECASE | ascii_only)
    return ((low, high + 1),)


def _without(ranges: Ranges) -> Ranges:
    found, at = [], 0
    for low, high in sorted(ranges):
        if at < low:
            found.append((at, low))
        at = max(at, high)
    return (*found, (at, _END)) if at < _END else tuple(found)


@lru_cache(maxsize=256)
def _characters(of_class: str, flags: int = 0) -> Ranges:
    """Return the characters of a class, as the engine finds them among all there are."""
    return tuple(found.span() for found in re.finditer(f"{of_class}+", _every_character(), flags))


@lru_cache
def _every_character() -> str:
    return array("I", range(_END)).tobytes().decode(f"utf-32-{sys.byteorder[0]}e", "surrogatepass")


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _kinds(classes: Sequence[Ranges]) -> list[set[int]]:
    """The places that one character fits, for all characters that differ in this."""
    places: dict[Ranges, list[int]] = {}
    for place, of in enumerate(classes):
        places.setdefault(of, []).append(place)
    by_number = list(places.values())
    edges = sorted(
        (at, number, step)
        for number, of in enumerate(places)
        for ends in of
        for at, step in zip(ends, (1, -1), strict=True)
    )
    inside: Counter[int] = Counter()  # a class may list a character twice
    kinds: set[frozenset[int]] = set()
    for _, steps in groupby(edges, key=itemgetter(0)):
        for _, number, step in steps:
            inside[number] += step
        kinds.add(frozenset(number for number, times in inside.items() if times))
    return [{place for number in kind for place in by_number[number]} for kind in kinds if kind]
