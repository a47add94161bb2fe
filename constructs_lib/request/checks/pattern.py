r"""Whether a regular expression is matched in time that grows with the text and no faster.

Python's engine tries one way after another, and nothing else runs meanwhile: with ``(\d+-?)+``, forty characters keep
it busy for years. The check reads the parsed expression, as a graph of the characters that can follow each other. It
looks for what makes the number of ways grow: a loop that reads one text in two ways, and two loops, one after the
other, that read the same text. An expression without either takes a number of steps proportional to the text.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from .pattern_graph import MAX_LENGTH, TOO_LARGE, TOO_LONG, Graph, Unfit, longest, parse

__all__ = ["MAX_LENGTH", "check_pattern", "longest"]

_MOST_WAYS = 1_000
"""Ways that may be tried at each place of the text."""
_MOST_TRIED = 2_000
"""Beginnings of a text that are looked at to count its ways."""

_AMBIGUOUS = (
    "a repeated group can match one text in two ways",
    r"end each repetition with a character that the rest of it can't match, as in (\d+-)*\d+",
)
_OVERLAPPING = (
    "two repeats that follow each other can match the same characters",
    "exclude from the first what begins the second, as in [^@.]+\\.[^@]+, or bound both with {m,n}",
)


def check_pattern(pattern: str) -> tuple[str, str] | None:
    """Return why matching can take forever, and a way to write it; None when it can't.

    Raises:
        re.error: when it is not a regular expression.
    """
    if len(pattern) > MAX_LENGTH:
        return TOO_LONG
    try:
        return _judge(parse(pattern))
    except Unfit as unfit:
        reason, advice = unfit.args
        return reason, advice
    except (RecursionError, OverflowError):
        return TOO_LONG


def _judge(graph: Graph) -> tuple[str, str] | None:
    loops = _loops(graph.follows)
    of = {place: number for number, loop in enumerate(loops) for place in loop}
    for loop in loops:
        if _reads_one_text_in_two_ways(graph, loop):
            return _AMBIGUOUS
    for one, other in product(loops, repeat=2):
        if one is not other and _read_the_same_text(graph, one, other):
            return _OVERLAPPING
    ways = 1
    for place, follows in enumerate([*graph.follows, graph.first]):
        choices = [next_ for next_ in follows if of.get(next_) is None or of.get(next_) != of.get(place)]
        ways *= max((sum(follows[c] for c in choices if c in graph.overlaps[choice]) for choice in choices), default=1)
    return None if ways <= _MOST_WAYS or _few_ways(graph) else TOO_LARGE


def _few_ways(graph: Graph) -> bool:
    """Whether no text is read in too many ways, by trying all texts that differ in how."""
    found = {frozenset(graph.first.items())}
    waiting = list(found)
    while waiting:
        at = waiting.pop()
        if sum(ways for _, ways in at) > _MOST_WAYS or len(found) > _MOST_TRIED:
            return False
        for kind in graph.kinds:
            ahead: Counter[int] = Counter()
            for place, ways in at:
                if place in kind:
                    for next_, more in graph.follows[place].items():
                        ahead[next_] += ways * more
            if (state := frozenset(ahead.items())) not in found:
                found.add(state)
                waiting.append(state)
    return True


def _reads_one_text_in_two_ways(graph: Graph, loop: set[int]) -> bool:
    """Whether two different ways through a loop begin and end at one place with one text."""

    def steps(pair: tuple[int, int]) -> Iterator[tuple[int, int]]:
        for one, other in product(graph.follows[pair[0]].keys() & loop, graph.follows[pair[1]].keys() & loop):
            if other in graph.overlaps[one]:
                yield one, other

    for place in loop:
        if any(ways > 1 for next_, ways in graph.follows[place].items() if next_ in loop):
            return True
        apart = {pair for pair in _reached((place, place), steps) if pair[0] != pair[1]}
        if any((place, place) in _reached(pair, steps) for pair in apart):
            return True
    return False


def _read_the_same_text(graph: Graph, one: set[int], other: set[int]) -> bool:
    """Whether a text leads around the first loop, from the first to the second, and around the second."""
    between = _between(graph.follows, one, other)
    if not between:
        return False

    def steps(ways: tuple[int, int, int]) -> Iterator[tuple[int, int, int]]:
        for a in graph.follows[ways[0]].keys() & one:
            for b in graph.follows[ways[1]].keys() & between & graph.overlaps[a]:
                for c in graph.follows[ways[2]].keys() & other & graph.overlaps[a] & graph.overlaps[b]:
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
