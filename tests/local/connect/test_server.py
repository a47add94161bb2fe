from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from local.connect import ConnectStandIn


def test_over_http(start: Callable[..., dict[str, Any]], stand_in: ConnectStandIn) -> None:
    answer = start(
        ConnectionTypes=["WEBSOCKET", "CONNECTION_CREDENTIALS"], Attributes={"<b>": "x"[:0]} and {"k": "<b>"}
    )
    with httpx.Client(base_url=f"{stand_in.url}/_stand-in", trust_env=False) as http:
        everything = http.get("/contacts")
        [entry] = everything.json()["Contacts"]
        assert entry["Response"]["ContactId"] == answer["ContactId"]
        assert [call["Outcome"] for call in everything.json()["Calls"]] == ["started"]
        one = http.get(f"/contacts/{answer['ContactId']}")
        assert one.json() == entry
        assert http.get("/contacts/x").headers["x-amzn-ErrorType"] == "ResourceNotFoundException"
        html = http.get("/")
        assert html.headers["content-type"] == "text/html; charset=utf-8"
        assert answer["ContactId"] in html.text
        assert "<b>" not in html.text
        for secret in (
            answer["ParticipantToken"],
            answer["ConnectionCredentials"]["ConnectionToken"],
            answer["Websocket"]["Url"],
        ):
            assert secret not in everything.text + one.text + html.text
        assert http.post("/settings", json={"concurrent_chats": 1}).status_code == 200
        assert http.post("/reset").status_code == 200
    assert stand_in.ledger() == stand_in.calls() == []


def test_an_unknown_setting(stand_in: ConnectStandIn) -> None:
    message = "'speed' is not a setting of the stand-in; allowed: iam_endpoint, rate, concurrent_chats, known"
    with pytest.raises(ValueError, match=message):
        stand_in.set(speed=1)
    answer = httpx.post(f"{stand_in.url}/_stand-in/settings", json={"speed": 1}, trust_env=False)
    assert answer.status_code == 400
    assert message in answer.json()["Message"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"rate": 5}'])
def test_settings_that_are_none(stand_in: ConnectStandIn, body: bytes) -> None:
    answer = httpx.post(f"{stand_in.url}/_stand-in/settings", content=body, trust_env=False)
    assert (answer.status_code, answer.headers["x-amzn-ErrorType"]) == (400, "InvalidRequestException")


def test_an_unknown_operation(stand_in: ConnectStandIn) -> None:
    for method, path in (("PUT", "/contact/stop"), ("GET", "/contact/chat")):
        answer = httpx.request(method, f"{stand_in.url}{path}", trust_env=False)
        assert (answer.status_code, answer.headers["x-amzn-ErrorType"]) == (404, "UnknownOperationException")
        assert answer.json() == {"Message": f"The stand-in serves no {method} {path}"}


def test_a_port_in_use(stand_in: ConnectStandIn) -> None:
    with pytest.raises(OSError, match=f"port {stand_in.port} on 127.0.0.1 is in use; give another, or 0 for a free"):
        ConnectStandIn(stand_in.port)


def test_a_seed_repeats_the_ids(client: Callable[..., Any]) -> None:
    tokens = []
    for _ in range(2):
        with ConnectStandIn(seed=1) as seeded:
            for _ in range(2):
                start = client("connect", seeded).start_chat_contact
                minimal = {"InstanceId": "i", "ContactFlowId": "f", "ParticipantDetails": {"DisplayName": "Ada"}}
                tokens.append(start(**minimal)["ParticipantToken"])
                assert start(**minimal)["ParticipantToken"] != tokens[-1]
                seeded.reset()
    assert len(set(tokens)) == 1


def test_nothing_is_left_running() -> None:
    before = set(threading.enumerate())
    with ConnectStandIn() as stand_in, socket.create_connection(("127.0.0.1", stand_in.port)) as idle:
        assert stand_in.ledger() == []
        idle.sendall(b"GET /_stand-in/contacts HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(15) == b"HTTP/1.1 200 OK"
    assert set(threading.enumerate()) == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", stand_in.port))
    assert stand_in.ledger() == []


def test_as_a_program() -> None:
    program = [sys.executable, "-m", "local.connect", "--port", "0"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("Stand-in of Amazon Connect at ").strip()
        assert httpx.get(f"{url}/_stand-in/contacts", trust_env=False).json() == {"Contacts": [], "Calls": []}
        process.terminate()
        _, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")


def test_as_a_program_on_a_port_in_use(stand_in: ConnectStandIn) -> None:
    program = [sys.executable, "-m", "local.connect", "--port", str(stand_in.port)]
    done = subprocess.run(program, capture_output=True, text=True, timeout=30, check=False)
    message = f"port {stand_in.port} on 127.0.0.1 is in use; give another, or 0 for a free one\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)
