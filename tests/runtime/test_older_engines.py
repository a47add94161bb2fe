"""The function's client knows every member on a botocore that is older than the members, and behaves as on the newest.

What is compared goes over real sockets: once from each older engine with our data, once from the pinned botocore with
its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.cases import ANSWERS, OK
from tests.runtime.exchange import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]

LATEST = {"DisconnectOnCustomerExit", "ParticipantConfiguration", "ConnectionTypes", "ChatStreamingConfiguration"}

UNKNOWN = {"1.34.32": {*LATEST, "CustomerId", "SegmentAttributes"}, "1.40.76": LATEST}
"""The older versions of botocore, each with the members whose values its own model refuses."""


class Service(ThreadingHTTPServer):
    """Answers every request by its ``ClientToken``, and keeps it as it came over the wire."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[Any] = []


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Service

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        # These name the engine and its retries, which may differ.
        headers = {k: v for k, v in self.headers.items() if k.lower() != "user-agent" and not k.startswith("amz-sdk-")}
        self.server.received.append([self.path, headers, body.decode()])
        answer = ANSWERS.get(json.loads(body)["ClientToken"], OK)
        head = [f"HTTP/1.1 {answer.status} x", *(f"{name}: {value}" for name, value in answer.headers.items())]
        head.append(f"content-length: {len(answer.body)}")
        self.wfile.write("\r\n".join([*head, "", ""]).encode() + answer.body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def engine(version: str) -> Path:
    """Return a folder with that botocore, installed once from its hashes."""
    requirements = ROOT / "requirements" / f"older-engines-{version}.txt"
    folder = ROOT / ".local" / "engines" / version
    installed = folder / requirements.name
    if not installed.exists() or installed.read_text() != requirements.read_text():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as new:
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
            command = [*pip, "--only-binary", ":all:", "--target", new, "--requirement", str(requirements)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"botocore {version} could not be installed: {done.stderr}"
            shutil.copy(requirements, new)
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(new, folder)
    return folder


def run(service: Service, data: str, path: list[Path]) -> dict[str, Any]:
    """Make all calls in a process of its own with ``path`` first on its module path; return what came of them."""
    service.received.clear()
    environment = {
        **ENVIRONMENT,
        "PATH": os.environ["PATH"],
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_ENDPOINT_URL_CONNECT": f"http://127.0.0.1:{service.server_port}",
        "PYTHONPATH": os.pathsep.join(map(str, [*path, ROOT / "runtime", ROOT])),
    }
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("engine.py")), data]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    for call in seen["calls"].values():
        for part in (call.get("answer"), call.get("response")):
            if part:
                for name in ("RetryAttempts", "MaxAttemptsReached"):
                    part["ResponseMetadata"].pop(name, None)
    return {**seen, "received": list(service.received)}


@pytest.fixture(scope="module")
def expected(service: Service) -> dict[str, Any]:
    return run(service, "complete", [])


def test_pinned_engine_knows_every_member(expected: dict[str, Any]) -> None:
    assert expected["unknown"] == []
    assert expected["calls"]["with ConnectionTypes"]["answer"]["ContactId"] == "contact-3"
    assert any('"ConnectionTypes": ["WEBSOCKET"' in body for _, _, body in expected["received"])


@pytest.mark.parametrize("version", UNKNOWN)
def test_older_engine_does_the_same(version: str, service: Service, expected: dict[str, Any]) -> None:
    seen = run(service, "trimmed", [engine(version)])
    assert seen["version"] == version
    assert set(seen["unknown"]) == UNKNOWN[version]
    assert seen["calls"] == expected["calls"]
    assert seen["received"] == expected["received"]
