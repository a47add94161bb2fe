"""Runs an ASGI application on loopback, in a thread of its own."""

from types import TracebackType
from typing import Any, Self

import uvicorn

from local.loopback import HOST, LoopThread, listen


class WebServer:
    """A web server, as a context manager. Its address is known before it answers.

    Args:
        app: the ASGI application.
        port: port on 127.0.0.1. Default: - a free one

    Raises:
        OSError: when the port is in use.
    """

    def __init__(self, app: Any, port: int = 0) -> None:
        self._socket = listen(port)
        self.url = f"http://{HOST}:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = LoopThread(lambda: self._server.serve(sockets=[self._socket]), "web-server")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
