"""What a server on loopback needs: a listening socket, and an event loop in a thread of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from typing import TypeVar

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
