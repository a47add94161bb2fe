"""Every metric that the alarms and the dashboard use, whatever front door the endpoint has."""

from typing import TypeAlias, cast

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs

from constructs_lib.metrics import NAMESPACE
from constructs_lib.start_chat_contact_function import StartChatContactFunction
from constructs_lib.start_chat_contact_http_api import StartChatContactHttpApi
from constructs_lib.start_chat_contact_rest_api import StartChatContactRestApi

Endpoint: TypeAlias = StartChatContactFunction | StartChatContactRestApi | StartChatContactHttpApi

MINUTE = Duration.minutes(1)
NOT_FAILED = ("chat-capacity", "closed", "keys-unavailable")
"""Outcomes of 503 that don't count as failed: they have an alarm of their own, or somebody wants them."""


class EndpointMetrics:
    """The metrics of one endpoint.

    Attributes:
        endpoint: the front door.
        handler: the function behind it.
        api: the front door if it has an API; None otherwise.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.api = None if isinstance(endpoint, StartChatContactFunction) else endpoint
        self.handler = endpoint if isinstance(endpoint, StartChatContactFunction) else endpoint.handler

    def started(self) -> cloudwatch.Metric:
        """Return how many chats started."""
        return self.handler.metric_started(label="started")

    def outcome(self, outcome: str, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Return how many requests ended in an outcome."""
        if period is None:
            return self.handler.metric_requests(outcome=outcome, label=outcome)
        return self.handler.metric_requests(outcome=outcome, label=outcome, period=period)

    def failed(self) -> cloudwatch.IMetric:
        """Return how many requests failed: those that the API answered by itself are among them, where there is one."""
        if self.api is None:
            return _metric(self.handler.metric_failed(label="failed"))
        outcomes = {f"not{index}": self.outcome(outcome) for index, outcome in enumerate(NOT_FAILED)}
        return _metric(
            cloudwatch.MathExpression(
                expression="FILL(errors, 0)" + "".join(f" - FILL({name}, 0)" for name in outcomes),
                using_metrics={"errors": self.api.metric_server_error(statistic="Sum"), **outcomes},
                label="failed",
            )
        )

    def refused_by_gateway(self) -> cloudwatch.MathExpression:
        """Return how many requests the API refused without asking the function."""
        assert self.api is not None
        return cloudwatch.MathExpression(
            expression="FILL(all_refused, 0) - FILL(by_function, 0)",
            using_metrics={
                "all_refused": self.api.metric_client_error(statistic="Sum"),
                "by_function": self.handler.metric_refused(),
            },
            label="before the function",
        )

    def failed_percent(self, at_least: float) -> cloudwatch.MathExpression:
        """Return the percentage of starts that failed: 0 while fewer than ``at_least`` did.

        Refused requests don't count, so that a flood of them can't hide that every start fails.
        """
        failed, started = "FILL(failed, 0)", "FILL(started, 0)"
        return cloudwatch.MathExpression(
            expression=f"IF({failed} >= {at_least:g}, 100 * {failed} / ({failed} + {started}), 0)",
            using_metrics={"failed": self.failed(), "started": self.started()},
            label="failed, % of starts",
        )

    def keys_unavailable(self) -> cloudwatch.MathExpression:
        """Return how many signatures could not be checked, without those of a flood of forged tokens."""
        return cloudwatch.MathExpression(
            expression="FILL(unavailable, 0) - FILL(forged, 0)",
            using_metrics={
                "unavailable": self.outcome("keys-unavailable"),
                "forged": self.handler.metric_connect_errors("TooManyReads"),
            },
            label="keys unavailable",
        )

    def by(self, dimension: str, *, without: str = "") -> cloudwatch.SearchExpression:
        """Return the requests by a dimension: each value that occurs, without one of them."""
        excluded = f' NOT {dimension}="{without}"' if without else ""
        return cloudwatch.SearchExpression(
            expression=(
                f'SEARCH(\'{{{NAMESPACE},FunctionName,{dimension}}} MetricName="Requests" '
                f"FunctionName=\"{self.handler.function.function_name}\"{excluded}', 'Sum')"
            ),
            label="${PROP('Dim." + dimension + "')}",
        )

    def latency(self, statistic: str) -> cloudwatch.Metric:
        """Return how long requests took that called Amazon Connect, in milliseconds."""
        return self.handler.metric_latency(statistic=statistic, label=statistic)

    def calls_per_second(self) -> cloudwatch.MathExpression:
        """Return how often Amazon Connect was called, retries included."""
        return cloudwatch.MathExpression(
            expression="attempts / PERIOD(attempts)",
            using_metrics={"attempts": self.handler.metric_attempts(period=MINUTE)},
            period=MINUTE,
            label="calls a second",
        )

    def blocked(self) -> cloudwatch.Metric | None:
        """Return how many requests the endpoint's own firewall blocked; None where it has none."""
        if isinstance(self.endpoint, StartChatContactRestApi) and self.endpoint.web_acl is not None:
            return self.endpoint.metric_blocked_requests(label="blocked by the firewall")
        return None

    @property
    def firewall_log(self) -> logs.LogGroup | None:
        """The log of the endpoint's own firewall; None where it has none."""
        return self.endpoint.web_acl_log_group if isinstance(self.endpoint, StartChatContactRestApi) else None

    def connect(self, name: str, statistic: str, label: str) -> cloudwatch.Metric:
        """Return a metric of Amazon Connect about the chats of the instance, whoever started them."""
        return cloudwatch.Metric(
            namespace="AWS/Connect",
            metric_name=name,
            dimensions_map={"InstanceId": self.handler.instance_id, "MetricGroup": "Chats"},
            statistic=statistic,
            period=MINUTE,
            label=label,
        )

    def concurrent_chats_percent(self) -> cloudwatch.Metric:
        """Return how much of the quota of concurrent chats is used."""
        return self.connect("ConcurrentActiveChatsPercentage", "Maximum", "concurrent chats, % of the quota")

    def function_throttles(self) -> cloudwatch.Metric:
        """Return how many requests AWS Lambda didn't run."""
        return self.handler.function.metric_throttles(label="not run by AWS Lambda")

    def gigabyte_seconds(self) -> cloudwatch.MathExpression:
        """Return what AWS Lambda bills by time."""
        return cloudwatch.MathExpression(
            expression=f"duration / 1000 * {self.handler.memory_size} / 1024",
            using_metrics={"duration": self.handler.function.metric_duration(statistic="Sum")},
            label="GB-seconds of AWS Lambda",
        )

    def log_bytes(self) -> list[cloudwatch.Metric]:
        """Return what the logs take in."""
        groups = {"function's log, bytes": self.handler.log_group}
        if self.api is not None:
            groups["access log, bytes"] = self.api.access_log_group
        if self.firewall_log is not None:
            groups["firewall's log, bytes"] = self.firewall_log
        return [
            cloudwatch.Metric(
                namespace="AWS/Logs",
                metric_name="IncomingBytes",
                dimensions_map={"LogGroupName": group.log_group_name},
                statistic="Sum",
                label=label,
            )
            for label, group in groups.items()
        ]


def _metric(metric: object) -> cloudwatch.IMetric:
    return cast(cloudwatch.IMetric, metric)
