"""One Lambda environment: a process that holds the function's handler and answers one event at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from benchmarks.events import plan
from constructs_lib import defaults

RUNTIME = Path(__file__).resolve().parents[1] / "runtime"


_RESTART = {"restart": True}
"""Asks the process, and not the handler."""


class Holdings(NamedTuple):
    """What a process holds."""

    threads: int
    descriptors: int
    megabytes: float


class Environment:
    """The process, running between entry and exit, with every logger at DEBUG.

    Args:
        connect_url: where the function finds Amazon Connect.
        plan_text: its plan. Default: - that of an anonymous endpoint
        secrets_url: where it finds AWS Secrets Manager. Default: - nowhere
        parameters_url: where it finds AWS Systems Manager. Default: - nowhere
    """

    def __init__(
        self,
        connect_url: str,
        plan_text: str | None = None,
        secrets_url: str | None = None,
        parameters_url: str | None = None,
    ) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # closed on exit
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.environment"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=RUNTIME.parent,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": f"{RUNTIME.parent}{os.pathsep}{RUNTIME}",
                "PLAN": plan_text or plan(),
                "AWS_ENDPOINT_URL_CONNECT": connect_url,
                "AWS_ENDPOINT_URL_SECRETS_MANAGER": secrets_url or "http://127.0.0.1:9",
                "AWS_ENDPOINT_URL_SSM": parameters_url or "http://127.0.0.1:9",
                "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "example",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()
        self._log.close()

    def send(self, given: dict[str, Any]) -> None:
        """Hand an event to the handler."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(given).encode() + b"\n")
        self._process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """The response to the event sent last.

        Raises:
            EOFError: when the process has ended instead.
        """
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise EOFError("the environment has ended")
        return dict(json.loads(line))

    def ask(self, given: dict[str, Any]) -> tuple[dict[str, Any], float]:
        """The response to an event, and the seconds that it took."""
        begun = time.monotonic()
        self.send(given)
        return self.receive(), time.monotonic() - begun

    def restart(self) -> None:
        """Initialise the function again, as a new environment does: with no keys, no connection, a new budget."""
        self.ask(_RESTART)

    def holds(self) -> Holdings:
        """What the process holds now (Linux)."""
        process = Path("/proc", str(self._process.pid))
        status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        return Holdings(
            threads=int(status["Threads"]),
            descriptors=len(list((process / "fd").iterdir())),
            megabytes=int(status["VmRSS"].split()[0]) / 1024,
        )

    def kill(self) -> None:
        """End the process at once, as Lambda may at any moment."""
        self._process.kill()
        self._process.wait()

    def log(self) -> str:
        """Everything that the function has printed or logged so far."""
        self._log.seek(0)
        return self._log.read().decode()


class _Context:
    """What the function is told by Lambda: an id, and how much of its time is left."""

    aws_request_id = "lambda-request-1"

    def __init__(self) -> None:
        self._ends = time.monotonic() + defaults.FUNCTION_TIMEOUT

    def get_remaining_time_in_millis(self) -> int:
        return int((self._ends - time.monotonic()) * 1000)


def _serve() -> None:
    import logging

    responses = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the function prints is its log
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    for name in ("boto3", "botocore", "urllib3"):
        logging.getLogger(name).setLevel(logging.DEBUG)  # as a developer may who looks for something
    from start_chat_contact import handler as function

    logging.getLogger().setLevel(logging.DEBUG)
    for line in sys.stdin:
        given = json.loads(line)
        if given == _RESTART:
            function._ENDPOINT, response = function._endpoint(), {}
        else:
            response = function.handler(given, _Context())
        print(json.dumps(response), file=responses, flush=True)


if __name__ == "__main__":
    _serve()
