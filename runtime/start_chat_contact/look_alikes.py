"""Finds out what a text looks like, whichever characters it is written with.

Texts that a reader can't tell apart have the same skeleton. In it, Latin letters replace the letters of other scripts
that look like them, according to Unicode's data on confusable characters (UTS #39). ``tools/unicode_data.py`` writes
the excerpt of that data that is used here. The excerpt is read only for texts with characters beyond ASCII.
"""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).resolve().parent / "unicode" / "look_alikes.json"
# Digits and signs that people write for letters, and "l", which looks like a capital "I".
_ASCII = str.maketrans("013457|!$@l", "oieastiisai")
# The Unicode names of Latin letters that NFKD leaves as they are: small capitals, letters with strokes or in squares.
_DRESSED = r"(?:LATIN|NEGATIVE|REGIONAL) .*\b([A-Z])(?: WITH .*)?"


def skeleton(text: str) -> str:
    """Return the skeleton of a text: what can be read as ASCII letters and digits, without case, accents and signs.

    Compare it only with other skeletons. Many texts have the same skeleton.
    """
    if not text.isascii():
        # Both before and after case folding: some letters look Latin only as capitals, others only as small letters.
        text = _latin(_latin(text).casefold())
    plain = "".join(character for character in text.casefold().translate(_ASCII) if character.isalnum())
    return plain.replace("rn", "m").replace("vv", "w")


def _latin(text: str) -> str:
    table = _table()
    return "".join(table.get(character) or _undressed(character) for character in unicodedata.normalize("NFKD", text))


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    groups = json.loads(_TABLE.read_bytes())
    return {character: letters for letters, characters in groups.items() for character in characters}


def _undressed(character: str) -> str:
    letter = None if character.isascii() else re.fullmatch(_DRESSED, unicodedata.name(character, ""))
    return letter[1].lower() if letter else character
