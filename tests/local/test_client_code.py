"""The web client of ``docs/clients.md``, as it is printed there, in Node."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from local.node import node
from local.paths import ROOT

STORAGE = """
const storage = (kept) => ({
  getItem: (name) => kept[name] ?? null,
  setItem: (name, value) => { kept[name] = value; },
  removeItem: (name) => { delete kept[name]; },
});
const [endpoint, before] = JSON.parse(process.argv[2]);
Object.defineProperty(globalThis, "localStorage", { value: storage(before) });
Object.defineProperty(globalThis, "sessionStorage", { value: storage({}) });
const { startChat } = await import("./start-chat.js");
const outcome = await startChat(endpoint, { ParticipantDetails: { DisplayName: "Ann" } }).catch(
  ({ message, status, code }) => ({ message, status, code }),
);
console.log(JSON.stringify([outcome, before]));
"""

STARTED = {"data": {"startChatResult": {"ContactId": "c-1"}}, "SignedContactId": "v1.new"}


class Server(ThreadingHTTPServer):
    """Gives its answers in turn; None is a connection that breaks. Keeps the requests."""

    def __init__(self, answers: list[tuple[int, Any] | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
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
        content = json.dumps(answer[1]).encode()
        self.send_response(answer[0])
        for name, value in (("Retry-After", "0"), ("Content-Length", str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = (ROOT / "docs" / "clients.md").read_text("utf-8")
    [code] = [block for block in re.findall(r"```js\n(.*?)```", text, re.DOTALL) if "start-chat.js" in block]
    made = tmp_path_factory.mktemp("client")
    (made / "start-chat.js").write_text(code, "utf-8")
    (made / "main.js").write_text(STORAGE, "utf-8")
    (made / "package.json").write_text('{"type": "module"}', "utf-8")
    return made


@pytest.fixture
def run(folder: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    servers: list[Server] = []

    def start(answers: list[tuple[int, Any] | None], **kept: str) -> tuple[Any, dict[str, str], list[tuple[str, Any]]]:
        server = Server(answers)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        said = json.dumps([f"http://127.0.0.1:{server.server_address[1]}", {f"chat.{k}": v for k, v in kept.items()}])
        done = subprocess.run(
            [node(), "main.js", said], cwd=folder, capture_output=True, text=True, check=True, timeout=60
        )
        outcome, after = json.loads(done.stdout)
        assert server.answers == []
        return outcome, after, server.requests

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_it_keeps_the_way_back(run: Any) -> None:
    outcome, after, [(key, body)] = run([(200, STARTED)])
    assert outcome == {"ContactId": "c-1"}
    assert after == {"chat.signedContactId": "v1.new"}
    assert len(key) == 36
    assert body == {"ParticipantDetails": {"DisplayName": "Ann"}}


def test_it_continues_the_earlier_chat(run: Any) -> None:
    _, after, [(_, body)] = run([(200, STARTED)], signedContactId="v1.old")
    assert body["PersistentChat"] == {"SourceContactId": "v1.old"}
    assert after == {"chat.signedContactId": "v1.new"}


def test_it_repeats_with_the_same_key(run: Any) -> None:
    outcome, _, requests = run([(503, {}), (429, {}), (200, STARTED)])
    assert outcome == {"ContactId": "c-1"}
    assert len({key for key, _ in requests}) == 1
    assert all(body == requests[0][1] for _, body in requests)


def test_a_lost_connection_is_repeated_with_the_same_key(run: Any) -> None:
    outcome, _, requests = run([None, (200, STARTED)])
    assert outcome == {"ContactId": "c-1"}
    assert len({key for key, _ in requests}) == 1


def test_it_gives_up(run: Any) -> None:
    outcome, _, requests = run([(502, {})] * 4)
    assert outcome == {"message": "The chat can't be reached; try again later."}
    assert len(requests) == 4


def test_an_id_that_no_longer_counts_is_forgotten(run: Any) -> None:
    refusal = {"message": "m", "data": {"Error": {"code": "not-owner"}}}
    outcome, after, requests = run([(403, refusal), (200, STARTED)], signedContactId="v1.old")
    assert outcome == {"ContactId": "c-1"}
    assert after == {"chat.signedContactId": "v1.new"}
    assert "PersistentChat" not in requests[1][1]
    assert requests[0][0] != requests[1][0]


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (409, {"message": "m", "data": {"Error": {"code": "chat-not-ended"}}}, "chat-not-ended"),
        (401, {"message": "m"}, None),
    ],
)
def test_other_refusals_are_told(run: Any, status: int, body: Any, code: str | None) -> None:
    outcome, after, requests = run([(status, body)], signedContactId="v1.old")
    assert outcome == {"message": "m", "status": status} | ({"code": code} if code else {})
    assert after == {"chat.signedContactId": "v1.old"}
    assert len(requests) == 1
