from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.connect import ConnectStandIn
from local.faults import FAULTS, TELLING_TEXT, FaultProxy

BODY = b'{"InstanceId": "i", "ContactFlowId": "f", "ParticipantDetails": {"DisplayName": "Ada"}}'
REQUEST = (
    b"PUT /contact/chat HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"
    b"Authorization: AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/connect/aws4_request, "
    b"SignedHeaders=host, Signature=%s\r\n\r\n%s"
) % (len(BODY), b"0" * 64, BODY)


@pytest.fixture(scope="module")
def module_stand_in() -> Iterator[ConnectStandIn]:
    with ConnectStandIn() as running:
        yield running


@pytest.fixture
def stand_in(module_stand_in: ConnectStandIn) -> ConnectStandIn:
    module_stand_in.reset()
    return module_stand_in


class Client:
    """One connection of a client that knows no HTTP beyond this."""

    def __init__(self, url: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=5)

    def put(self) -> None:
        self.socket.sendall(REQUEST)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers["content-length"]):
            body += self._more()
        return int(status.split()[1]), headers, body

    def _more(self) -> bytes:
        data = self.socket.recv(65536)
        if not data:
            raise EOFError
        return data

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *error: object) -> None:
        self.socket.close()


@pytest.fixture
def client(stand_in: ConnectStandIn) -> Iterator[Callable[..., Client]]:
    """Connects to a proxy that meets the requests with a script of faults."""
    with contextlib.ExitStack() as stack:
        yield lambda *script: stack.enter_context(
            Client(stack.enter_context(FaultProxy(stand_in.url, script=script)).url)
        )


def test_without_faults_it_forwards_over_one_connection(
    client: Callable[..., Client], stand_in: ConnectStandIn
) -> None:
    connection = client()
    ids = []
    for _ in range(3):
        connection.put()
        status, headers, body = connection.answer()
        assert (status, headers["content-type"]) == (200, "application/json")
        ids.append(json.loads(body)["ContactId"])
    assert ids == [entry["ContactId"] for entry in stand_in.ledger()]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("TooManyRequests", 429),
        ("TooManyRequestsException", 429),
        ("ThrottlingException", 429),
        ("LimitExceededException", 429),
        ("InternalServiceException", 500),
        ("ServiceUnavailableException", 503),
        ("InvalidRequestException", 400),
        ("AccessDeniedException", 403),
        ("ExpiredTokenException", 403),
    ],
)
def test_errors_of_the_service(
    client: Callable[..., Client], stand_in: ConnectStandIn, fault: str, status: int
) -> None:
    connection = client(fault)
    connection.put()
    answered, headers, body = connection.answer()
    assert (answered, headers["x-amzn-errortype"]) == (status, fault)
    assert json.loads(body) == {"Message": TELLING_TEXT}
    assert stand_in.calls() == []
    connection.put()
    assert connection.answer()[0] == 200


@pytest.mark.parametrize(
    ("fault", "status", "content_type", "start"),
    [
        ("html-502", 502, "text/html", b"<html>"),
        ("text-503", 503, "text/plain", b"upstream"),
        ("empty-200", 200, "application/json", b"{}"),
        ("html-200", 200, "text/html", b"<html>"),
    ],
)
def test_answers_that_are_none(
    client: Callable[..., Client], stand_in: ConnectStandIn, fault: str, status: int, content_type: str, start: bytes
) -> None:
    connection = client(fault)
    connection.put()
    answered, headers, body = connection.answer()
    assert (answered, headers["content-type"]) == (status, content_type)
    assert "x-amzn-errortype" not in headers
    assert body.startswith(start)
    assert stand_in.calls() == []


@pytest.mark.parametrize(("fault", "started"), [("reset", 0), ("commit-reset", 1)])
def test_resets(client: Callable[..., Client], stand_in: ConnectStandIn, fault: str, started: int) -> None:
    connection = client(fault)
    connection.put()
    with pytest.raises(ConnectionResetError):
        connection.answer()
    assert len(stand_in.ledger()) == started


