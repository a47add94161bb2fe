"""A service on loopback that answers `StartChatContact` from the cases and keeps what came over the wire."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from local import loopback
from tests.support.sdk_calls import ANSWERS, OK, Answer


class Received(NamedTuple):
    """A request as it came."""

    connection: tuple[str, int]
    method: str
    path: str
    headers: dict[str, str]
    body: str


class Service(ThreadingHTTPServer):
    """Answers by the ``ClientToken`` of a request, which names an answer; `received` is everything so far."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((loopback.HOST, 0), _Handler)
        self.received: list[Received] = []

    @property
    def url(self) -> str:
        return f"http://{loopback.HOST}:{self.server_port}"


def serving() -> AbstractContextManager[Service]:
    return loopback.serving(Service())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else an answer over TLS waits 40 ms for an acknowledgement
    server: Service

    def do_GET(self) -> None:
        self._keep("")
        self._send(Answer(404, b"{}", {}))

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._keep(body)
        self._send(ANSWERS.get(json.loads(body)["ClientToken"], OK))

    def _keep(self, body: str) -> None:
        self.server.received.append(
            Received(self.client_address, self.command, self.path, dict(self.headers.items()), body)
        )

    def _send(self, answer: Answer) -> None:
        head = [f"HTTP/1.1 {answer.status} x", *(f"{name}: {value}" for name, value in answer.headers.items())]
        head.append(f"content-length: {len(answer.body)}")
        self.wfile.write("\r\n".join([*head, "", ""]).encode() + answer.body)

    def log_message(self, *_: Any) -> None:
        pass
