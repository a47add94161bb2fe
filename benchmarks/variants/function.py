"""The whole function as it is deployed: its handler answers an event of an HTTP API."""

import json
from typing import Any

from start_chat_contact.handler import handler as function


def handler(event: dict[str, Any]) -> Any:
    """POST what a caller may send of ``event``."""
    body = {name: event[name] for name in ("ParticipantDetails", "Attributes")}
    http = {"method": "POST", "path": "/", "sourceIp": "203.0.113.7"}
    response = function(
        {
            "version": "2.0",
            "headers": {"content-type": "application/json"},
            "requestContext": {"http": http, "requestId": "request-1"},
            "body": json.dumps(body),
            "isBase64Encoded": False,
        },
        None,
    )
    if response["statusCode"] != 200:
        raise RuntimeError(f"the function answered {response['statusCode']}: {response['body']}")
    return response


def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """The same for AWS's runtime client."""
    return handler(event)
