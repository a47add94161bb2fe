from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, NoRegionError, UnknownServiceError
from start_chat_contact import connect_client
from start_chat_contact.connect_client import DATA, create_client, open_connection
from start_chat_contact.watchdog import DeadlineExceeded, run_with_timeout

from local.boto import ENVIRONMENT
from local.connect import ConnectStandIn
from local.faults import FaultProxy
from tests.support.dripping import HTTP, TLS, dripping
from tests.support.processes import comes_true, descriptors, threads
from tests.support.sdk_calls import REQUIRED
from tests.support.sdk_service import Service, serving
from tools import trim_service_model


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    with serving() as service:
        yield service


@pytest.fixture
def service(running: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    running.received.clear()
    monkeypatch.setenv("AWS_ENDPOINT_URL_CONNECT", running.url)
    return running


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in {**ENVIRONMENT, "AWS_REGION": "eu-west-2"}.items():
        monkeypatch.setenv(name, value)


# --- the data -------------------------------------------------------------------------------------------------------


def test_data_is_what_the_generator_writes(capsys: pytest.CaptureFixture[str]) -> None:
    assert trim_service_model.main(["--check"]) == 0, capsys.readouterr().err


def test_check_names_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    monkeypatch.setattr(trim_service_model, "DATA", data)
    assert trim_service_model.main([]) == 0
    (data / "_retry.json").unlink()
    (data / "NOTICE").write_text("mine")
    (data / "sts").mkdir()
    (data / "sts" / "service-2.json").write_text("{}")
    assert trim_service_model.main(["--check"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "NOTICE: differs from botocore 1.44.5",
        "_retry.json: is missing",
        "sts/service-2.json: is not generated; delete it",
        "run tools/trim_service_model.py to write the folder anew",
    ]
    assert trim_service_model.main([]) == 0
    assert trim_service_model.main(["--check"]) == 0
    assert {path.name for path in data.iterdir()} == {path.name for path in DATA.iterdir()}


def test_data_is_small_and_without_documentation() -> None:
    files = [path for path in DATA.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 70_000
    assert [path.name for path in files if "<p>" in path.read_text(encoding="utf-8")] == []


# --- the client -----------------------------------------------------------------------------------------------------


def test_start_is_small() -> None:
    """What a cold start imports: 302 modules where `boto3.client` takes 360, urllib3 before botocore, and no boto3."""
    code = """
import sys
before = set(sys.modules)
from start_chat_contact.connect_client import create_client
create_client()
new = [name for name in sys.modules if name not in before]
print(len(new), new.index("urllib3") < new.index("botocore"), "boto3" in new)
"""
    environment = {**os.environ, "PYTHONPATH": str(DATA.parents[1])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    modules, urllib3_first, boto3 = done.stdout.split()
    assert int(modules) < 320
    assert (urllib3_first, boto3) == ("True", "False")


def test_finds_its_data_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert create_client().meta.service_model.operation_names == ["StartChatContact"]
    assert create_client("secretsmanager").meta.service_model.operation_names == ["GetSecretValue"]


def test_knows_two_services() -> None:
    with pytest.raises(UnknownServiceError, match="Unknown service: 'sts'"):
        create_client("sts")


def test_region_comes_from_lambda_then_from_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    assert create_client().meta.endpoint_url == "https://connect.eu-west-2.amazonaws.com"
    monkeypatch.delenv("AWS_REGION")
    assert create_client().meta.region_name == "us-east-1"
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(NoRegionError):
        create_client()


def test_config_is_laid_over_the_defaults() -> None:
    config = create_client(config=Config(read_timeout=0.5)).meta.config
    assert (config.connect_timeout, config.read_timeout) == (1.0, 0.5)
    assert (config.retries["mode"], config.retries["total_max_attempts"]) == ("standard", 1)
    assert create_client().meta.config.read_timeout == 1.8


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_any_retry_mode_can_be_asked_for(mode: str) -> None:
    config = create_client(config=Config(retries={"mode": mode, "total_max_attempts": 2})).meta.config
    assert (config.retries["mode"], config.retries["total_max_attempts"]) == (mode, 2)


@pytest.mark.parametrize("code", ["LimitExceededException", "TooManyRequestsException", "InternalServiceException"])
def test_tries_once(code: str, service: Service) -> None:
    with pytest.raises(ClientError) as raised:
        create_client().start_chat_contact(**REQUIRED, ClientToken=f"{code} in header")
    assert raised.value.response["Error"]["Code"] == code
    assert len(service.received) == 1


def test_debug_level_shows_no_request_and_no_answer(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    create_client().start_chat_contact(**REQUIRED, ClientToken="token-1")
    logging.getLogger("other").debug("is seen")
    assert [record.getMessage() for record in caplog.records] == ["is seen"]


# --- the early connection -------------------------------------------------------------------------------------------


def test_first_call_uses_the_early_connection(service: Service) -> None:
    client = create_client()
    open_connection(client)
    [early] = service.received
    assert (early.method, early.path) == ("GET", "/")
    assert {"authorization", "x-amz-security-token"}.isdisjoint(name.lower() for name in early.headers)
    client.start_chat_contact(**REQUIRED)
    assert [request.connection for request in service.received] == [early.connection] * 2


def test_early_connection_never_fails_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the request and never answers
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_CONNECT", url)
        open_connection(create_client(config=Config(read_timeout=0.2)))
        connection, _ = silent.accept()
        with connection:
            assert connection.recv(5) == b"GET /"
    open_connection(create_client())  # refused
    open_connection(_Unlike())


POOLED = 10
"""Connections that botocore's pool may keep, dead ones too until their next use."""


@pytest.mark.parametrize(("scheme", "head"), [("http", HTTP), ("https", TLS)], ids=["http", "https"])
def test_the_early_connection_has_a_time_limit_and_leaves_nothing(
    scheme: str, head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect_client, "INIT_TIMEOUT", 0.3)
    before = threads(), descriptors()
    with dripping(head) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CONNECT", f"{scheme}://{address}")
        begun = time.monotonic()
        open_connection(create_client())
        assert time.monotonic() - begun < 10  # whole, the response takes 20 s
    assert comes_true(lambda: threads() <= before[0])
    assert comes_true(lambda: descriptors() <= before[1] + POOLED)


def test_late_calls_leave_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = threads(), descriptors()
    with dripping() as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CONNECT", f"http://{address}")
        client = create_client()
        for _ in range(30):
            with pytest.raises(DeadlineExceeded):
                run_with_timeout(0.05, lambda: client.start_chat_contact(**REQUIRED))
    assert comes_true(lambda: threads() <= before[0])
    assert comes_true(lambda: descriptors() <= before[1] + POOLED)


def test_a_late_call_ends_on_a_kept_connection_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with ConnectStandIn() as connect, FaultProxy(connect.url, script=[None, "hang", None]) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CONNECT", proxy.url)
        client = create_client(config=Config(read_timeout=60))
        client.start_chat_contact(**REQUIRED)
        before = threads()
        with pytest.raises(DeadlineExceeded):
            run_with_timeout(0.3, lambda: client.start_chat_contact(**REQUIRED))
        assert comes_true(lambda: threads() <= before)
        client.start_chat_contact(**REQUIRED)


class _Unlike:
    """A client of some later botocore without the private parts."""

    meta: Any = None
