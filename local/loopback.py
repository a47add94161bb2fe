"""What a server on loopback needs: a listening socket, and an event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import concurrent.futures
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import TypeVar

T = TypeVar("T")

HOST = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """A socket that listens on ``port`` of 127.0.0.1, or with 0 on a free one.

    Raises:
        OSError: when the port is in use.
    """
    # The protocol is named because asyncio sets TCP_NODELAY only then; without it each answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise OSError(error.errno, f"port {port} on {HOST} is in use; give another, or 0 for a free one") from error
    listener.listen(128)
    return listener


class LoopThread:
    """Runs ``main`` on an event loop in a thread of its own, until it returns; then cancels what is left."""

    def __init__(self, main: Callable[[], Coroutine[object, object, None]], name: str) -> None:
        self._main = main
        self._loop: concurrent.futures.Future[asyncio.AbstractEventLoop] = concurrent.futures.Future()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def join(self) -> None:
        """Waits for the thread's end."""
        self._thread.join()

    def call(self, action: Callable[[], T]) -> T:
        """The result of ``action``, called on the loop while it runs: so what the loop's code uses is safe to touch.

        Before and after, nobody else uses it, and ``action`` is called at once.
        """
        if not self._thread.is_alive():
            return action()

        async def act() -> T:
            return action()

        return asyncio.run_coroutine_threadsafe(act(), self._loop.result()).result()

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            self._loop.set_result(runner.get_loop())
            runner.run(self._main())
