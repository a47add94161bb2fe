"""Amazon Connect for cold starts: every start succeeds at once, so that only the client's own work is measured."""

import contextlib
import json
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local import loopback

_STARTED = json.dumps({"ContactId": "c" * 36, "ParticipantId": "p" * 36, "ParticipantToken": "t" * 400}).encode()


def serving() -> AbstractContextManager[ThreadingHTTPServer]:
    """Serve on a free port of loopback until the end of the context."""
    return loopback.serving(ThreadingHTTPServer((loopback.HOST, 0), _Handler))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a response over TLS waits 40 ms for an acknowledgement

    def handle(self) -> None:
        with contextlib.suppress(ConnectionResetError):  # a process that ends with the first response
            super().handle()

    def do_GET(self) -> None:
        self._respond(404, b"{}")

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._respond(200, _STARTED)

    def _respond(self, status: int, body: bytes) -> None:
        head = f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)  # in one write, so that no part waits for another

    def log_message(self, *_: Any) -> None:
        pass
