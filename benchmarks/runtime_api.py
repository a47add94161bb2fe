"""AWS Lambda's runtime API for one process of AWS's runtime client: it hands out one event and takes the response."""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.sample import EVENT


class RuntimeApi:
    """Serves between entry and exit."""

    def __init__(self) -> None:
        self._responded = threading.Event()
        self._response: tuple[float, str, bytes] = (0.0, "", b"")
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                if api._responded.is_set():  # the process waits for a second event until it is ended
                    time.sleep(60)
                    return
                self._send(200, json.dumps(EVENT).encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                api._response = (time.monotonic(), self.path, body)
                api._responded.set()
                self._send(202, b"{}")

            def _send(self, status: int, body: bytes) -> None:
                head = [
                    f"HTTP/1.1 {status} x",
                    "Content-Type: application/json",
                    f"Content-Length: {len(body)}",
                    "Lambda-Runtime-Aws-Request-Id: request-1",
                    f"Lambda-Runtime-Deadline-Ms: {int(time.time() * 1000) + 6000}",
                    "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-2:444455556666:function:chat",
                ]
                self.wfile.write("\r\n".join([*head, "", ""]).encode() + body)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()

    def first_response(self, command: list[str], environment: dict[str, str], begin: float) -> dict[str, float]:
        """Start the process and return what it took until its response was here."""
        address = {"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._server.server_port}"}
        with subprocess.Popen(command, env=environment | address, stdout=subprocess.DEVNULL) as process:
            try:
                if not self._responded.wait(60):
                    raise RuntimeError("no response within a minute")
                at, path, body = self._response
                if not path.endswith("/response"):
                    raise RuntimeError(f"{path}: {body.decode()}")
                status = Path("/proc", str(process.pid), "status").read_text()
                ticks = Path("/proc", str(process.pid), "stat").read_text().rpartition(")")[2].split()
            finally:
                process.kill()
        [size] = re.findall(r"VmHWM:\s+(\d+)", status)
        return {"first": at - begin, "first CPU": (int(ticks[11]) + int(ticks[12])) / 100, "size": int(size)}
