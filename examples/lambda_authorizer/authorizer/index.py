"""An authorizer for either kind of API. This one knows its sessions by heart; yours asks a store."""

from typing import Any

SESSIONS = {
    "Bearer session-of-ann": {"customerId": "c-1001", "plan": "gold"},
    "Bearer session-of-bob": {"customerId": "c-1002", "plan": "basic"},
}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Accept the customer of a known session and say who they are; refuse everybody else (403)."""
    headers = {name.lower(): value for name, value in event["headers"].items()}
    session = SESSIONS.get(headers.get("authorization", ""))
    statement = {
        "Action": "execute-api:Invoke",
        "Effect": "Allow" if session else "Deny",
        "Resource": event["methodArn"],
    }
    return {
        "principalId": session["customerId"] if session else "nobody",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": session or {},
    }
