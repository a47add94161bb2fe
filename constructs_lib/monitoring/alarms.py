"""The alarms: what each watches, when it goes off, and what it tells whoever is woken by it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from .endpoint_metrics import MINUTE, EndpointMetrics
from .thresholds import AlarmThresholds

RUNBOOK = "docs/operations.md"


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmSpec:
    """One alarm."""

    id: str
    metric: object
    """A `aws_cloudwatch.IMetric`."""
    threshold: float | Literal[False]
    meaning: str
    periods: int = 1
    """Those that are looked at."""
    breaching: int = 1
    """How many of them must reach the threshold."""

    @property
    def anchor(self) -> str:
        """The runbook's section."""
        return f"alarm-{self.id.lower()}"


def alarm_specs(metrics: EndpointMetrics, thresholds: AlarmThresholds) -> Iterator[AlarmSpec]:
    """Yield the alarms of an endpoint, those that are turned off excepted."""
    return (spec for spec in _specs(metrics, thresholds) if spec.threshold is not False)


def make_alarms(
    scope: Construct, specs: Iterator[AlarmSpec], actions: Sequence[cloudwatch.IAlarmAction], runbook_url: str | None
) -> dict[str, cloudwatch.Alarm]:
    """Return the alarms by id. Without data an alarm is quiet: an endpoint that nobody calls is well."""
    alarms = {}
    for spec in specs:
        alarms[spec.id] = alarm = cloudwatch.Alarm(
            scope,
            spec.id,
            metric=cast(cloudwatch.IMetric, spec.metric),
            threshold=spec.threshold,
            evaluation_periods=spec.periods,
            datapoints_to_alarm=spec.breaching,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=f"{spec.meaning} What to do: {runbook_url or RUNBOOK}#{spec.anchor}",
        )
        alarm.add_alarm_action(*actions)
    return alarms


def _specs(metrics: EndpointMetrics, thresholds: AlarmThresholds) -> Iterator[AlarmSpec]:
    handler = metrics.handler
    throttled, blocked = thresholds.for_capacity(handler.capacity)
    yield AlarmSpec(
        id="Misconfigured",
        metric=metrics.outcome("misconfigured", period=MINUTE),
        threshold=thresholds.misconfigured,
        meaning="Chats can't start because of how the endpoint or the instance is set up; it does not heal by itself.",
    )
    yield AlarmSpec(
        id="Failed",
        metric=metrics.failed_percent(thresholds.failed_at_least),
        threshold=thresholds.failed_percent,
        meaning="Of the chats that should have started, too many failed with an error of ours or of Amazon Connect.",
    )
    yield AlarmSpec(
        id="Throttled",
        metric=metrics.outcome("throttled"),
        threshold=throttled,
        meaning="Amazon Connect refuses starts: the account's rate in this Region is used up, by whoever starts chats.",
    )
    yield AlarmSpec(
        id="ChatCapacity",
        metric=metrics.outcome("chat-capacity", period=MINUTE),
        threshold=thresholds.chat_capacity,
        meaning="The instance's quota of concurrent chats is full: customers are turned away until chats end.",
    )
    share = thresholds.latency_percent
    deadline = handler.deadline.to_milliseconds()
    yield AlarmSpec(
        id="Latency",
        metric=metrics.latency("p99"),
        threshold=share if share is False else deadline * share / 100,
        periods=3,
        breaching=3,
        meaning=f"The slowest starts take nearly the {deadline / 1000:g} s that they may take; beyond it they fail.",
    )
    yield AlarmSpec(
        id="FunctionErrors",
        metric=handler.metric_errors(),
        threshold=thresholds.function_errors,
        meaning="The function crashed or ran into its timeout.",
    )
    yield AlarmSpec(
        id="FunctionThrottles",
        metric=metrics.function_throttles(),
        threshold=thresholds.function_throttles,
        meaning="AWS Lambda does not run all requests: the function's or the account's concurrency is used up.",
    )
    firewall = metrics.blocked()
    if firewall is not None:
        yield AlarmSpec(
            id="Blocked",
            metric=firewall,
            threshold=blocked,
            meaning="The firewall blocks more requests than stray scanners send: a flood, or many customers behind one "
            "address.",
        )
    yield AlarmSpec(
        id="ConcurrentChats",
        metric=metrics.concurrent_chats_percent(),
        threshold=thresholds.concurrent_chats_percent,
        meaning="The instance's concurrent chats come near their quota; at 100 % customers are turned away.",
    )
    if handler.switch is not None:
        yield AlarmSpec(
            id="SwitchErrors",
            metric=handler.metric_switch_errors(period=Duration.minutes(1)),
            threshold=thresholds.switch_errors,
            periods=5,
            breaching=2,
            meaning="The switch can't be read or followed: the chat may be open although somebody closed it.",
        )
    if handler.secrets:
        yield AlarmSpec(
            id="KeysUnavailable",
            metric=metrics.keys_unavailable(),
            threshold=thresholds.keys_unavailable,
            meaning="Signatures can't be checked or made, because a secret can't be read.",
        )
