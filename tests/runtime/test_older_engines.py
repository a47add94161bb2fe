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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.boto import ENVIRONMENT
from tests.support.sdk_service import Service, serving

ROOT = Path(__file__).resolve().parents[2]

LATEST = {"DisconnectOnCustomerExit", "ParticipantConfiguration", "ConnectionTypes", "ChatStreamingConfiguration"}

UNKNOWN = {"1.34.32": {*LATEST, "CustomerId", "SegmentAttributes"}, "1.40.76": LATEST}
"""The older versions of botocore, each with the members whose values its own model refuses."""


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving() as service:
        yield service


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
        "AWS_ENDPOINT_URL_CONNECT": service.url,
        "PYTHONPATH": os.pathsep.join(map(str, [*path, ROOT / "runtime", ROOT])),
    }
    command = [sys.executable, "-W", "ignore", str(ROOT / "tests" / "support" / "sdk_on_this_engine.py"), data]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    for call in seen["calls"].values():
        for part in (call.get("answer"), call.get("response")):
            if part:
                for name in ("RetryAttempts", "MaxAttemptsReached"):
                    part["ResponseMetadata"].pop(name, None)
    received = []
    for request in service.received:
        # These headers name the engine and its retries, which may differ.
        headers = {k: v for k, v in request.headers.items() if k != "User-Agent" and not k.startswith("amz-sdk-")}
        received.append((request.method, request.path, headers, request.body))
    return {**seen, "received": received}


@pytest.fixture(scope="module")
def expected(service: Service) -> dict[str, Any]:
    return run(service, "complete", [])


def test_pinned_engine_knows_every_member(expected: dict[str, Any]) -> None:
    assert expected["unknown"] == []
    assert expected["calls"]["with ConnectionTypes"]["answer"]["ContactId"] == "contact-3"
    assert any('"ConnectionTypes": ["WEBSOCKET"' in body for *_, body in expected["received"])


@pytest.mark.parametrize("version", UNKNOWN)
def test_older_engine_does_the_same(version: str, service: Service, expected: dict[str, Any]) -> None:
    seen = run(service, "trimmed", [engine(version)])
    assert seen["version"] == version
    assert set(seen["unknown"]) == UNKNOWN[version]
    assert seen["calls"] == expected["calls"]
    assert seen["received"] == expected["received"]
