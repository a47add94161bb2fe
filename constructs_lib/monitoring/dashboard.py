"""The dashboard, read from top to bottom: each row answers a question."""

from collections.abc import Callable, Sequence
from typing import TypeAlias, cast

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from .endpoint_metrics import EndpointMetrics
from .thresholds import AlarmThresholds

Graph: TypeAlias = Callable[[int], cloudwatch.IWidget]
"""Makes a graph as wide as it is told; the dashboard is 24 wide."""

_GREEN, _RED, _GREY = "#2ca02c", "#d62728", "#7f7f7f"


def make_dashboard(
    scope: Construct,
    id: str,
    metrics: EndpointMetrics,
    thresholds: AlarmThresholds,
    alarms: Sequence[cloudwatch.Alarm],
) -> cloudwatch.Dashboard:
    """Return the dashboard of an endpoint."""
    dashboard = cloudwatch.Dashboard(scope, id, default_interval=Duration.hours(3))
    if alarms:
        dashboard.add_widgets(
            cloudwatch.AlarmStatusWidget(
                title="Alarms", alarms=[cast(cloudwatch.IAlarm, one) for one in alarms], width=24, height=4
            )
        )
    for question, widgets in (
        ("Are chats starting?", _starting(metrics, thresholds)),
        ("Who is refused, and why?", _refused(metrics, thresholds)),
        ("What does Amazon Connect say?", _connect(metrics)),
        ("Is a quota near?", _quotas(metrics, thresholds)),
        ("What does it cost?", _costs(metrics)),
    ):
        dashboard.add_widgets(cloudwatch.TextWidget(markdown=f"## {question}", width=24, height=1))
        width = 24 // 3 if len(widgets) == 3 else 24 // min(2, len(widgets))
        dashboard.add_widgets(*(graph(width) for graph in widgets))
    return dashboard


def _starting(metrics: EndpointMetrics, thresholds: AlarmThresholds) -> list[Graph]:
    failed = _coloured(metrics.failed(), "failed", _RED)
    closed = metrics.outcome("closed")
    started = _coloured(metrics.started(), "started", _GREEN)
    percent = metrics.failed_percent(thresholds.failed_at_least)
    deadline = metrics.handler.deadline.to_milliseconds()
    return [
        _graph("Starts", [started, failed, *([closed] if metrics.handler.switch else [])], stacked=True),
        _graph("Starts that failed, %", [percent], limits=_limit(thresholds.failed_percent, "alarm"), top=100),
        _graph(
            "Time to start a chat, ms",
            [metrics.latency("p50"), metrics.latency("p99")],
            limits=[
                *_limit(deadline * (thresholds.latency_percent or 0) / 100, "alarm"),
                *_limit(deadline, "deadline"),
            ],
        ),
    ]


def _refused(metrics: EndpointMetrics, thresholds: AlarmThresholds) -> list[Graph]:
    _, blocked = thresholds.for_capacity(metrics.handler.capacity)
    widgets = [_graph("Requests without a chat, by outcome", [metrics.by("Outcome", without="started")], stacked=True)]
    if metrics.api is None:
        return widgets
    refused = metrics.handler.metric_refused(label="by the function", color=_GREY)
    widgets.append(_graph("Refused (4xx)", [refused, metrics.refused_by_gateway()], stacked=True))
    if (firewall := metrics.blocked()) is not None:
        widgets.append(_graph("Blocked by the firewall", [firewall], limits=_limit(blocked, "alarm")))
    return widgets


def _connect(metrics: EndpointMetrics) -> list[Graph]:
    handler = metrics.handler
    return [
        _graph("Errors that ended a request, by code", [metrics.by("ConnectError")], stacked=True),
        _graph(
            "Calls of StartChatContact, and chats from them",
            [handler.metric_attempts(label="calls, retries included"), metrics.started()],
        ),
    ]


def _quotas(metrics: EndpointMetrics, thresholds: AlarmThresholds) -> list[Graph]:
    return [
        _graph(
            "Concurrent chats of the instance, % of its quota",
            [metrics.concurrent_chats_percent()],
            limits=_limit(thresholds.concurrent_chats_percent, "alarm"),
            top=100,
        ),
        _graph(
            "Chats of the instance, of all that starts them",
            [
                metrics.connect("ConcurrentActiveChats", "Maximum", "active chats"),
                metrics.connect("ChatsBreachingActiveChatQuota", "Sum", "refused: over the quota"),
            ],
        ),
        _graph(
            "Calls of StartChatContact a second, of this endpoint",
            [metrics.calls_per_second()],
            limits=_limit(metrics.handler.capacity.starts_per_second, "quota of the account"),
        ),
        _graph(
            "The function: run at once, and not run",
            [
                metrics.handler.function.metric("ConcurrentExecutions", statistic="Maximum", label="at once"),
                metrics.function_throttles(),
                metrics.handler.metric_errors(label="crashed or timed out"),
            ],
        ),
    ]


def _costs(metrics: EndpointMetrics) -> list[Graph]:
    billed = [
        metrics.handler.function.metric_invocations(label="invocations of AWS Lambda"),
        *([metrics.api.metric("Count", statistic="Sum", label="requests of API Gateway")] if metrics.api else []),
    ]
    return [
        _graph("Billed by number", billed),
        _graph("Billed by time: GB-seconds", [metrics.gigabyte_seconds()]),
        _graph("Billed by size: bytes that the logs take in", metrics.log_bytes()),
    ]


def _graph(
    title: str,
    series: Sequence[object],
    *,
    stacked: bool = False,
    limits: Sequence[cloudwatch.HorizontalAnnotation] = (),
    top: float | None = None,
) -> Graph:
    def graph(width: int) -> cloudwatch.IWidget:
        widget = cloudwatch.GraphWidget(
            title=title,
            left=[cast(cloudwatch.IMetric, one) for one in series],
            left_annotations=list(limits),
            left_y_axis=cloudwatch.YAxisProps(min=0, max=top, show_units=False),
            stacked=stacked,
            width=width,
            height=6,
        )
        return cast(cloudwatch.IWidget, widget)

    return graph


def _limit(value: float | None, label: str) -> list[cloudwatch.HorizontalAnnotation]:
    return [cloudwatch.HorizontalAnnotation(value=value, label=label, color=_RED)] if value else []


def _coloured(metric: cloudwatch.IMetric, label: str, color: str) -> cloudwatch.IMetric:
    if isinstance(metric, cloudwatch.MathExpression):
        return cast(cloudwatch.IMetric, metric.with_(color=color, label=label))
    return cast(cloudwatch.IMetric, cast(cloudwatch.Metric, metric).with_(color=color, label=label))
