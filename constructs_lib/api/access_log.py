"""The access log's line: how a request went, without its content."""

import json
from functools import cache

from aws_cdk import aws_apigateway as apigateway

_LINE = {
    "requestId": "$context.requestId",
    "requestTime": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "httpMethod": "$context.httpMethod",
    "status": "$context.status",
    "responseLatency": "$context.responseLatency",
    "integrationLatency": "$context.integrationLatency",
    "integrationStatus": "$context.integrationStatus",
    "integrationError": "$context.integrationErrorMessage",
    "errorType": "$context.error.responseType",
}


@cache  # it is a call into the CDK's own process
def access_log_format() -> apigateway.AccessLogFormat:
    """Return the format, one JSON object a line. No header, body, claim or key is in it."""
    return apigateway.AccessLogFormat.custom(json.dumps(_LINE | {"wafStatus": "$context.wafResponseCode"}))


def http_access_log_format() -> str:
    """Return the same for an HTTP API, which has no firewall."""
    return json.dumps(_LINE)
