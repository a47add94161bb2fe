"""Runs an ASGI application on loopback, in a thread of its own."""

from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal, Self

import uvicorn

from local.loopback import HOST, LoopThread, listen


class WebServer:
    """A web server, as a context manager. Its address is known before it responds.

    Args:
        app: makes the ASGI application for the server's URL.
        port: port on 127.0.0.1. Default: - a free one
        ws: uvicorn's WebSocket protocol. Default: "none"

    Raises:
        OSError: when the port is in use.
    """

    def __init__(
        self, app: Callable[[str], Any], port: int = 0, *, ws: Literal["none", "websockets-sansio"] = "none"
    ) -> None:
        self._socket = listen(port)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        self._server = uvicorn.Server(
            uvicorn.Config(
                app(self.url),
                http="h11",
                ws=ws,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=60,
                timeout_graceful_shutdown=1,
            )
        )
        self._server.config.load()  # here, so that a fault of the application is raised here
        self._thread = LoopThread(self._serve, type(self).__name__)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    async def _serve(self) -> None:
        await self._server.serve(sockets=[self._socket])
