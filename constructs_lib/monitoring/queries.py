"""Queries of the logs, for CloudWatch Logs Insights. The runbook shows each, and says when to run it."""

from collections.abc import Mapping

from aws_cdk import Names
from aws_cdk import aws_logs as logs
from constructs import Construct

from .endpoint_metrics import EndpointMetrics

FUNCTION_QUERIES: Mapping[str, str] = {
    "Outcomes": """
        filter ispresent(Outcome)
        | stats count(*) as requests by bin(5m), Outcome
    """,
    "Why misconfigured": """
        filter Outcome = "misconfigured"
        | stats count(*) as requests, max(@timestamp) as latest by ConnectError, exception
        | sort requests desc
    """,
    "What Amazon Connect says": """
        filter ispresent(ConnectError)
        | stats count(*) as requests, sum(Attempts) as calls by Outcome, ConnectError
        | sort requests desc
    """,
    "Refused members": """
        filter status >= 400 and status < 500
        | stats count(*) as requests by Outcome, fields.0, fields.1
        | sort requests desc
    """,
    "Unexpected errors": """
        filter ispresent(exception)
        | stats count(*) as requests, max(@timestamp) as latest by exception
        | sort requests desc
    """,
    "Slowest starts": """
        filter Attempts > 0
        | fields @timestamp, Latency, Attempts, Outcome, ConnectError, coldStart, requestId
        | sort Latency desc
        | limit 50
    """,
    "Cold starts": """
        filter ispresent(Outcome)
        | stats count(*) as requests by bin(5m), coldStart
    """,
    "Crashes": """
        filter @message like /Task timed out|"status":"(timeout|error|failure)"|errorType/
        | fields @timestamp, @message, @requestId
        | sort @timestamp desc
        | limit 50
    """,
    "Switch": """
        filter ispresent(switchError) or Outcome = "closed"
        | stats count(*) as requests by bin(1m), Outcome, switchError
    """,
    "One request": """
        filter requestId = "<X-Request-Id of the response>"
    """,
}
"""Of the function's log."""
ACCESS_QUERIES: Mapping[str, str] = {
    "Refused by the gateway": """
        filter status >= 400 and ispresent(errorType)
        | stats count(*) as requests by status, errorType, integrationError
        | sort requests desc
    """,
    "Busiest addresses": """
        filter httpMethod = "POST"
        | stats count(*) as requests by ip, status
        | sort requests desc
        | limit 20
    """,
}
"""Of the API's access log. The addresses in it are personal data."""
FIREWALL_QUERIES: Mapping[str, str] = {
    "Stopped by the firewall": """
        stats count(*) as requests by action, terminatingRuleId, httpRequest.clientIp
        | sort requests desc
        | limit 20
    """,
}
"""Of the log of the firewall made here. The addresses in it are personal data."""


def query_text(query: str) -> str:
    """Return a query without the indentation of this file."""
    return "\n".join(line.strip() for line in query.strip().splitlines())


def save_queries(scope: Construct, metrics: EndpointMetrics) -> list[logs.CfnQueryDefinition]:
    """Save the queries in CloudWatch, in a folder named for the endpoint."""
    packs = [(metrics.handler.log_group, FUNCTION_QUERIES)]
    if metrics.api is not None:
        packs.append((metrics.api.access_log_group, ACCESS_QUERIES))
    if metrics.firewall_log is not None:
        packs.append((metrics.firewall_log, FIREWALL_QUERIES))
    folder = Names.unique_resource_name(metrics.endpoint, separator="-", max_length=128)
    return [
        logs.CfnQueryDefinition(
            scope,
            title.title().replace(" ", ""),
            name=f"{folder}/{title}",
            query_string=query_text(query),
            log_group_names=[group.log_group_name],
        )
        for group, queries in packs
        for title, query in queries.items()
    ]
