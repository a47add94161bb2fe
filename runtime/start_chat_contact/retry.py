"""Decides when to call Connect again: within a deadline, with full jitter, and without prolonging an overload."""

import random
import time
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple, TypeVar

from .errors import ChatError, UpstreamTimeout
from .plan import Limits
from .watchdog import DeadlineExceeded, run_with_timeout

T = TypeVar("T")

_FIRST = 5.0
"""Retries that a new environment may make before its first success."""
_MOST = 20.0
"""The most retries that an environment can save up."""
_REFUND = 0.6
"""Retries that each success gives back."""


class Backoff(NamedTuple):
    """Full jitter: a random wait of up to ``base`` seconds, doubled with each attempt, but never more than ``cap``."""

    base: float
    cap: float


THROTTLED = Backoff(0.3, 2.0)
UNSTEADY = Backoff(0.05, 0.5)


class AttemptFailed(Exception):
    """An attempt failed with ``error``. ``backoff`` is the wait before a retry; None if a retry doesn't help."""

    def __init__(self, error: ChatError, backoff: Backoff | None) -> None:
        super().__init__(error.code)
        self.error = error
        self.backoff = backoff


class Budget:
    """The retries that this environment may still make. A retry takes a token; a success gives a part of a token back.

    While most calls succeed, the tokens don't run out. When Connect is overloaded they do, and the environment stops
    retrying, because retries would prolong the overload. A new environment has few tokens: an overload often starts
    many environments, and their retries add up.
    """

    def __init__(self) -> None:
        self.tokens = _FIRST
        self._lock = Lock()

    def take(self) -> bool:
        """Take a token. Return False if there is none."""
        with self._lock:
            if self.tokens < 1:
                return False
            self.tokens -= 1
            return True

    def refund(self) -> None:
        """Give a part of a token back after a success."""
        with self._lock:
            self.tokens = min(_MOST, self.tokens + _REFUND)


class Attempts:
    """Makes the calls to a service for one request, and counts them for the log.

    ``deadline`` is the time on ``clock`` by which the response is due.
    """

    def __init__(
        self,
        limits: Limits,
        deadline: float,
        budget: Budget,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.limits = limits
        self.deadline = deadline
        self.budget = budget
        self.clock = clock
        self.sleep = sleep
        self.jitter = jitter
        self.made = 0

    def run(self, call: Callable[[], T]) -> T:
        """Return what ``call`` returns. Retry as often as the time, the budget and the kind of failure allow.

        If an attempt fails, ``call`` must raise `AttemptFailed`. Raises the error of the last attempt, or
        `UpstreamTimeout` at the deadline.
        """
        while True:
            left = self.deadline - self.clock()
            if left <= 0:
                raise UpstreamTimeout
            self.made += 1
            try:
                result = run_with_timeout(left, call)
            except DeadlineExceeded:
                raise UpstreamTimeout from None
            except AttemptFailed as failed:
                wait = self._wait(failed)
                if wait is None:
                    raise failed.error from None
                self.sleep(wait)
            else:
                self.budget.refund()
                return result

    def _wait(self, failed: AttemptFailed) -> float | None:
        """Return the seconds to wait before the next attempt, or None to give up."""
        if failed.backoff is None or self.made >= self.limits.attempts:
            return None
        wait = self.jitter(0.0, min(failed.backoff.cap, failed.backoff.base * 2 ** (self.made - 1)))
        if self.clock() + wait + self.limits.read_timeout > self.deadline or not self.budget.take():
            return None
        return wait
