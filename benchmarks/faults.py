"""What the function makes of an Amazon Connect and an AWS Secrets Manager that fail: a table.

The exit code is 1 when a goal is missed.

    python -m benchmarks.faults
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.connect_faults import (
    always,
    exactly_one_chat,
    kill_after_commit,
    nothing_left,
    overload,
    quota_exhausted,
    run,
)
from benchmarks.outcome import HEAD, IN_TIME, Outcome, row
from benchmarks.secret_faults import cold_starts, rotation

SHAKY = ("hang", "drip", "truncated", "reset", "html-200", "empty-200", "no-participant-token", "html-502", "text-503")
"""Faults that leave no way to start a chat."""
THROTTLED = {"TooManyRequestsException": 0.2, "ThrottlingException": 0.1}
FAILING = {"InternalServiceException": 0.2, "ServiceUnavailableException": 0.1}
WITHOUT_A_CHAT = {"empty-200": 0.1, "html-200": 0.1, "truncated": 0.1}


def all_scenarios() -> Iterator[Outcome]:
    """Every scenario at full length, one after the other."""
    outcome = run("30 % throttled", THROTTLED, 2000, 8)
    _require_success(outcome, 0.985)
    outcome.require(outcome.calls_per_request <= 1.5, "at most 1.5 calls a request")
    outcome.require(outcome.quantile(0.99) < 2.5, "p99 under 2.5 s")
    yield outcome

    outcome = run("10 % throttled", {"TooManyRequestsException": 0.1}, 2000, 8)
    _require_success(outcome, 0.999)
    yield outcome

    for name, faults in (("30 % of 500 and 503", FAILING), ("30 % of 200 without a chat", WITHOUT_A_CHAT)):
        outcome = run(name, faults, 2000, 8)
        _require_success(outcome, 0.985)
        outcome.require(outcome.calls_per_request <= 1.55, "at most 1.55 calls a request")
        yield outcome

    outcome = overload(15, 60, most=20)
    outcome.require(outcome.statuses[200] >= 4.5 * outcome.took, "at least 4.5 chats a second")
    outcome.require(outcome.calls_per_request <= 1.3, "at most 1.3 calls a request")
    outcome.require(set(outcome.codes) <= {"started", "throttled"}, "throttled or started")
    yield outcome

    yield quota_exhausted(500, 4)
    yield exactly_one_chat("30 % commit, then reset", {"commit-reset": 0.3}, 2000, 8)
    yield exactly_one_chat("30 % commit, then hang", {"commit-hang": 0.3}, 2000, 32)
    yield kill_after_commit(200)

    with ThreadPoolExecutor(len(SHAKY)) as threads:
        for fault, outcome in zip(SHAKY, threads.map(lambda fault: always(fault, 8, 2), SHAKY), strict=True):
            outcome.require(fault == "drip" or outcome.calls_per_request >= 2, "a second attempt")
            yield outcome

    yield nothing_left(4000, 10)

    outcome = cold_starts(1000)
    _require_success(outcome, 0.99)
    yield outcome

    outcome = rotation(500, forged=0.0)
    _require_success(outcome, 1.0)
    yield outcome
    yield rotation(500, forged=0.3)


def _require_success(outcome: Outcome, share: float) -> None:
    outcome.require(outcome.started >= share, f"at least {share:.1%} started")


def report(outcomes: Iterable[Outcome]) -> int:
    """Print the table as it comes; 1 when a goal was missed."""
    print("calls: of Connect, for each request; p50, p99: seconds to the response; twice: second chats for one key;")
    print("lost: answered chats that Connect does not know; leaks: secrets in the logs, all loggers at DEBUG\n")
    print(HEAD, flush=True)
    missed = 0
    for outcome in outcomes:
        outcome.require(outcome.leaked == 0, "no secret in a log")
        outcome.require(outcome.late == 0, f"every response within {IN_TIME} s")
        missed += len(outcome.missed)
        print(row(outcome), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(report(all_scenarios()))
