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
from typing import Any, Self

from constructs_lib import FromCaller, ParticipantDetails, StartChatContactRequest
from constructs_lib.rendering.plan import function_plan

RUNTIME = Path(__file__).resolve().parents[1] / "runtime"
ORIGIN = "https://www.example.com"


def plan() -> str:
    """The plan of an anonymous endpoint whose callers may send a name and a topic."""
    request = StartChatContactRequest(
        instance_id="11111111-1111-1111-1111-111111111111",
        contact_flow_id="22222222-2222-2222-2222-222222222222",
        participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
        attributes={"topic": FromCaller()},
        connection_types=["WEBSOCKET", "CONNECTION_CREDENTIALS"],
    )
    words = function_plan(request, access="anonymous", deployment="stack/Chat", allow_origins=[ORIGIN])
    return json.dumps(words)


NAME = "Wilhelmina Canary"
"""What callers send, and no log may repeat."""


def event(key: str) -> dict[str, Any]:
    """A REST API's event that starts a chat with an idempotency key, which is the topic as well."""
    headers = {"Content-Type": "application/json", "Origin": ORIGIN, "Idempotency-Key": key}
    return {
        "httpMethod": "POST",
        "headers": headers,
        "requestContext": {"requestId": "r-1", "httpMethod": "POST"},
        "body": json.dumps({"ParticipantDetails": {"DisplayName": NAME}, "Attributes": {"topic": key}}),
        "isBase64Encoded": False,
    }


class Environment:
    """The process, running between entry and exit, with every logger at DEBUG.

    Args:
        connect_url: where the function finds Amazon Connect.
    """

    def __init__(self, connect_url: str) -> None:
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
                "PLAN": plan(),
                "AWS_ENDPOINT_URL_CONNECT": connect_url,
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

    def kill(self) -> None:
        """End the process at once, as Lambda may at any moment."""
        self._process.kill()
        self._process.wait()

    def log(self) -> str:
        """Everything that the function has printed or logged so far."""
        self._log.seek(0)
        return self._log.read().decode()


class _Context:
    """What the function is told by Lambda: an id, and how much of its ten seconds is left."""

    aws_request_id = "lambda-request-1"

    def __init__(self) -> None:
        self._ends = time.monotonic() + 10.0

    def get_remaining_time_in_millis(self) -> int:
        return int((self._ends - time.monotonic()) * 1000)


def _serve() -> None:
    import logging

    responses = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the function prints is its log
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    for name in ("boto3", "botocore", "urllib3"):
        logging.getLogger(name).setLevel(logging.DEBUG)  # as a developer may who looks for something
    from start_chat_contact.handler import handler

    logging.getLogger().setLevel(logging.DEBUG)
    for line in sys.stdin:
        print(json.dumps(handler(json.loads(line), _Context())), file=responses, flush=True)


if __name__ == "__main__":
    _serve()
