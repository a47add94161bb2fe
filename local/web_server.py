"""Runs an ASGI application on loopback, in a thread of its own."""

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Literal

import uvicorn

from local.loopback import LoopServer


class WebServer(LoopServer):
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
        super().__init__(port)
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

    async def _serve(self) -> None:
        await self._server.serve(sockets=[self._socket])

    def _stop(self) -> None:
        self._server.should_exit = True


def until_interrupted(server: AbstractContextManager[object], greeting: str) -> None:
    """Run a server, and print the greeting once it serves, until this process is interrupted or terminated."""
    signals = (signal.SIGINT, signal.SIGTERM)
    # Blocked before the server's thread starts, so that it inherits the mask and sigwait receives them here.
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    with server:
        print(greeting, flush=True)
        signal.sigwait(signals)
