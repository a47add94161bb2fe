"""Whether a regular expression is matched in time that grows with the text and no faster.

Python's engine tries one way after another, and nothing else runs meanwhile: with ``(\\d+-?)+``, forty characters keep
it busy for years. The check reads the parsed expression, as a graph of the characters that can follow each other. It
looks for what makes the number of ways grow: a loop that reads one text in two ways, and two loops, one after the
other, that read the same text. An expression without either takes a number of steps proportional to the text.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from re import _constants as sre  # type: ignore[attr-defined]  # the engine's own parser; its names have no annotations
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MAX_LENGTH = 1024
"""Characters up to which a pattern may be matched."""
_FEW = 8
"""A repeat that varies by more is treated as unbounded; a smaller one is written out."""
_MOST_PLACES = 1_000
"""Places for a character in an expression that is written out."""
_MOST_WAYS = 1_000
"""Ways that may be tried at each place of the text."""

_AMBIGUOUS = (
    "a repeated group can match one text in two ways",
    r"end each repetition with a character that the rest of it can't match, as in (\d+-)*\d+",
)
_OVERLAPPING = (
    "two repeats that follow each other can match the same characters",
    "exclude from the first what begins the second, as in [^@.]+\\.[^@]+, or bound both with {m,n}",
)
_EMPTY = ("a repeated group can match nothing", "repeat the group, or what is in it, but not both")
_REFERENCE = ("it refers back to a group", "write out what the group may be")
_LOOK_AROUND = ("it looks around without a bound", "bound the repeats in it with {m,n}")
_TOO_LARGE = ("its repeats multiply", "use smaller repeats")


class _Refused(Exception):
    """The expression can't be judged, or is known to be slow: reason and advice."""


@dataclass(slots=True)
class _Graph:
    """The places of an expression, and which can follow which."""

    matches: list[Callable[[str], bool]] = field(default_factory=list)
    follows: list[Counter[int]] = field(default_factory=list)
    """For each place the places after it, and in how many ways the expression leads there."""
    first: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class _Part:
    """A part of the expression: the places that it begins and ends at, and in how many ways it matches nothing."""

    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)
    empty: int = 1


def check_pattern(pattern: str) -> tuple[str, str] | None:
    """Return why matching can take forever, and a way to write it; None when it can't.

    Raises:
        re.error: when it is not a regular expression.
    """
    parsed = parser.parse(pattern)
    try:
        graph = _Graph()
        whole = _sequence(graph, parsed, bool(parsed.state.flags & re.IGNORECASE), bool(parsed.state.flags & re.DOTALL))
        graph.first = whole.first
        return _judge(graph, _overlaps(graph, _alphabet(pattern)))
    except _Refused as refused:
        reason, advice = refused.args
        return reason, advice


def longest(pattern: str) -> int:
    """Return the most characters that the expression can match; a very large number when it has no bound."""
    return int(parser.parse(pattern).getwidth()[1])


def _judge(graph: _Graph, overlap: list[set[int]]) -> tuple[str, str] | None:
    loops = _loops(graph.follows)
    of = {place: number for number, loop in enumerate(loops) for place in loop}
    for loop in loops:
        if _reads_one_text_in_two_ways(graph, overlap, loop):
            return _AMBIGUOUS
    for one, other in product(loops, repeat=2):
        if one is not other and _read_the_same_text(graph, overlap, one, other):
            return _OVERLAPPING
    ways = 1
    for place, follows in enumerate([*graph.follows, graph.first]):
        choices = [next_ for next_ in follows if of.get(next_) is None or of.get(next_) != of.get(place)]
        ways *= max((sum(follows[c] for c in choices if c in overlap[choice]) for choice in choices), default=1)
    return None if ways <= _MOST_WAYS else _TOO_LARGE


