"""The workflows' promises; whether they run was not tried, for want of a public repository."""

import re
import tomllib
from typing import Any

import pytest
import yaml

from local.paths import ROOT

FOLDER = ROOT / ".github" / "workflows"
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


def jobs(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text("utf-8"))["jobs"]
    return found


def test_each_python_runs_the_suite_and_both_ends_of_the_cdk() -> None:
    tests = jobs("test.yml")
    assert tests["suite"]["strategy"]["matrix"] == {"python": PYTHONS}
    assert tests["cdk"]["strategy"]["matrix"] == {"python": PYTHONS, "cdk": ["floor", "newest"]}
    required = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert required == f">={PYTHONS[0]}"


@pytest.mark.parametrize("name", ["test.yml", "release.yml"])
def test_they_make_what_there_is(name: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    text = (FOLDER / name).read_text("utf-8")
    assert set(re.findall(r"run: make ([a-z-]+)", text)) <= set(targets)


def test_only_what_was_tested_is_published_and_without_a_token() -> None:
    release = jobs("release.yml")
    assert release["test"]["uses"] == "./.github/workflows/test.yml"
    assert (release["build"]["needs"], release["publish"]["needs"]) == ("test", "build")
    assert release["publish"]["permissions"] == {"id-token": "write"}
    assert "secrets" not in (FOLDER / "release.yml").read_text("utf-8")
