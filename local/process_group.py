"""Processes that end together with everything they started."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_SECONDS = 5.0
"""How long killed processes may take to go: on a busy machine, longer than their leader."""


@contextmanager
def process_group(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    output: IO[bytes],
    stdin: int = subprocess.DEVNULL,
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `command` as the leader of a process group of its own, and kill the whole group at the end.

    Killing is enough: nothing that is run this way keeps anything that it would have to save.

    Args:
        command: the program and its arguments.
        cwd: its working directory.
        env: its whole environment.
        output: the file that takes its standard output and error.
        stdin: as in `subprocess.Popen`.
    """
    process = subprocess.Popen(
        command, cwd=cwd, env=env, stdin=stdin, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        yield process
    finally:
        # The group may have ended by itself; some systems then say "not permitted" instead of "no such process".
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        if process.stdin:
            process.stdin.close()
        process.wait()
        _wait_until_gone(process.pid)


def _wait_until_gone(group: int) -> None:
    """Wait until no process of a killed group is left, for what they still write could outlast their folder."""
    ends = time.monotonic() + _SECONDS
    with suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < ends:
            os.killpg(group, 0)
            time.sleep(0.01)


def last_lines(file: Path, count: int = 15) -> str:
    """The last `count` non-empty lines of a log, for a message; empty when there is no log."""
    if not file.exists():
        return ""
    lines = [line for line in file.read_text(errors="replace").splitlines() if line.strip()]
    return "\n".join(lines[-count:])
