"""What a text looks like, whatever characters it is written in.

Two texts that a reader can't tell apart have the same skeleton. Letters of other scripts stand for the Latin letters
that they look like, as Unicode's data on confusable characters (UTS #39) has it; ``tools/unicode_data.py`` writes the
excerpt that is read here, and only a text with characters beyond ASCII reads it.
"""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).resolve().parent / "unicode" / "look_alikes.json"
# Digits and signs written for letters, and the one letter that looks like another once case is folded.
_ASCII = str.maketrans("013457|!$@l", "oieastiisai")
# Latin letters that no normalization takes apart, by their Unicode names: small capitals, strokes, squares.
_DRESSED = r"(?:LATIN|NEGATIVE|REGIONAL) .*\b([A-Z])(?: WITH .*)?"


def skeleton(text: str) -> str:
    """Return what a text looks like: ASCII letters and digits where it can be read as such; no case, accents or signs.

    It is for comparison with other skeletons only: many texts share one.
    """
    if not text.isascii():
        # Before case is folded and after it: some letters look Latin as capitals only, others as small letters only.
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
