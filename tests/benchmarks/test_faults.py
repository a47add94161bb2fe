"""The function before a faulty Connect: the scenarios of ``make faults``, shortened.

The long series run in this process and skip the waits between attempts; what hangs, drips or is killed is real.
"""

import json
import math
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from start_chat_contact import endpoint as endpoint_module
from start_chat_contact.connect_client import create_client
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.plan import parse
from start_chat_contact.retry import Attempts

from benchmarks.connect_faults import always, exactly_one_chat, kill_after_commit, nothing_left, quota_exhausted
from benchmarks.events import event, plan
from benchmarks.faults import SHAKY
from benchmarks.outcome import Outcome
from benchmarks.secret_faults import cold_starts, rotation
from constructs_lib import defaults
from local.connect import ConnectStandIn
from local.faults import FAULTS, TELLING_TEXT, FaultProxy
from tests.support.endpoints import ask


class Series:
    """Requests to one endpoint before a faulty Connect, one after the other."""

    def __init__(self, faults: Mapping[str, float], requests: int, patch: pytest.MonkeyPatch) -> None:
        self.statuses: list[int] = []
        self.waits: list[float] = []
        self.attempts = 0
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "example")
        patch.setenv("AWS_REGION", "us-east-1")
        patch.setattr(endpoint_module, "Attempts", partial(Attempts, clock=self._clock, sleep=self._sleep))
        with ConnectStandIn() as connect, FaultProxy(connect.url, faults, seed=1) as proxy:
            patch.setenv("AWS_ENDPOINT_URL_CONNECT", proxy.url)
            asked = Endpoint(parse(plan()), create_client())
            for _ in range(requests):
                self.waits.append(0.0)
                answer, log = ask(asked, event(str(uuid.uuid4())))
                self.statuses.append(answer["statusCode"])
                self.attempts += json.loads(log)["Attempts"]

    def _clock(self) -> float:
        return time.monotonic() + self.waits[-1]

    def _sleep(self, seconds: float) -> None:
        self.waits[-1] += seconds

    @property
    def started(self) -> float:
        """The share of requests that started a chat."""
        return self.statuses.count(200) / len(self.statuses)

    @property
    def calls_per_request(self) -> float:
        """Calls of Connect for each request."""
        return self.attempts / len(self.statuses)


def test_at_30_percent_throttling_nearly_every_chat_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    series = Series({"TooManyRequestsException": 0.2, "ThrottlingException": 0.1}, 1000, monkeypatch)
    assert series.started >= 0.985
    assert 1.3 < series.calls_per_request <= 1.5
    assert sorted(series.waits)[math.ceil(0.99 * len(series.waits)) - 1] < 2.5
    assert set(series.statuses) <= {200, 429}


def test_at_10_percent_throttling_no_caller_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Series({"TooManyRequestsException": 0.1}, 500, monkeypatch).started >= 0.999


def test_at_30_percent_responses_without_a_chat_nearly_every_chat_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    series = Series({"empty-200": 0.1, "html-200": 0.1, "truncated": 0.1}, 500, monkeypatch)
    assert series.started >= 0.985
    assert set(series.statuses) <= {200, 502}


def test_at_30_percent_errors_nearly_every_chat_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    series = Series({"InternalServiceException": 0.2, "ServiceUnavailableException": 0.1}, 500, monkeypatch)
    assert series.started >= 0.985
    assert set(series.statuses) <= {200, 502}


def test_when_everything_is_throttled_retries_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    series = Series({"TooManyRequestsException": 1.0}, 200, monkeypatch)
    assert set(series.statuses) == {429}
    assert series.attempts == 200 + 5


def _judge(outcome: Outcome) -> None:
    assert outcome.missed == []
    assert outcome.leaked == 0
    assert outcome.logs or outcome.name.startswith("4 environments")


def test_a_full_quota_is_one_call_each() -> None:
    _judge(quota_exhausted(30, 2))


def test_answers_lost_after_the_commit_make_no_second_chat() -> None:
    _judge(exactly_one_chat("30 % commit, then reset", {"commit-reset": 0.3}, 100, 2))


def test_environments_killed_after_the_commit_make_no_second_chat() -> None:
    _judge(kill_after_commit(4, at_once=2))


def test_a_connect_that_never_answers_properly_is_answered_for_in_time() -> None:
    with ThreadPoolExecutor(len(SHAKY)) as threads:
        for outcome in threads.map(lambda fault: always(fault, 1, 1), SHAKY):
            _judge(outcome)
            assert max(outcome.seconds) < 2 * defaults.DEADLINE


def test_nothing_is_left_of_faulty_requests() -> None:
    _judge(nothing_left(120, 2))


def test_a_failing_secrets_manager_costs_few_cold_starts() -> None:
    outcome = cold_starts(40)
    _judge(outcome)
    assert outcome.started >= 0.9  # with one call for each version it would be two thirds


@pytest.mark.parametrize("forged", [0.0, 0.3])
def test_a_rotation_refuses_nobody(forged: float) -> None:
    _judge(rotation(80, forged=forged))


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"hang", "commit-hang", "drip"}))
def test_no_fault_shows_connect_s_words_or_the_caller_s(
    fault: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "example")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    key = str(uuid.uuid4())
    with ConnectStandIn() as connect, FaultProxy(connect.url, {fault: 1.0}) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CONNECT", proxy.url)
        answer, log = ask(Endpoint(parse(plan()), create_client()), event(key))
        tokens = [contact["Response"]["ParticipantToken"] for contact in connect.ledger()]
    # A refusal may be of a value that the caller sent; every other fault is not theirs.
    assert answer["statusCode"] == 400 if fault == "InvalidRequestException" else answer["statusCode"] >= 429
    assert answer["headers"]["Cache-Control"] == "no-store"
    for secret in (TELLING_TEXT, key, "Wilhelmina", *tokens):
        assert secret not in answer["body"] + log + caplog.text
