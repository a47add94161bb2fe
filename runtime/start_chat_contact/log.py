"""Writes one line of JSON for each request: an allow-list of fields without personal data, and metrics about them.

Each metric has the dimension ``FunctionName``. Requests are also counted by outcome and by Amazon Connect's error code.
Both have a fixed set of values, so the number of metrics is limited.
"""

import json
import os
import sys
import time
from dataclasses import dataclass
from typing import Any, TextIO

_NAMESPACE = "StartChatContact"
_FUNCTION_NAME = os.environ.get("AWS_LAMBDA_FUNCTION_NAME") or "unknown"
_NOT_FAILED = ("chat-capacity", "closed", "keys-unavailable")
"""Outcomes with status 503 that don't count as failures: full, closed by an operator, or maybe due to forged tokens."""
# Error codes that the services document, and our own. Any other code could be any text, and is logged as "Other".
_ERRORS = frozenset(
    {
        "AccessDeniedException",
        "ConflictException",
        "ConnectTimeoutError",
        "ConnectionClosedError",
        "CredentialRetrievalError",
        "DecryptionFailure",
        "EndpointConnectionError",
        "ExpiredTokenException",
        "IdempotencyException",
        "InternalServerError",
        "InternalServiceError",
        "InternalServiceException",
        "InvalidParameterException",
        "InvalidRequestException",
        "InvalidSwitch",
        "KeyEndsWithNewline",
        "KeyIsJson",
        "KeyIsPem",
        "KeyTooShort",
        "LimitExceededException",
        "MissingIds",
        "MissingSecret",
        "NoCredentialsError",
        "ParamValidationError",
        "ParameterNotFound",
        "ReadTimeoutError",
        "ResourceNotFoundException",
        "ServiceQuotaExceededException",
        "ThrottlingException",
        "TooManyReads",
        "TooManyRequests",
        "TooManyRequestsException",
        "UnrecognizedClientException",
    }
)


@dataclass(kw_only=True, eq=False, repr=False)  # each generated method lengthens the cold start
class Entry:
    """Everything that is logged about a request."""

    outcome: str = "internal"
    """``started``, or the error's code."""
    status: int = 500
    request_id: str = ""
    lambda_request_id: str = ""
    contact_id: str = ""
    access: str = ""
    attempts: int = 0
    latency_ms: int = 0
    cold_start: bool = False
    fields: tuple[str, ...] = ()
    """Members of the API that were refused."""
    connect_error: str = ""
    switch_error: str = ""
    """Why the switch could not be read, or ``InvalidSwitch`` if its text has a mistake."""
    exception: str = ""
    """Type and location of an unexpected error."""


def write(entry: Entry, stream: TextIO | None = None) -> None:
    """Write the line, with its metrics in CloudWatch's embedded format. Never raises: no request fails for it."""
    try:
        print(json.dumps(_line(entry)), file=stream or sys.stdout, flush=True)
    except Exception:  # the output is closed or full, so this can't be logged either
        return


def _line(entry: Entry) -> dict[str, Any]:
    connect_error, switch_error = (_known(error) for error in (entry.connect_error, entry.switch_error))
    failed = entry.status >= 500 and entry.outcome not in _NOT_FAILED
    counts = {
        "Requests": 1,
        "Refused": 1 if 400 <= entry.status < 500 else "",
        "Failed": 1 if failed else "",
        "Attempts": entry.attempts,
        "SwitchErrors": 1 if switch_error else "",
    }
    metrics = [{"Name": name, "Unit": "Count"} for name, count in counts.items() if count]
    if entry.attempts:
        metrics.append({"Name": "Latency", "Unit": "Milliseconds"})
    directives = [
        {"Namespace": _NAMESPACE, "Dimensions": [["FunctionName"]], "Metrics": metrics},
        {
            "Namespace": _NAMESPACE,
            "Dimensions": [["FunctionName", "Outcome"]] + ([["FunctionName", "ConnectError"]] if connect_error else []),
            "Metrics": [{"Name": "Requests", "Unit": "Count"}],
        },
    ]
    line = {
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": directives},
        "FunctionName": _FUNCTION_NAME,
        "Outcome": entry.outcome,
        "ConnectError": connect_error,
        **counts,
        "Latency": entry.latency_ms,
        "status": entry.status,
        "requestId": entry.request_id,
        "lambdaRequestId": entry.lambda_request_id,
        "contactId": entry.contact_id,
        "access": entry.access,
        "coldStart": entry.cold_start,
        "fields": list(entry.fields),
        "switchError": switch_error,
        "exception": entry.exception,
    }
    return {name: value for name, value in line.items() if value not in ("", [])}


def _known(error: str) -> str:
    return error if error in _ERRORS or not error else "Other"
