"""A time limit on a whole call. Socket timeouts limit each read only: a response that drips could take for ever.

Nothing waits for a call that exceeds its limit, and its connections are shut down, so that its thread ends as well.
"""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread, local
from typing import Any, TypeVar

T = TypeVar("T")


class DeadlineExceeded(Exception):
    """The call did not end in time."""


def run_with_timeout(seconds: float, call: Callable[[], T]) -> T:
    """Return what ``call`` returns, or raise what it raises, unless it takes longer. Raises `DeadlineExceeded`."""
    running = _Call(call)
    try:
        worker = _idle.pop()
    except IndexError:
        worker = _Worker()
    worker.begin(running)
    if not running.done.acquire(timeout=seconds) and running.give_up():
        raise DeadlineExceeded  # the worker ends with the call
    _idle.append(worker)
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


class _Worker(Thread):
    """A thread that makes one call after another: starting one for each would be most of a request's own work."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._call: _Call | None = None
        self._has_call = Lock()
        self._has_call.acquire()
        self.start()

    def begin(self, call: "_Call") -> None:
        self._call = call
        self._has_call.release()

    def run(self) -> None:
        is_late = False
        while not is_late:
            self._has_call.acquire()
            call, self._call = self._call, None
            assert call
            is_late = call.run()
            del call  # an idle worker keeps nothing of a request


class _Call:
    """A call, and the connections that it uses."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.done = Lock()
        """Held until the call has ended."""
        self.done.acquire()
        self.outcome: tuple[bool, Any] = _NOTHING
        self._call = call
        self._connections: list[socket.socket] = []
        self._is_late = False
        self._has_ended = False
        self._lock = Lock()

    def run(self) -> bool:
        """Make the call; whether it was given up meanwhile."""
        _thread.call = self
        try:
            self.outcome = (True, self._call())
        except BaseException as error:  # handed over to the waiting thread, whatever it is
            self.outcome = (False, error)
        _thread.call = None
        with self._lock:
            self._has_ended = True
            while self._connections:
                self._connections.pop().close()
        is_late = self._is_late
        self.done.release()
        return is_late

    def use(self, connection: socket.socket) -> None:
        with self._lock:
            # A descriptor of its own: the connection's may be closed at any moment, and its number taken by another.
            self._connections.append(socket.socket(fileno=os.dup(connection.fileno())))
            if self._is_late:
                self._shut_down()

    def give_up(self) -> bool:
        """Shut its connections down; False if it has ended at the last moment."""
        with self._lock:
            self._is_late = not self._has_ended
            self._shut_down()
            return self._is_late

    def _shut_down(self) -> None:
        for connection in self._connections:
            with suppress(OSError):  # the other side has closed it already
                connection.shutdown(socket.SHUT_RDWR)


_idle: list[_Worker] = []
_NOTHING = (False, None)
_thread = local()
