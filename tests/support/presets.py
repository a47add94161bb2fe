"""Endpoints with as little and with as much as can be declared."""

from typing import Any

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_logs as logs

from constructs_lib import (
    Access,
    ChatMessage,
    Cors,
    FromCaller,
    FromClaim,
    ParticipantDetails,
    PersistentChat,
    Throttle,
)
from tests.support.requests import FLOW_ID, OTHER_FLOW_ID, make_request

LARGEST: dict[str, Any] = {
    "request": make_request(
        contact_flow_id=FromCaller(one_of={"sales": FLOW_ID, "support": OTHER_FLOW_ID}, default="support"),
        attributes={"channel": "web", "topic": FromCaller(pattern="[a-z-]{1,32}"), "accountId": FromClaim("userArn")},
        participant_details=ParticipantDetails(display_name=FromCaller(default="Guest", max_length=64)),
        initial_message=ChatMessage(content_type="text/plain", content=FromCaller(max_length=1024)),
        client_token=FromCaller(required=True),
        chat_duration_in_minutes=FromCaller(default=60, maximum=120),
        supported_messaging_content_types=["text/plain", "text/markdown"],
        persistent_chat=PersistentChat(rehydration_type="ENTIRE_PAST_SESSION", source_contact_id=FromCaller()),
        customer_id=FromClaim("cognitoIdentityId"),
    ),
    "access": Access.iam(),
    "cors": Cors(allow_origins=["https://a.example", "https://b.example"], max_age=Duration.minutes(10)),
    "throttle": Throttle(rate=2, burst=4),
    "cloud_watch_role": True,
    "attachments": True,
    "log_retention": logs.RetentionDays.ONE_YEAR,
    "removal_policy": RemovalPolicy.DESTROY,
}
SMALLEST: dict[str, Any] = {"request": make_request(), "access": Access.anonymous()}
