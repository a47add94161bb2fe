"""What `make setup` installs is pinned, and by no address; what it cannot work with, it says."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from local.browser_scripts import verified
from local.node import main, node
from local.paths import AXE, CDK_CLI, CHATJS, EMULATOR_PYTHON, ROOT, installed

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("part", [EMULATOR_PYTHON, CDK_CLI, CHATJS, AXE, node()], ids=lambda part: part.name)
def test_every_part_is_installed(part: Path) -> None:
    assert installed(part).is_file()


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_requirements_are_pinned_by_hash_and_name_no_address(file: Path) -> None:
    text = file.read_text()
    assert "://" not in text
    packages = re.findall(r"^[A-Za-z0-9].*?(?=^[A-Za-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert packages
    for package in packages:
        assert re.match(r"[a-z0-9.-]+==\S+", package), package
        assert "--hash=sha256:" in package, package


def test_npm_packages_are_pinned_by_integrity_and_name_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert "://" not in lock
    packages = json.loads(lock)["packages"]
    assert packages.pop("")["dependencies"] == json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


def test_the_cli_is_the_pinned_one() -> None:
    said = subprocess.run([node(), CDK_CLI, "--version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith(json.loads((ROOT / "package.json").read_text())["dependencies"]["aws-cdk"] + " ")


def test_other_bytes_than_the_pinned_ones_are_refused() -> None:
    with pytest.raises(
        SystemExit, match=r"^chat\.js: SHA-256 is [0-9a-f]{64}, but 0+ is pinned; nothing was installed$"
    ):
        verified(b"other", "0" * 64, "chat.js")


def test_a_failure_of_npm_is_passed_on(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["npm", "ci", "--prefix", str(tmp_path)]) != 0
    assert "package-lock.json" in capfd.readouterr().err


def test_an_older_python_is_refused_in_words(tmp_path: Path) -> None:
    older = tmp_path / "python3"
    older.write_text('#!/bin/sh\nexec "$REAL" -c "import sys; sys.version_info = (3, 9, 1); exec(sys.argv[1])" "$2"\n')
    older.chmod(0o755)
    run = subprocess.run(
        ["make", "-j3", "-f", str(ROOT / "Makefile"), "setup", "PYTHON=./python3"],
        cwd=_a_checkout(tmp_path),
        env={"PATH": "/usr/bin:/bin", "REAL": str(ROOT / ".venv" / "bin" / "python")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert "./python3 is Python 3.9, but this project needs 3.11 or newer; say make PYTHON=" in run.stderr
    assert not (tmp_path / ".venv").exists()
    assert not (tmp_path / ".local").exists()


def _a_checkout(folder: Path) -> Path:
    """The files that set-up depends on, without what set-up has made of them."""
    (folder / "requirements").symlink_to(ROOT / "requirements")
    (folder / "local").symlink_to(ROOT / "local")
    for name in ("package.json", "package-lock.json"):
        (folder / name).symlink_to(ROOT / name)
    return folder