def _reads_one_text_in_two_ways(graph: _Graph, overlap: list[set[int]], loop: set[int]) -> bool:
    """Whether two different ways through a loop begin and end at one place with one text."""

    def steps(pair: tuple[int, int]) -> Iterator[tuple[int, int]]:
        for one, other in product(graph.follows[pair[0]].keys() & loop, graph.follows[pair[1]].keys() & loop):
            if other in overlap[one]:
                yield one, other

    for place in loop:
        if any(ways > 1 for next_, ways in graph.follows[place].items() if next_ in loop):
            return True
        apart = {pair for pair in _reached((place, place), steps) if pair[0] != pair[1]}
        if any((place, place) in _reached(pair, steps) for pair in apart):
            return True
    return False


def _read_the_same_text(graph: _Graph, overlap: list[set[int]], one: set[int], other: set[int]) -> bool:
    """Whether a text leads around the first loop, from the first to the second, and around the second."""
    between = _between(graph.follows, one, other)
    if not between:
        return False

    def steps(ways: tuple[int, int, int]) -> Iterator[tuple[int, int, int]]:
        for a in graph.follows[ways[0]].keys() & one:
            for b in graph.follows[ways[1]].keys() & between & overlap[a]:
                for c in graph.follows[ways[2]].keys() & other & overlap[a] & overlap[b]:
                    yield a, b, c

    return any((p, q, q) in _reached((p, p, q), steps) for p in one for q in other)


def _reached(start: Any, steps: Callable[[Any], Iterator[Any]]) -> set[Any]:
    """Everything that one or more steps lead to."""
    found: set[Any] = set()
    waiting = [start]
    while waiting:
        for state in steps(waiting.pop()):
            if state not in found:
                found.add(state)
                waiting.append(state)
    return found


def _loops(follows: Sequence[Iterable[int]]) -> list[set[int]]:
    """The places that lead back to themselves, those of one loop together."""
    ahead = [_reached(place, lambda at: iter(follows[at])) for place in range(len(follows))]
    loops = {frozenset(q for q in ahead[p] if p in ahead[q]) for p in range(len(follows)) if p in ahead[p]}
    return [set(loop) for loop in loops]


def _between(follows: Sequence[Iterable[int]], one: set[int], other: set[int]) -> set[int]:
    """The places on a way from one loop to the other, both included; none if there is no way."""
    ahead = set.union(*(_reached(place, lambda at: iter(follows[at])) for place in one))
    if not ahead & other:
        return set()
    return {p for p in ahead | one if p in other or _reached(p, lambda at: iter(follows[at])) & other}


def _sequence(graph: _Graph, items: Any, ignore_case: bool, dot_all: bool) -> _Part:
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


def _item(graph: _Graph, code: Any, argument: Any, ignore_case: bool, dot_all: bool) -> _Part:
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
            raise _Refused(*_LOOK_AROUND)
        return _Part()
    if code is sre.AT:
        return _Part()
    if code in (sre.GROUPREF, sre.GROUPREF_EXISTS):
        raise _Refused(*_REFERENCE)
    return _place(graph, _matcher(code, argument, ignore_case, dot_all))


def _repeat(graph: _Graph, low: int, high: int, items: Any, ignore_case: bool, dot_all: bool) -> _Part:
    if high > 1 and items.getwidth()[0] == 0:
        raise _Refused(*_EMPTY)
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


def _lead(graph: _Graph, places: Counter[int], to: Counter[int]) -> None:
    for place, ways in places.items():
        graph.follows[place].update(_times(to, ways))


def _times(places: Counter[int], ways: int) -> Counter[int]:
    return Counter({place: count * ways for place, count in places.items() if ways})


def _place(graph: _Graph, matches: Callable[[str], bool]) -> _Part:
    if len(graph.matches) >= _MOST_PLACES:
        raise _Refused(*_TOO_LARGE)
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


def _overlaps(graph: _Graph, alphabet: Sequence[str]) -> list[set[int]]:
    """For each place, the places that some character fits as well."""
    fitting = [{character for character in alphabet if matches(character)} for matches in graph.matches]
    return [{other for other, theirs in enumerate(fitting) if theirs & mine} for mine in fitting]