@pytest.mark.parametrize(("fault", "started"), [("hang", 0), ("commit-hang", 1)])
def test_hangs(client: Callable[..., Client], stand_in: ConnectStandIn, fault: str, started: int) -> None:
    connection = client(fault)
    connection.put()
    connection.socket.settimeout(0.5)
    with pytest.raises(TimeoutError):
        connection.answer()
    assert len(stand_in.ledger()) == started


def test_a_drip(client: Callable[..., Client], stand_in: ConnectStandIn) -> None:
    connection = client("drip")
    connection.put()
    before = time.monotonic()
    assert [connection.socket.recv(100) for _ in range(4)] == [b"H", b"T", b"T", b"P"]
    assert time.monotonic() - before >= 0.85
    assert len(stand_in.ledger()) == 1


def test_a_truncated_body(client: Callable[..., Client], stand_in: ConnectStandIn) -> None:
    connection = client("truncated")
    connection.put()
    with pytest.raises(EOFError):
        connection.answer()
    assert len(stand_in.ledger()) == 1


def test_an_answer_without_its_participant_token(client: Callable[..., Client], stand_in: ConnectStandIn) -> None:
    connection = client("no-participant-token")
    connection.put()
    assert set(json.loads(connection.answer()[2])) == {"ContactId", "ParticipantId"}
    assert len(stand_in.ledger()) == 1


def test_a_script_is_consumed_in_its_order(client: Callable[..., Client]) -> None:
    connection = client("empty-200", None, "ThrottlingException")
    outcomes = []
    for _ in range(4):
        connection.put()
        status, _, body = connection.answer()
        outcomes.append((status, "ContactId" in json.loads(body)))
    assert outcomes == [(200, False), (200, True), (429, False), (200, True)]


def test_shares_are_met_and_the_same_seed_repeats_them(stand_in: ConnectStandIn) -> None:
    def statuses(seed: int) -> list[int]:
        shares = {"ThrottlingException": 0.3, "InternalServiceException": 0.1}
        with FaultProxy(stand_in.url, shares, seed=seed) as proxy, Client(proxy.url) as connection:
            answered = []
            for _ in range(300):
                connection.put()
                answered.append(connection.answer()[0])
            assert proxy.injected() == {
                "ThrottlingException": answered.count(429),
                "InternalServiceException": answered.count(500),
            }
            return answered

    first = statuses(1)
    assert 60 < first.count(429) < 120
    assert 10 < first.count(500) < 60
    assert statuses(1) == first
    assert statuses(2) != first


def test_every_fault_can_have_a_share(stand_in: ConnectStandIn) -> None:
    with FaultProxy(stand_in.url, dict.fromkeys(FAULTS, 1 / len(FAULTS) - 1e-9)) as proxy:
        assert proxy.injected() == {}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"faults": {"rain": 0.1}}, "'rain' is not a fault; choose from TooManyRequests, "),
        ({"script": ["rain"]}, "'rain' is not a fault; choose from TooManyRequests, "),
        ({"faults": {"hang": 0.6, "drip": 0.6}}, "the shares of faults add up to 1.2; at most 1 is possible"),
    ],
)
def test_what_cannot_be(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        FaultProxy("http://127.0.0.1:9", **settings)


def test_an_upstream_that_is_gone_ends_the_connection() -> None:
    with FaultProxy("http://127.0.0.1:9") as proxy, Client(proxy.url) as connection:
        connection.put()
        with pytest.raises((EOFError, ConnectionResetError)):
            connection.answer()


def test_nothing_is_left_running(stand_in: ConnectStandIn) -> None:
    before = set(threading.enumerate())
    with FaultProxy(stand_in.url, script=["hang", "drip"]) as proxy:
        hanging, dripping = Client(proxy.url), Client(proxy.url)
        hanging.put()
        while not proxy.injected():
            pass
        dripping.put()
        assert dripping.socket.recv(1) == b"H"
    assert set(threading.enumerate()) == before
    for connection in (hanging, dripping):
        with connection, pytest.raises((EOFError, ConnectionResetError)):
            connection.answer()
    with pytest.raises(ConnectionRefusedError):
        Client(proxy.url)
