"""A time limit on a whole call. Socket timeouts limit each read only: a response that drips could take for ever.

Nothing waits for a call that exceeds its limit, and its connections are shut down, so that its thread ends as well.
"""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread, local
from typing import Any, TypeVar

T = TypeVar("T")


class DeadlineExceeded(Exception):
    """The call did not end in time."""


def run_with_timeout(seconds: float, call: Callable[[], T]) -> T:
    """Return what ``call`` returns, or raise what it raises, unless it takes longer. Raises `DeadlineExceeded`."""
    running = _Call(call)
    Thread(target=running.run, daemon=True).start()
    if not running.done.wait(seconds):
        running.abort()
        raise DeadlineExceeded
    (succeeded, value), running.outcome = running.outcome, _NOTHING  # else an error and its own frames form a circle
    if succeeded:
        result: T = value
        return result
    raise value


def shut_down_when_late(connection: socket.socket) -> None:
    """Shut a connection down when the call that runs in this thread exceeds its limit; at once when it has."""
    call: _Call | None = getattr(_thread, "call", None)
    if call is not None:
        call.use(connection)


class _Call:
    """A call in a thread of its own, and the connections that it uses."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.done = Event()
        self.outcome: tuple[bool, Any] = _NOTHING
        self._call = call
        self._connections: list[socket.socket] = []
        self._late = False
        self._lock = Lock()

    def run(self) -> None:
        _thread.call = self
        try:
            self.outcome = (True, self._call())
        except BaseException as error:  # handed over to the waiting thread, whatever it is
            self.outcome = (False, error)
        with self._lock:
            while self._connections:
                self._connections.pop().close()
        self.done.set()

    def use(self, connection: socket.socket) -> None:
        with self._lock:
            # A descriptor of its own: the connection's may be closed at any moment, and its number taken by another.
            self._connections.append(socket.socket(fileno=os.dup(connection.fileno())))
        if self._late:
            self.abort()

    def abort(self) -> None:
        self._late = True
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # the other side has closed it already
                    connection.shutdown(socket.SHUT_RDWR)


_NOTHING = (False, None)
_thread = local()
