"""When to call Connect again: inside a deadline, with full jitter, and never so often that overload feeds itself."""

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
"""The most retries that an environment saves up."""
_REFUND = 0.6
"""Retries that each success gives back."""


class Backoff(NamedTuple):
    """Full jitter: a random wait of up to ``base`` seconds, doubled by each attempt, never over ``cap``."""

    base: float
    cap: float


THROTTLED = Backoff(0.3, 2.0)
UNSTEADY = Backoff(0.05, 0.5)


class AttemptFailed(Exception):
    """An attempt that ended in ``error``; ``backoff``: the wait before the next one, None if none would help."""

    def __init__(self, error: ChatError, backoff: Backoff | None) -> None:
        super().__init__(error.code)
        self.error = error
        self.backoff = backoff


class Budget:
    """Retries that this environment may still make: each costs a token, each success gives a part of one back.

    While most calls succeed it never runs out; when Connect is overloaded it ends the retries, which would keep it so.
    A new environment has few: it is often overload that calls for it, and its tokens add up with those of the others.
    """

    def __init__(self) -> None:
        self.tokens = _FIRST
        self._lock = Lock()

    def take(self) -> bool:
        """Take a token; False when there is none."""
        with self._lock:
            if self.tokens < 1:
                return False
            self.tokens -= 1
            return True

    def refund(self) -> None:
        """Give back for a success."""
        with self._lock:
            self.tokens = min(_MOST, self.tokens + _REFUND)


class Attempts:
    """Calls of Connect for one request, counted for the log.

    ``deadline`` is the instant by which the response is due, on ``clock``.
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
        """Return what ``call`` returns, after as many attempts as time, budget and the kind of failure allow.

        ``call`` raises `AttemptFailed`. Raises the error of the last attempt.
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
        """Seconds to wait before the next attempt; None when there is to be none."""
        if failed.backoff is None or self.made >= self.limits.attempts:
            return None
        wait = self.jitter(0.0, min(failed.backoff.cap, failed.backoff.base * 2 ** (self.made - 1)))
        if self.clock() + wait + self.limits.read_timeout > self.deadline or not self.budget.take():
            return None
        return wait
