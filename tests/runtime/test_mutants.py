"""The mutants of ``make mutants`` still fit the code, and the tests notice some of them."""

import shutil
from pathlib import Path

import pytest

from tools.mutants import PACKAGE, Mutant, apply, killer, read

MUTANTS = {mutant.name: mutant for mutant in read()}
SAMPLE = {
    "caller's scope left out of the token": "test_client_token.py",
    "no-store dropped": "test_http_response.py",
    "caller wins over the deployer": "test_resolve.py",
}


def test_there_are_mutants_of_every_control() -> None:
    assert len(MUTANTS) == len(read()) >= 25
    assert {mutant.module for mutant in MUTANTS.values()} <= {path.stem for path in PACKAGE.glob("*.py")}


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)
def test_a_mutant_fits_the_code(mutant: Mutant, tmp_path: Path) -> None:
    module = f"{mutant.module}.py"
    shutil.copy(PACKAGE / module, tmp_path)
    apply(mutant, tmp_path)
    compile((tmp_path / module).read_text("utf-8"), module, "exec")


def test_a_mutant_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "body.py").write_text("x = 1\nx = 1\n")
    for before, count in (("y", 0), ("x = 1", 2)):
        with pytest.raises(ValueError, match=f"^name: '{before}' stands {count} times in body.py; it must once$"):
            apply(Mutant("name", "body", before, ""), tmp_path)


@pytest.mark.parametrize("name", SAMPLE)
def test_a_mutant_is_noticed(name: str) -> None:
    assert (killer(MUTANTS[name]) or "survived").startswith(SAMPLE[name])
