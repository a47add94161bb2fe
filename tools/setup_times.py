"""How long a newcomer waits: from `make demo` in a bare clone to the chat page, and once more when all is installed.

``python -m tools.setup_times [REVISION …]`` clones each revision beside the others and prints one row for it. The
caches of pip and npm are empty at first, so what is measured includes every download. It needs nothing but Python, git
and make, and leaves nothing.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_READY = "Ctrl-C"
"""What the demo says when its page can be used."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="make setup-times", description=__doc__)
    parser.add_argument("revisions", nargs="*", default=["HEAD"], help="what to measure (default: HEAD)")
    revisions = parser.parse_args(arguments).revisions
    print("| revision | bare clone, empty caches | again | disk |\n|---|---|---|---|", flush=True)
    for revision in revisions:
        with tempfile.TemporaryDirectory(prefix="setup-times-") as folder:
            clone = Path(folder, "clone")
            _run("git", "clone", "--quiet", str(ROOT), str(clone))
            _run("git", "-C", str(clone), "checkout", "--quiet", _commit(revision))
            caches = {"PIP_CACHE_DIR": f"{folder}/pip", "npm_config_cache": f"{folder}/npm"}
            first, again = (seconds_to_the_page(clone, caches) for _ in range(2))
            print(f"| {_commit(revision)[:7]} | {first:.0f} s | {again:.0f} s | {megabytes(clone)} MB |", flush=True)


def seconds_to_the_page(clone: Path, caches: dict[str, str]) -> float:
    """Run `make demo` in a clone until its page is up, and end it.

    Raises:
        SystemExit: when the demo ends before that; with what it said.
    """
    start = time.monotonic()
    with subprocess.Popen(
        ["make", "demo"],
        cwd=clone,
        env={**os.environ, **caches},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as demo:
        assert demo.stdout is not None
        said = []
        for line in demo.stdout:
            said.append(line)
            if _READY in line:
                break
        else:
            sys.exit(f"make demo ended with {demo.wait()}:\n{''.join(said[-20:])}")
        waited = time.monotonic() - start
        os.killpg(demo.pid, signal.SIGINT)
        demo.stdout.read()
    return waited


def megabytes(folder: Path) -> int:
    """Return the disk space that a folder takes."""
    said = _run("du", "-sm", str(folder))
    return int(re.findall(r"\d+", said)[0])


def _commit(revision: str) -> str:
    return _run("git", "-C", str(ROOT), "rev-parse", "--verify", f"{revision}^{{commit}}").strip()


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
