"""Virtual time: what would take hours happens in the order of its moments, as fast as the machine can.

Each request is a greenlet. Code that sleeps hands over to whatever is due next, so that the function's own code runs
unchanged; it only gets another clock.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from greenlet import getcurrent, greenlet
from start_chat_contact import endpoint, log, retry

_BEGIN = 1_800_000_000.0
"""Seconds since 1970: any moment will do."""


class Simulation:
    """A clock, and what is to happen when."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Callable[..., Any], tuple[Any, ...]]] = []
        self._order = itertools.count()
        self._hub = getcurrent()

    def clock(self) -> float:
        """The time of day, in seconds since 1970."""
        return _BEGIN + self.now

    def at(self, moment: float, call: Callable[..., Any], *arguments: Any) -> None:
        """Call something that doesn't sleep, at a moment in seconds from the beginning."""
        heapq.heappush(self._due, (moment, next(self._order), call, arguments))

    def start(self, moment: float, call: Callable[..., Any], *arguments: Any) -> None:
        """Call something that may sleep."""
        self.at(moment, greenlet(call, self._hub).switch, *arguments)

    def sleep(self, seconds: float) -> None:
        """Let time pass for whoever calls."""
        self.at(self.now + seconds, getcurrent().switch)
        self._hub.switch()

    def run(self, until: float) -> None:
        """Let everything happen that is due before a moment."""
        while self._due and self._due[0][0] < until:
            self.now, _, call, arguments = heapq.heappop(self._due)
            call(*arguments)
        self.now = until


@contextmanager
def function_in(simulation: Simulation, chance: random.Random, logged: Callable[[log.Entry], None]) -> Iterator[None]:
    """Let the function's code run in virtual time, and hand over what it logs.

    The limit on a whole call is left out: it needs a thread for each call, and here no call hangs.
    """
    attempts = partial(retry.Attempts, clock=simulation.clock, sleep=simulation.sleep, jitter=chance.uniform)
    with ExitStack() as patches:
        for module, name, replacement in (
            (endpoint, "Attempts", attempts),
            (endpoint, "time", SimpleNamespace(monotonic=simulation.clock)),
            (retry, "run_with_timeout", lambda seconds, call: call()),
            (log, "write", logged),
        ):
            patches.enter_context(patch.object(module, name, replacement))
        yield
