"""What the stage of a REST API sets for its methods: throttle, metrics, logs."""

from typing import Any

from aws_cdk import aws_apigateway as apigateway

from .throttle import Throttle


def method_settings(throttle: Throttle) -> dict[str, Any]:
    """Return the keywords of `aws_apigateway.MethodDeploymentOptions`."""
    return {
        "throttling_rate_limit": throttle.rate,
        "throttling_burst_limit": throttle.burst,
        "caching_enabled": False,
        "metrics_enabled": True,
        "logging_level": apigateway.MethodLoggingLevel.ERROR,
        "data_trace_enabled": False,  # it would write bodies to the log
    }


def shared_settings(throttle: Throttle, path: str | None) -> dict[str, apigateway.MethodDeploymentOptions] | None:
    """Return the settings of both ways to start a chat, so that together they accept what the throttle says.

    API Gateway counts each method by itself. None where there is only the root.
    """
    if path is None:
        return None
    rest = throttle.burst // 2
    root = Throttle(rate=throttle.rate / 2, burst=throttle.burst - rest)
    other = Throttle(rate=throttle.rate / 2, burst=rest)
    return {
        "//POST": apigateway.MethodDeploymentOptions(**method_settings(root)),
        f"/{path}/POST": apigateway.MethodDeploymentOptions(**method_settings(other)),
    }
