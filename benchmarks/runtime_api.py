"""AWS Lambda's runtime API for one process of AWS's runtime client: it hands out one event and takes the response."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from benchmarks.sample import EVENT
from local.loopback import HOST
from local.web_server import WebServer


class RuntimeApi(WebServer):
    """Serves one process, as a context manager."""

    def __init__(self) -> None:
        self._responded = threading.Event()
        self._response: tuple[float, str, bytes] = (0.0, "", b"")
        routes = [
            Route("/2018-06-01/runtime/invocation/next", self._next),
            Route("/2018-06-01/runtime/{rest:path}", self._take, methods=["POST"]),
        ]
        super().__init__(lambda _: Starlette(routes=routes))

    async def _next(self, request: Request) -> Response:
        if self._responded.is_set():  # the process waits for a second event until it is ended
            await request.body()
            await request.receive()
        head = {
            "Lambda-Runtime-Aws-Request-Id": "request-1",
            "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 6000),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-2:444455556666:function:chat",
        }
        return JSONResponse(EVENT, headers=head)

    async def _take(self, request: Request) -> Response:
        self._response = (time.monotonic(), request.url.path, await request.body())
        self._responded.set()
        return JSONResponse({}, 202)

    def first_response(self, command: list[str], environment: dict[str, str]) -> dict[str, float]:
        """Start the process and return what it took until its response was here."""
        address = {"AWS_LAMBDA_RUNTIME_API": f"{HOST}:{self.port}"}
        begin = time.monotonic()
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
