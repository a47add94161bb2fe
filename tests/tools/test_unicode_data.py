"""The excerpts of Unicode's data are those of the pinned packages."""

from pathlib import Path

import pytest

from tools import unicode_data


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
