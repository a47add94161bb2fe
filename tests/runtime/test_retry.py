"""When Connect is called again, on a clock that the test moves."""

import threading
import time
from dataclasses import dataclass, field

import pytest
from start_chat_contact.errors import ChatCapacity, Throttled, UpstreamError, UpstreamTimeout
from start_chat_contact.retry import THROTTLED, UNSTEADY, AttemptFailed, Attempts, Backoff, Budget

from tests.support.endpoints import LIMITS


@dataclass
class Clock:
    """Time that passes when somebody sleeps or a call takes some."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def _attempts(clock: Clock, budget: Budget | None = None, jitter: float = 1.0) -> Attempts:
    """Attempts that wait ``jitter`` of the longest wait."""
    return Attempts(
        LIMITS,
        clock.now + LIMITS.time_budget,
        budget or Budget(),
        clock=lambda: clock.now,
        sleep=clock.sleep,
        jitter=lambda low, high: low + (high - low) * jitter,
    )


def _failing(backoff: Backoff | None, times: int, clock: Clock | None = None, takes: float = 0.0) -> "Call":
    return Call(backoff, times, clock or Clock(), takes)


@dataclass
class Call:
    """Fails some times, then succeeds."""

    backoff: Backoff | None
    failures: int
    clock: Clock
    takes: float
    made: int = 0

    def __call__(self) -> str:
        self.made += 1
        self.clock.now += self.takes
        if self.made <= self.failures:
            raise AttemptFailed(Throttled() if self.backoff is THROTTLED else UpstreamError(), self.backoff)
        return "started"


def test_a_success_is_one_call() -> None:
    clock, call = Clock(), _failing(THROTTLED, 0)
    attempts = _attempts(clock)
    assert attempts.run(call) == "started"
    assert (attempts.made, call.made, clock.slept) == (1, 1, [])


@pytest.mark.parametrize(("backoff", "waits"), [(THROTTLED, [0.3, 0.6, 1.2]), (UNSTEADY, [0.05, 0.1, 0.2])])
def test_the_longest_waits_double(backoff: Backoff, waits: list[float]) -> None:
    clock = Clock()
    assert _attempts(clock).run(_failing(backoff, 3)) == "started"
    assert clock.slept == pytest.approx(waits)


def test_waits_are_jittered_from_nothing() -> None:
    clock = Clock()
    _attempts(clock, jitter=0.0).run(_failing(THROTTLED, 3))
    assert clock.slept == [0.0, 0.0, 0.0]


def test_waits_have_a_cap() -> None:
    clock = Clock()
    attempts = _attempts(clock)
    attempts.made = 3
    attempts.limits = type(LIMITS)(time_budget=60, connect_timeout=1, read_timeout=3, attempts=9)
    attempts.deadline = clock.now + 60
    attempts.run(_failing(THROTTLED, 3))
    assert clock.slept == pytest.approx([2.0, 2.0, 2.0])


def test_four_attempts_are_the_most() -> None:
    call = _failing(THROTTLED, 9)
    with pytest.raises(Throttled, match=r"^Too many chats are being started; try again in a moment$"):
        _attempts(Clock()).run(call)
    assert call.made == 4


def test_a_failure_that_repeating_cannot_fix_is_not_repeated() -> None:
    calls = []

    def full() -> None:
        calls.append(1)
        raise AttemptFailed(ChatCapacity(), None)

    with pytest.raises(ChatCapacity):
        _attempts(Clock()).run(full)
    assert len(calls) == 1


def test_no_attempt_begins_that_could_not_end_in_time() -> None:
    clock = Clock()
    call = _failing(UNSTEADY, 9, clock, takes=LIMITS.read_timeout)  # each hangs
    with pytest.raises(UpstreamError):
        _attempts(clock).run(call)
    assert call.made == 2
    assert clock.now - 100 < LIMITS.time_budget


def test_no_time_left_is_a_timeout_without_a_call() -> None:
    clock = Clock()
    attempts = _attempts(clock)
    clock.now += LIMITS.time_budget
    call = _failing(None, 0)
    with pytest.raises(UpstreamTimeout):
        attempts.run(call)
    assert (call.made, attempts.made) == (0, 0)


def test_the_budget_ends_retries_and_successes_give_a_part_of_one_back() -> None:
    budget = Budget()
    made = []
    for _ in range(4):
        call = _failing(THROTTLED, 9)
        with pytest.raises(Throttled):
            _attempts(Clock(), budget).run(call)
        made.append(call.made)
    assert made == [4, 3, 1, 1]  # five retries in all
    _attempts(Clock(), budget).run(_failing(None, 0))
    assert not budget.take()
    _attempts(Clock(), budget).run(_failing(None, 0))
    assert budget.take()
    assert not budget.take()


def test_the_budget_has_a_top() -> None:
    budget = Budget()
    for _ in range(100):
        budget.refund()
    assert [budget.take() for _ in range(21)] == [True] * 20 + [False]


def test_a_call_that_hangs_is_left_at_the_deadline() -> None:
    release = threading.Event()
    begun = time.monotonic()
    attempts = Attempts(LIMITS, begun + 0.2, Budget())
    with pytest.raises(
        UpstreamTimeout, match=r"^The chat service did not answer in time; try again with the same key$"
    ):
        attempts.run(lambda: release.wait(5))
    assert 0.2 <= time.monotonic() - begun < 2.0
    release.set()
