"""Checks that the invisible characters ZWNJ and ZWJ (joiners) are used only where they change how text looks.

Names in Persian, Sinhala and other scripts need joiners. Unicode allows them in identifiers (UAX #31, rules A1, A2 and
B) only where they change how the letters beside them are drawn. Elsewhere nobody sees them. ``tools/unicode_data.py``
writes the table of letters that join their neighbours.
"""

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

ZWNJ, ZWJ = "\u200c", "\u200d"

_TABLE = Path(__file__).resolve().parent / "unicode" / "joining_types.json"
_VIRAMA = 9  # the combining class of viramas, which remove a consonant's vowel


def joiners_belong(text: str) -> bool:
    """Whether Unicode allows each joiner in a text at its place."""
    return all(_belongs(text, index) for index, character in enumerate(text) if character in (ZWNJ, ZWJ))


def _belongs(text: str, index: int) -> bool:
    before, after = text[:index], text[index + 1 :]
    if text[index] == ZWJ:  # rule B, but no mark at all may follow, where the rule forbids only vowel signs
        return _ends_in_virama(before) and not unicodedata.category(after[:1] or " ").startswith("M")
    return (_ends_in_virama(before) and _is_letter(_first(after, _is_mark))) or _joins(before, after)


def _ends_in_virama(before: str) -> bool:
    """Whether a text ends in a letter, marks, a virama and marks, as rules A2 and B require; marks are optional."""
    characters = reversed(before)
    virama = _first(characters, lambda character: _is_mark(character) and unicodedata.combining(character) != _VIRAMA)
    return unicodedata.combining(virama) == _VIRAMA and _is_letter(
        _first(characters, lambda character: unicodedata.category(character) == "Mn")
    )


def _joins(before: str, after: str) -> bool:
    """Whether two letters would be joined if there were no ZWNJ between them (rule A1)."""
    joins_next, joins_previous = _joining_letters()
    left, right = _first(reversed(before), _is_transparent), _first(after, _is_transparent)
    return left in joins_next and right in joins_previous


def _first(characters: Iterable[str], skipped: Callable[[str], bool]) -> str:
    """Return the first character for which ``skipped`` is false; a space if there is none.

    If ``characters`` is an iterator, it continues after the returned character.
    """
    return next((character for character in characters if not skipped(character)), " ")


def _is_letter(character: str) -> bool:
    return unicodedata.category(character).startswith("L")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn" and unicodedata.combining(character) > 0


def _is_transparent(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


@lru_cache(maxsize=1)
def _joining_letters() -> tuple[frozenset[str], frozenset[str]]:
    """Return the letters that join the letter after them, and the letters that join the letter before them."""
    types = {name: frozenset(_characters(ranges)) for name, ranges in json.loads(_TABLE.read_bytes()).items()}
    return types["D"] | types["L"], types["D"] | types["R"]


def _characters(ranges: str) -> Iterator[str]:
    for text in ranges.split():
        first, _, last = text.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))
