"""What a process that runs the handler module needs: a plan, and an event that starts a chat."""

import json
from pathlib import Path
from typing import Any

from constructs_lib import FromCaller
from constructs_lib.rendering.plan import function_plan
from tests.support.requests import make_request

RUNTIME = Path(__file__).resolve().parents[2] / "runtime"
ORIGIN = "https://www.example.com"


def plan_text(**changes: Any) -> str:
    """The plan of an anonymous endpoint whose callers may send a name and a topic; ``changes`` are laid over it."""
    request = make_request(attributes={"topic": FromCaller()})
    words = function_plan(request, access="anonymous", deployment="stack/Chat", allow_origins=[ORIGIN])
    return json.dumps(words | changes)


def start_event(key: str) -> dict[str, Any]:
    """A REST API's event that starts a chat with an idempotency key, which is the topic as well."""
    return {
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json", "Origin": ORIGIN, "Idempotency-Key": key},
        "requestContext": {"requestId": "r-1", "httpMethod": "POST"},
        "body": json.dumps({"ParticipantDetails": {"DisplayName": "Ann"}, "Attributes": {"topic": key}}),
        "isBase64Encoded": False,
    }
