"""CloudWatch metrics that the constructs share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict, Unpack

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_

from .errors import raise_problems
from .runtime_files import function_errors

if TYPE_CHECKING:
    from aws_cdk import aws_apigatewayv2 as apigatewayv2
    from aws_cdk import aws_cloudwatch as cloudwatch


class MetricOptions(TypedDict, total=False):
    """The keywords of every metric method: those of `aws_cloudwatch.MetricOptions`."""

    account: str
    color: str
    dimensions_map: Mapping[str, str]
    id: str
    label: str
    period: Duration
    region: str
    stack_account: str
    stack_region: str
    statistic: str
    unit: cloudwatch.Unit
    visible: bool


NAMESPACE = "StartChatContact"
"""Of the metrics that the function writes; each has the dimension ``FunctionName``."""


class FunctionMetrics:
    """Metrics of a construct that has a function."""

    function: lambda_.Function

    def metric_requests(self, *, outcome: str | None = None, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how many requests the function handled.

        Args:
            outcome: ``started`` or an error's code, to count those requests only. Default: - all requests
            **options: those of `aws_cloudwatch.MetricOptions`. Default: - the sum over five minutes

        Raises:
            DeclarationError: when there is no such outcome.
        """
        if outcome is None:
            return self._metric("Requests", "Sum", options)
        outcomes = ["started", *sorted(function_errors())]
        if outcome not in outcomes:
            raise_problems([f"outcome: {outcome!r} is not an outcome; allowed: {', '.join(outcomes)}"])
        return self._metric("Requests", "Sum", options, Outcome=outcome)

    def metric_started(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how many requests started a chat."""
        return self.metric_requests(outcome="started", **options)

    def metric_refused(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how many requests the function refused (4xx)."""
        return self._metric("Refused", "Sum", options)

    def metric_failed(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how many requests failed (5xx).

        Not counted are ``chat-capacity``, ``closed``, and ``keys-unavailable``, which forged tokens can cause.
        """
        return self._metric("Failed", "Sum", options)

    def metric_attempts(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how often the function called ``StartChatContact``, retries included."""
        return self._metric("Attempts", "Sum", options)

    def metric_latency(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how long requests took that called Amazon Connect, in milliseconds; the 99th percentile by default."""
        return self._metric("Latency", "p99", options)

    def metric_connect_errors(self, error: str, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how many requests ended in an error of Amazon Connect, such as ``AccessDeniedException``."""
        return self._metric("Requests", "Sum", options, ConnectError=error)

    def metric_switch_errors(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how many requests found a switch that could not be read or followed."""
        return self._metric("SwitchErrors", "Sum", options)

    def metric_errors(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how often the function crashed or timed out; responses with an error don't count."""
        return self.function.metric_errors(**options)

    def _metric(self, name: str, statistic: str, options: MetricOptions, **dimensions: str) -> cloudwatch.Metric:
        from aws_cdk import aws_cloudwatch as cloudwatch  # takes long to load

        merged: MetricOptions = {"statistic": statistic, **options}
        merged["dimensions_map"] = {"FunctionName": self.function.function_name, **dimensions}
        return cloudwatch.Metric(namespace=NAMESPACE, metric_name=name, **merged)


class ApiMetrics(FunctionMetrics):
    """Metrics of a construct that has an API as well."""

    api: apigateway.RestApi | apigatewayv2.HttpApi

    def metric(self, metric_name: str, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return a metric of the API, by its name in API Gateway's namespace."""
        return self.api.metric(metric_name, **options)

    def metric_client_error(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how many requests were refused (4xx)."""
        return self.api.metric_client_error(**options)

    def metric_server_error(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how many requests failed (5xx)."""
        return self.api.metric_server_error(**options)
