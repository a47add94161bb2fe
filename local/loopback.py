"""Servers on loopback: on an event loop in a thread of their own, or the standard library's in a thread."""

from __future__ import annotations

import asyncio
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from types import TracebackType
from typing import Self, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal

T = TypeVar("T")
S = TypeVar("S", bound=BaseServer)

HOST = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """A socket that listens on ``port`` of 127.0.0.1, or with 0 on a free one.

    Raises:
        OSError: when the port is in use.
    """
    # The protocol is named because asyncio sets TCP_NODELAY only then; without it each response takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise OSError(error.errno, f"port {port} on {HOST} is in use; give another, or 0 for a free one") from error
    listener.listen(128)
    return listener


@contextmanager
def serving(server: S) -> Iterator[S]:
    """Run a server of the standard library in a thread of its own until the end of the context, then close it."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class LoopThread:
    """Runs ``main`` on an event loop in a thread of its own, until it returns; then cancels what is left."""

    def __init__(self, main: Callable[[], Awaitable[object]], name: str) -> None:
        self._main = main
        self._starting = start_blocking_portal(name=name)
        self._portal: BlockingPortal | None = None

    def start(self) -> None:
        """Start the thread."""
        self._portal = self._starting.__enter__()
        self._running = self._portal.start_task_soon(self._main)

    def join(self) -> None:
        """Wait for the end of ``main``, then end the thread."""
        self._running.result()
        self._portal = None
        self._starting.__exit__(None, None, None)

    def call(self, action: Callable[[], T]) -> T:
        """Return the result of ``action``, called on the loop while it runs, where touching its objects is safe.

        Before and after, nothing else uses it, and ``action`` is called at once.
        """
        return action() if self._portal is None else self._portal.call(action)


class LoopServer(ABC):
    """A server on an event loop in a thread of its own, as a context manager.

    Args:
        port: port on 127.0.0.1. Default: - a free one

    Attributes:
        port: its port, known before it responds.
        url: its address.

    Raises:
        OSError: when the port is in use.
    """

    def __init__(self, port: int = 0) -> None:
        self._socket = listen(port)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        self._thread = LoopThread(self._serve, type(self).__name__)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.call(self._stop)
        self._thread.join()
        self._socket.close()

    @abstractmethod
    async def _serve(self) -> None:
        """Serve on the socket until `_stop` is called."""

    @abstractmethod
    def _stop(self) -> None:
        """Have `_serve` return; called on the loop."""


class ConnectionServer(LoopServer):
    """A server that hands each connection to `_connection`."""

    def __init__(self) -> None:
        super().__init__()
        self._stopped = asyncio.Event()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connection, sock=self._socket)
        await self._stopped.wait()
        server.close()

    def _stop(self) -> None:
        self._stopped.set()

    @abstractmethod
    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None: ...
