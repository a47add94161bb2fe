"""What the environments are asked: plans, and events that start a chat under them."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt

from constructs_lib import FromCaller, ParticipantDetails, SignedContactId, StartChatContactRequest
from constructs_lib.rendering.plan import function_plan

ORIGIN = "https://www.example.com"
NAME = "Wilhelmina Canary"
"""What callers send, and no log may repeat."""
JWT_SECRET, CONTACT_ID_SECRET = "jwt-secret", "contact-id-secret"


def plan(**limits: float) -> str:
    """The plan of an anonymous endpoint whose callers may send a name and a topic; ``limits`` replace the defaults."""
    words = function_plan(_request(), access="anonymous", deployment="stack/Chat", allow_origins=[ORIGIN])
    return json.dumps(words | {"limits": words["limits"] | limits})


def signed_plan() -> str:
    """The same for callers with signed tokens, who may continue their chats by signed contact ids."""
    words = function_plan(
        _request(related_contact_id=SignedContactId()),
        access="signed_jwt",
        deployment="stack/Chat",
        allow_origins=[ORIGIN],
        jwt_secret=JWT_SECRET,
        contact_id_secret=CONTACT_ID_SECRET,
    )
    return json.dumps(words)


def _request(**members: Any) -> StartChatContactRequest:
    return StartChatContactRequest(
        instance_id="11111111-1111-1111-1111-111111111111",
        contact_flow_id="22222222-2222-2222-2222-222222222222",
        participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
        attributes={"topic": FromCaller()},
        connection_types=["WEBSOCKET", "CONNECTION_CREDENTIALS"],
        **members,
    )


def event(key: str, *, token: str | None = None, contact_id: str | None = None) -> dict[str, Any]:
    """A REST API's event that starts a chat with an idempotency key, which is the topic as well.

    ``token`` proves who is calling, ``contact_id`` is a signed one to continue from.
    """
    headers = {"Content-Type": "application/json", "Origin": ORIGIN, "Idempotency-Key": key}
    body: dict[str, Any] = {"ParticipantDetails": {"DisplayName": NAME}, "Attributes": {"topic": key}}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    if contact_id is not None:
        body["RelatedContactId"] = contact_id
    return {
        "httpMethod": "POST",
        "headers": headers,
        "requestContext": {"requestId": "r-1", "httpMethod": "POST"},
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }


def signed_token(key: str) -> str:
    """A token that the site's server signs now."""
    now = int(time.time())
    return jwt.encode({"sub": "customer-1", "iat": now, "exp": now + 300}, key, algorithm="HS256")
