"""CloudWatch metrics that the constructs share."""

from collections.abc import Mapping
from typing import TypedDict, Unpack

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_


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


class FunctionMetrics:
    """Metrics of a construct that has a function."""

    function: lambda_.Function

    def metric_errors(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how often the function crashed or timed out; responses with an error don't count."""
        return self.function.metric_errors(**options)


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
