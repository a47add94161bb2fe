"""An authorizer for either kind of API. This one knows its sessions by heart; yours asks a store."""

from typing import Any

SESSIONS = {
    "Bearer session-of-ann": {"customerId": "c-1001", "plan": "gold"},
    "Bearer session-of-bob": {"customerId": "c-1002", "plan": "basic"},
}
BLOCKED = {"Bearer session-of-mallory"}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer who is calling: a session's customer, a blocked one, or nobody (401)."""
    headers = {name.lower(): value for name, value in event["headers"].items()}
    token = headers.get("authorization", "")
    if token in BLOCKED:
        return _answer("blocked", "Deny", event["methodArn"], {})
    if token not in SESSIONS:
        raise Exception("Unauthorized")  # exactly this text makes API Gateway answer 401
    session = SESSIONS[token]
    return _answer(session["customerId"], "Allow", event["methodArn"], session)


def _answer(principal: str, effect: str, arn: str, context: dict[str, str]) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": arn}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": principal, "policyDocument": policy, "context": context}
