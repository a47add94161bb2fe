"""A parsed regular expression as a graph: its places for a character, and which can follow which."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from re import _constants as sre  # type: ignore[attr-defined]  # the engine's own parser; its names have no annotations
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MAX_LENGTH = 1024
"""Characters up to which a pattern may be matched."""
_FEW = 8
"""A repeat that varies by more is treated as unbounded; a smaller one is written out."""
_MOST_PLACES = 1_000
"""Places for a character in an expression that is written out."""
_EMPTY = ("a repeated group can match nothing", "repeat the group, or what is in it, but not both")
_REFERENCE = ("it refers back to a group", "write out what the group may be")
_LOOK_AROUND = ("it looks around without a bound", "bound the repeats in it with {m,n}")
TOO_LARGE = ("its repeats multiply", "use smaller repeats")


class Unfit(Exception):
    """The expression can't be judged, or is known to be slow: reason and advice."""


@dataclass(slots=True)
class Graph:
    """The places of an expression, and which can follow which."""

    matches: list[Callable[[str], bool]] = field(default_factory=list)
    follows: list[Counter[int]] = field(default_factory=list)
    """For each place the places after it, and in how many ways the expression leads there."""
    first: Counter[int] = field(default_factory=Counter)
    overlaps: list[set[int]] = field(default_factory=list)
    """For each place, the places that some character fits as well."""


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
    flags = parsed.state.flags
    graph = Graph()
    graph.first = _sequence(graph, parsed, bool(flags & re.IGNORECASE), bool(flags & re.DOTALL)).first
    graph.overlaps = _overlaps(graph, _alphabet(pattern))
    return graph


def longest(pattern: str) -> int:
    """Return the most characters that the expression can match; a very large number when it has no bound."""
    return int(parser.parse(pattern).getwidth()[1])


def _sequence(graph: Graph, items: Any, ignore_case: bool, dot_all: bool) -> _Part:
    whole = _Part()
    for code, argument in items:
        part = _item(graph, code, argument, ignore_case, dot_all)
        _lead(graph, whole.last, part.first)
        whole = _Part(
            first=whole.first + _times(part.first, whole.empty),
            last=part.last + _times(whole.last, part.empty),
            empty=whole.empty * part.empty,
        )
    return whole


def _item(graph: Graph, code: Any, argument: Any, ignore_case: bool, dot_all: bool) -> _Part:
    if code in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        low, high, items = argument
        return _repeat(graph, low, high, items, ignore_case, dot_all)
    if code is sre.SUBPATTERN:
        _, more, fewer, items = argument
        flags = (ignore_case or bool(more & re.IGNORECASE)) and not fewer & re.IGNORECASE
        return _sequence(graph, items, flags, (dot_all or bool(more & re.DOTALL)) and not fewer & re.DOTALL)
    if code is sre.ATOMIC_GROUP:
        return _sequence(graph, argument, ignore_case, dot_all)
    if code is sre.BRANCH:
        parts = [_sequence(graph, items, ignore_case, dot_all) for items in argument[1]]
        return _Part(
            first=sum((part.first for part in parts), Counter()),
            last=sum((part.last for part in parts), Counter()),
            empty=sum(part.empty for part in parts),
        )
    if code in (sre.ASSERT, sre.ASSERT_NOT):
        if argument[1].getwidth()[1] > MAX_LENGTH:
            raise Unfit(*_LOOK_AROUND)
        beside = _sequence(graph, argument[1], ignore_case, dot_all)
        return _Part(first=beside.first)  # read as well, and nothing follows it
    if code is sre.AT:
        return _Part()
    if code in (sre.GROUPREF, sre.GROUPREF_EXISTS):
        raise Unfit(*_REFERENCE)
    return _place(graph, _matcher(code, argument, ignore_case, dot_all))


def _repeat(graph: Graph, low: int, high: int, items: Any, ignore_case: bool, dot_all: bool) -> _Part:
    if high > 1 and items.getwidth()[0] == 0:
        raise Unfit(*_EMPTY)
    if high - low > _FEW:
        whole = _sequence(graph, items, ignore_case, dot_all)
        _lead(graph, whole.last, whole.first)
        return _Part(first=whole.first, last=whole.last, empty=int(low == 0))
    whole = _Part(empty=int(low == 0))
    before: Counter[int] = Counter()
    for count in range(1, high + 1):
        part = _sequence(graph, items, ignore_case, dot_all)
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


def _place(graph: Graph, matches: Callable[[str], bool]) -> _Part:
    if len(graph.matches) >= _MOST_PLACES:
        raise Unfit(*TOO_LARGE)
    place = len(graph.matches)
    graph.matches.append(matches)
    graph.follows.append(Counter())
    return _Part(first=Counter([place]), last=Counter([place]), empty=0)


def _matcher(code: Any, argument: Any, ignore_case: bool, dot_all: bool) -> Callable[[str], bool]:
    """Whether a character fits, whatever its case if that does not matter."""

    def exactly(character: str) -> bool:
        if code is sre.ANY:
            return dot_all or character != "\n"
        if code is sre.LITERAL:
            return bool(ord(character) == argument)
        if code is sre.NOT_LITERAL:
            return bool(ord(character) != argument)
        inside = any(_fits(part, value, character) for part, value in argument if part is not sre.NEGATE)
        return inside != (argument[0][0] is sre.NEGATE)

    if not ignore_case:
        return exactly
    return lambda character: any(exactly(form) for form in (character, character.lower(), character.upper()[:1]))


def _fits(code: Any, value: Any, character: str) -> bool:
    if code is sre.LITERAL:
        return bool(ord(character) == value)
    if code is sre.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    return re.fullmatch(_CATEGORIES[value], character) is not None


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _alphabet(pattern: str) -> Sequence[str]:
    """Characters enough to tell all classes of the expression apart: those at its bounds, and one of each category."""
    ends = {value + step for value in _literals(parser.parse(pattern)) for step in (-1, 0, 1)}
    characters = {chr(value) for value in ends if 0 <= value < 0x110000} | set("a5_ -\n\u00e9\u0663\u2028\u20ac")
    return sorted(characters | {form[:1] for one in characters for form in (one.lower(), one.upper())})


def _literals(tree: Any) -> Iterator[int]:
    for item in tree:
        if isinstance(item, int) and not isinstance(item, bool):
            yield item
        elif isinstance(item, (tuple, list, parser.SubPattern)):
            yield from _literals(item)


def _overlaps(graph: Graph, alphabet: Sequence[str]) -> list[set[int]]:
    """For each place, the places that some character fits as well."""
    fitting = [{character for character in alphabet if matches(character)} for matches in graph.matches]
    return [{other for other, theirs in enumerate(fitting) if theirs & mine} for mine in fitting]
