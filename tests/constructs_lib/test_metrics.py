"""The metrics of a construct are those that its function writes, and nobody else's."""

import io
from typing import Any

import pytest
from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from start_chat_contact import log

from constructs_lib import (
    Access,
    DeclarationError,
    StartChatContactFunction,
    StartChatContactHttpApi,
    StartChatContactRestApi,
)
from tests.support.embedded_metrics import extract
from tests.support.requests import make_request
from tests.support.stacks import make_stack

WAIVED = Access.anonymous(without_waf="CloudFront's firewall stands in front")


@pytest.fixture(scope="module")
def stack() -> Stack:
    return make_stack()


@pytest.fixture(scope="module", params=[StartChatContactFunction, StartChatContactRestApi, StartChatContactHttpApi])
def endpoint(stack: Stack, request: pytest.FixtureRequest) -> Any:
    return request.param(stack, request.param.__name__, request=make_request(), access=WAIVED)


ENTRY = log.Entry(
    outcome="misconfigured", status=500, attempts=2, connect_error="AccessDeniedException", switch_error="InvalidSwitch"
)
REFUSED = log.Entry(outcome="unauthorized", status=401)
STARTED = log.Entry(outcome="started", status=200)


def written(*entries: log.Entry) -> set[tuple[str, str, tuple[str, ...]]]:
    stream = io.StringIO()
    for entry in entries:
        log.write(entry, stream)
    return {
        (series.namespace, series.name, tuple(f"{name}={value}" for name, value in series.dimensions[1:]))
        for line in stream.getvalue().splitlines()
        for series, _, _ in extract(line)
    }


def test_each_is_one_that_the_function_writes(endpoint: Any) -> None:
    metrics: list[cloudwatch.Metric] = [
        endpoint.metric_requests(),
        endpoint.metric_requests(outcome="misconfigured"),
        endpoint.metric_started(),
        endpoint.metric_refused(),
        endpoint.metric_failed(),
        endpoint.metric_attempts(),
        endpoint.metric_latency(),
        endpoint.metric_connect_errors("AccessDeniedException"),
        endpoint.metric_switch_errors(),
    ]
    found = set()
    for metric in metrics:
        dimensions = dict(metric.dimensions or {})
        assert dimensions.pop("FunctionName") == endpoint.function.function_name
        found.add((metric.namespace, metric.metric_name, tuple(f"{n}={v}" for n, v in dimensions.items())))
    assert found == written(ENTRY, REFUSED, STARTED) - {("StartChatContact", "Requests", ("Outcome=unauthorized",))}


def test_statistics_and_options(endpoint: Any) -> None:
    assert (endpoint.metric_requests().statistic, endpoint.metric_latency().statistic) == ("Sum", "p99")
    minute = endpoint.metric_latency(statistic="p50", period=Duration.minutes(1), label="half of all")
    assert (minute.statistic, minute.period.to_seconds(), minute.label) == ("p50", 60, "half of all")


def test_an_outcome_that_never_happens(endpoint: Any) -> None:
    with pytest.raises(DeclarationError, match=r"^outcome: 'sucess' is not an outcome; allowed: started, bad-upstream"):
        endpoint.metric_requests(outcome="sucess")
