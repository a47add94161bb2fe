"""Limits the time of a whole call. Socket timeouts limit only each read: a slow stream of bytes could go on for ever.

When a call exceeds its limit, nothing waits for it any longer, and its connections are shut down, so that its thread
ends, too.
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
    """Return what ``call`` returns, or raise what it raises. Raises `DeadlineExceeded` after ``seconds``."""
    running = _Call(call)
    try:
        worker = _idle.pop()
    except IndexError:
        worker = _Worker()
    worker.begin(running)
    if not running.done.acquire(timeout=seconds) and running.give_up():
        raise DeadlineExceeded  # the worker ends when the call ends
    _idle.append(worker)
    # An error and its frames must not form a cycle, which would keep the request until the next collection of garbage.
    (succeeded, value), running.outcome = running.outcome, _NOTHING
    if succeeded:
        result: T = value
        return result
    try:
        raise value
    finally:
        del value


def shut_down_when_late(connection: socket.socket) -> None:
    """Shut a connection down when the call in this thread exceeds its limit, or at once if it already has."""
    call: _Call | None = getattr(_thread, "call", None)
    if call is not None:
        call.use(connection)


class _Worker(Thread):
    """A thread that makes one call after another. Starting a thread for each call would be most of a request's work."""

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
            del call  # an idle worker must not keep anything of a request


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
        """Make the call. Return whether it was given up meanwhile."""
        _thread.call = self
        try:
            self.outcome = (True, self._call())
        except BaseException as error:  # passed to the waiting thread, whatever it is
            self.outcome = (False, error)
        _thread.call = None
        with self._lock:
            self._has_ended = True
            while self._connections:
                with suppress(OSError):  # a thread that ended here would leave the next call waiting
                    self._connections.pop().close()
        is_late = self._is_late
        self.done.release()
        return is_late

    def use(self, connection: socket.socket) -> None:
        with self._lock:
            # A copy of the descriptor, because the original may be closed at any moment, and its number used again.
            self._connections.append(socket.socket(fileno=os.dup(connection.fileno())))
            if self._is_late:
                self._shut_down()

    def give_up(self) -> bool:
        """Give the call up and shut its connections down. Return False if the call has just ended."""
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
