"""Compare the function's own work for a request with the SDK's: CPU of a warm environment, and what it keeps.

    python -m benchmarks.warm --requests 100000

The same events are handled by two endpoints of one plan, interleaved: one with a client that answers at once, so that
only the function's own work is left, and one with the real client before a service on loopback.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import os
import re
import statistics
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from start_chat_contact.connect_client import create_client
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.plan import parse

from benchmarks.connect_service import serving
from benchmarks.events import event, plan
from local.boto import ENVIRONMENT

_STARTED = {"ContactId": "c" * 36, "ParticipantId": "p" * 36, "ParticipantToken": "t" * 400}
_AT_ONCE = 50
"""Requests between two readings of the clock, whose own resolution would show otherwise."""


class Warm(NamedTuple):
    """Medians for one request, and megabytes."""

    own: float
    """CPU seconds of the function's own work."""
    ratio: float
    """The function's own work by the SDK's call: the median of interleaved pairs."""
    before: float
    after: float
    """Resident size after the first tenth of the requests, and after all."""


class _AtOnce:
    def start_chat_contact(self, **_: Any) -> dict[str, Any]:
        return _STARTED


def measure(requests: int) -> Warm:
    """Return the figures of that many requests to the first endpoint, and a tenth as many to the second."""
    declared = parse(plan())
    with _service() as port:
        settings = {"AWS_REGION": "eu-west-2", "AWS_ENDPOINT_URL_CONNECT": f"http://127.0.0.1:{port}"}
        with patch.dict(os.environ, ENVIRONMENT | settings):
            alone, whole = Endpoint(declared, _AtOnce()), Endpoint(declared, create_client())
        given = event("6f1c9a52-0a5b-4f29-9a7f-3a1f0a6b7c8d")
        for endpoint in (alone, whole):
            _cpu(endpoint, given)
        own, ratios, before = [], [], 0.0
        for index in range(requests // _AT_ONCE):
            own.append(_cpu(alone, given))
            if index % 10 == 0:
                ratios.append(own[-1] / (_cpu(whole, given) - own[-1]))
            if index == requests // _AT_ONCE // 10:
                before = _megabytes()
        return Warm(statistics.median(own), statistics.median(ratios), before, _megabytes())


@contextlib.contextmanager
def _service() -> Iterator[int]:
    """A service in a process of its own, whose CPU doesn't count; its port."""
    ours, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(its,), daemon=True)
    process.start()
    yield ours.recv()
    ours.send("end")
    process.join()


def _serve(pipe: Connection) -> None:
    with serving() as service:
        pipe.send(service.server_port)
        pipe.recv()


def _cpu(endpoint: Endpoint, given: dict[str, Any]) -> float:
    """CPU seconds of this process, for one request."""
    with contextlib.redirect_stdout(io.StringIO()):
        begun = time.process_time()
        for _ in range(_AT_ONCE):
            response = endpoint.handle(given)
        taken = time.process_time() - begun
    if response["statusCode"] != 200:
        raise RuntimeError(f"the function answered {response['statusCode']}: {response['body']}")
    return taken / _AT_ONCE


def _megabytes() -> float:
    [size] = re.findall(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(size) / 1024


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description="the function's own work for a request")
    parser.add_argument("--requests", type=int, default=100_000)
    requests = parser.parse_args().requests
    found = measure(requests)
    print(f"{requests:,} requests: {found.own * 1000:.3f} ms of CPU each, {found.ratio:.2f} of the SDK's call")
    print(f"resident size {found.before:.1f} MB after a tenth of them, {found.after:.1f} MB after all")


if __name__ == "__main__":
    main()
