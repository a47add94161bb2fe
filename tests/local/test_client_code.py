"""The web client of ``docs/clients.md``, as it is printed there, in Node."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from start_chat_contact.errors import ChatError

from local.loopback import HOST, serving
from local.node import node
from local.paths import ROOT

MAIN = """
const storage = (kept) => ({
  getItem: (name) => kept[name] ?? null,
  setItem: (name, value) => { kept[name] = value; },
  removeItem: (name) => { delete kept[name]; },
});
const [endpoint, kept, session] = JSON.parse(process.argv[2]);
Object.defineProperty(globalThis, "sessionStorage", { value: storage(session) });
const { startChat } = await import("./start-chat.js");
const body = { ParticipantDetails: { DisplayName: "Ann" } };
const outcome = await startChat(endpoint, body, { kept: storage(kept) }).catch(
  ({ name, stack, cause, ...error }) => error,
);
console.log(JSON.stringify([outcome, kept, session]));
"""
KEY, EARLIER = "start-chat.key", "start-chat.signedContactId"

IDS = {"ContactId": "c-1", "ParticipantId": "p-1", "ParticipantToken": "t-1"}
STARTED = {"data": {"startChatResult": IDS}, "SignedContactId": "v1.new"}
REST = {"errors": [], "reference": ""}


def error(code: str) -> dict[str, Any]:
    return {"message": "m", "data": {"Error": {"code": code, "message": "m"}}}


class Server(ThreadingHTTPServer):
    """Gives its answers in turn; None is a connection that breaks. Keeps the requests."""

    def __init__(self, answers: list[tuple[int, Any] | None]) -> None:
        super().__init__((HOST, 0), _Handler)
        self.answers = answers
        self.requests: list[tuple[str, Any]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Server
    wbufsize = 65536

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.headers["Idempotency-Key"], body))
        answer = self.server.answers.pop(0)
        self.close_connection = True
        if answer is None:
            return
        content = (answer[1] if isinstance(answer[1], str) else json.dumps(answer[1])).encode()
        self.send_response(answer[0])
        for name, value in (("Retry-After", "0"), ("Content-Length", str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def printed() -> str:
    text = (ROOT / "docs" / "clients.md").read_text("utf-8")
    code: str
    [code] = [block for block in re.findall(r"```js\n(.*?)```", text, re.DOTALL) if "start-chat.js" in block]
    return code


def test_the_document_prints_the_file_of_the_page() -> None:
    assert printed() == (ROOT / "local" / "page" / "start-chat.js").read_text("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("client")
    (made / "start-chat.js").write_text(printed(), "utf-8")
    (made / "main.js").write_text(MAIN, "utf-8")
    (made / "package.json").write_text('{"type": "module"}', "utf-8")
    return made


@dataclass(kw_only=True)
class Run:
    """What a client made of its server's responses.

    Attributes:
        outcome: what `startChat` returned, or the members of its error
        kept: the storage of the signed contact id, afterwards
        session: the tab's storage, afterwards
        requests: of each attempt, its key and body
    """

    outcome: Any
    kept: dict[str, str]
    session: dict[str, str]
    requests: list[tuple[str, Any]]

    @property
    def keys(self) -> set[str]:
        return {key for key, _ in self.requests}


@pytest.fixture
def run(folder: Path) -> Callable[..., Run]:
    def start(
        answers: list[tuple[int, Any] | None], kept: dict[str, str] | None = None, session: dict[str, str] | None = None
    ) -> Run:
        with serving(Server(answers)) as server:
            said = json.dumps([f"http://{HOST}:{server.server_port}", kept or {}, session or {}])
            done = subprocess.run(
                [node(), "main.js", said], cwd=folder, capture_output=True, text=True, check=True, timeout=60
            )
        outcome, kept, session = json.loads(done.stdout)
        assert server.answers == []
        return Run(outcome=outcome, kept=kept or {}, session=session or {}, requests=server.requests)

    return start


Client = Callable[..., Run]


def test_it_keeps_the_way_back(run: Client) -> None:
    found = run([(200, STARTED)])
    assert found.outcome == IDS
    assert found.kept == {EARLIER: "v1.new"}
    assert found.session == {}
    [(key, body)] = found.requests
    assert len(key) == 36
    assert body == {"ParticipantDetails": {"DisplayName": "Ann"}}


def test_it_continues_the_earlier_chat(run: Client) -> None:
    found = run([(200, STARTED)], kept={EARLIER: "v1.old"})
    assert found.requests[0][1]["PersistentChat"] == {"SourceContactId": "v1.old"}
    assert found.kept == {EARLIER: "v1.new"}


TEMPORARY: list[tuple[int, Any] | None] = [
    None,
    (429, error("throttled")),
    (429, {"message": "Too Many Requests"}),
    (500, error("internal")),
    (500, {"message": "Internal Server Error"}),
    (502, error("upstream-error")),
    (502, error("bad-upstream")),
    (502, "<html><h1>Bad gateway</h1></html>"),
    (503, error("chat-capacity")),
    (503, error("keys-unavailable")),
    (503, error("unavailable")),
    (503, {"message": "Service Unavailable"}),
    (504, error("upstream-timeout")),
    (504, {"message": "Endpoint request timed out"}),
    (200, "<html><h1>Welcome to the hotel</h1></html>"),
    (200, {"data": {"startChatResult": {"ContactId": "c-1"}}}),
]


@pytest.mark.parametrize("answer", TEMPORARY)
def test_temporary_failures_are_retried_with_the_same_key(run: Client, answer: tuple[int, Any] | None) -> None:
    found = run([answer, (200, STARTED)], kept={EARLIER: "v1.old"})
    assert found.outcome == IDS
    assert len(found.keys) == 1
    assert found.requests[0] == found.requests[1]
    assert found.requests[1][1]["PersistentChat"] == {"SourceContactId": "v1.old"}


def test_it_gives_up_and_keeps_the_key_and_the_way_back(run: Client) -> None:
    found = run([(503, error("unavailable"))] * 4, kept={EARLIER: "v1.old"})
    assert found.outcome == {"status": 503, "code": "unavailable", "retryAfter": 0, **REST}
    assert len(found.keys) == 1
    assert found.kept == {EARLIER: "v1.old"}
    again = run([(200, STARTED)], session=found.session)
    assert again.keys == found.keys


def test_a_key_of_long_ago_is_not_used_again(run: Client) -> None:
    found = run([(200, STARTED)], session={KEY: json.dumps({"key": "old", "until": 1})})
    assert found.keys != {"old"}


def test_an_id_that_no_longer_counts_is_forgotten(run: Client) -> None:
    found = run([(403, error("not-owner")), (200, STARTED)], kept={EARLIER: "v1.old"})
    assert found.outcome == IDS
    assert found.kept == {EARLIER: "v1.new"}
    assert "PersistentChat" not in found.requests[1][1]


def test_a_key_that_was_used_for_something_else_is_forgotten(run: Client) -> None:
    found = run([(409, error("key-conflict"))], session={KEY: json.dumps({"key": "used", "until": 9e15})})
    assert found.keys == {"used"}
    assert found.outcome["code"] == "key-conflict"
    assert found.session == {}


FINAL: list[tuple[int, str | None]] = [
    (400, "invalid-request"),
    (400, "request-refused"),
    (400, None),
    (401, "unauthorized"),
    (401, None),
    (403, "field-not-allowed"),
    (403, "origin-not-allowed"),
    (403, "forbidden"),
    (403, "direct-request"),
    (403, None),
    (404, "not-found"),
    (405, "method-not-allowed"),
    (409, "chat-not-ended"),
    (413, "too-large"),
    (413, None),
    (415, "unsupported-media-type"),
    (500, "misconfigured"),
    (503, "closed"),
]


@pytest.mark.parametrize(("status", "code"), FINAL)
def test_final_errors_are_told_at_once(run: Client, status: int, code: str | None) -> None:
    found = run([(status, error(code) if code else {"message": "m"})], kept={EARLIER: "v1.old"})
    assert found.outcome == {"status": status, "retryAfter": 0, **REST} | ({"code": code} if code else {})
    assert found.kept == {EARLIER: "v1.old"}
    assert KEY in found.session


def test_the_members_that_are_wrong_and_the_reference(run: Client) -> None:
    problem = {"pointer": "/ParticipantDetails/DisplayName", "detail": "is reserved"}
    found = run([(400, error("invalid-request") | {"errors": [problem], "requestId": "r-1"})])
    assert found.outcome["errors"] == [problem]
    assert found.outcome["reference"] == "r-1"


def test_every_error_of_the_endpoint_is_among_these() -> None:
    tested = {code for _, code in FINAL} | {"not-owner", "key-conflict"}
    tested |= {
        answer[1]["data"]["Error"]["code"]
        for answer in TEMPORARY
        if answer and "data" in answer[1] and answer[0] != 200
    }
    assert {each.code for each in ChatError.__subclasses__()} <= tested
