"""Break the function's controls, one at a time, and see that a test notices.

Each mutant is a named change of one text in a copy of ``runtime``. The tests of the function run against the copy until
one fails; a mutant that none notices survives, and the exit code is 1.

    python -m tools.mutants [name …]
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "runtime" / "start_chat_contact"
TESTS = "tests/runtime"
SLOW_FILES = ("fuzz", "older_engines", "trimmed_client", "mutants")
"""What is left out, with the tests marked slow: the quick tests are to notice."""


class Mutant(NamedTuple):
    """A control that is taken away: ``before`` stands once in the module, and ``after`` replaces it."""

    name: str
    module: str
    before: str
    after: str


def read() -> list[Mutant]:
    """All mutants, from ``mutants.toml``."""
    modules = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return [
        Mutant(name, module, before, after)
        for module, changes in modules.items()
        for name, (before, after) in changes.items()
    ]


def apply(mutant: Mutant, package: Path) -> None:
    """Change the module in a copy of the package.

    Raises:
        ValueError: when ``before`` does not stand there exactly once.
    """
    path = package / f"{mutant.module}.py"
    text = path.read_text("utf-8")
    if (count := text.count(mutant.before)) != 1:
        raise ValueError(f"{mutant.name}: {mutant.before!r} stands {count} times in {mutant.module}.py; it must once")
    path.write_text(text.replace(mutant.before, mutant.after), "utf-8")


def killer(mutant: Mutant) -> str | None:
    """The first test that notices the mutant, of the module's own tests or of all; None when none does."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / PACKAGE.name
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        apply(mutant, copy)
        own = ROOT / TESTS / f"test_{mutant.module}.py"
        if own.exists() and mutant.module not in SLOW_FILES and (found := _failing(folder, str(own))):
            return found
        return _failing(folder, TESTS)


def _failing(folder: str, tests: str) -> str | None:
    options = ["-x", "--tb=no", "-rfE", "-p", "no:cacheprovider", "-o", f"pythonpath=. {folder}"]
    options += [f"--ignore={TESTS}/test_{name}.py" for name in SLOW_FILES]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-m", "not slow", tests],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    if done.returncode == 0:
        return None
    found = re.search(rf"^(?:FAILED|ERROR) {TESTS}/(.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
    return found[1] if found else f"the tests do not run: {done.stdout[-500:]}"


def run(mutants: Sequence[Mutant]) -> Iterator[tuple[Mutant, str | None]]:
    """Each mutant and the test that notices it, a few at a time."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        yield from zip(mutants, threads.map(killer, mutants), strict=True)


def main(names: Sequence[str]) -> int:
    """Run the mutants of these names, or all; 1 when one survives, or when the tests fail without one."""
    if failing := _failing(str(PACKAGE.parent), TESTS):
        print(f"without a mutant there already fails {failing}")
        return 1
    survivors = 0
    for mutant, test in run([mutant for mutant in read() if not names or mutant.name in names]):
        survivors += test is None
        print(
            f"{'SURVIVES' if test is None else 'noticed':8}  {mutant.module}: {mutant.name:45} {test or ''}", flush=True
        )
    print(f"{survivors} survive")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
