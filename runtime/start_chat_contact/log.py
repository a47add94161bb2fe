"""One line of JSON per request: an allow-list of fields without personal data, and the metrics drawn from them.

Every metric is the function's own, by the dimension ``FunctionName``. Requests are also counted by outcome and by
Amazon Connect's error; both lists are closed, so the number of series is bounded.
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
"""Outcomes of 503 that are not failures: full, closed by an operator, or possibly caused by forged tokens."""
# Codes that the services document, and our own; any other is upstream text, and counts as one.
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


@dataclass(kw_only=True, eq=False, repr=False)  # each generated method costs its share of the cold start
class Entry:
    """What is logged of a request; nothing else is."""

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
    """Why the switch can't be read, or is not followed to the letter."""
    exception: str = ""
    """Type and location of an unexpected error."""


def write(entry: Entry, stream: TextIO | None = None) -> None:
    """Write the line, with its metrics in CloudWatch's embedded format. A log that fails never fails a request."""
    try:
        print(json.dumps(_line(entry)), file=stream or sys.stdout, flush=True)
    except Exception:  # a closed or full sink; there is nowhere left to say so
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
