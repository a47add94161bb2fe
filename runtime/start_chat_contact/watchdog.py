"""A bound on a whole call. Socket timeouts bound each read only: a response that drips could take for ever."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any, TypeVar

T = TypeVar("T")


class DeadlineExceeded(Exception):
    """The call did not end in time. It goes on in its thread, and nothing waits for it."""


def run_with_timeout(seconds: float, call: Callable[[], T]) -> T:
    """Return what ``call`` returns, or raise what it raises, unless it takes longer. Raises `DeadlineExceeded`."""
    done = Event()
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.extend((True, call()))
        except BaseException as error:  # handed over to the waiting thread, whatever it is
            outcome.extend((False, error))
        finally:
            done.set()

    Thread(target=run, daemon=True).start()
    if not done.wait(seconds):
        raise DeadlineExceeded
    succeeded, value = outcome
    if succeeded:
        result: T = value
        return result
    raise value
