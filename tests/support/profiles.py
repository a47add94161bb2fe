"""The deployments that the cases run against, by name: the kind of access, and the declared request."""

from typing import Any

from constructs_lib import (
    ChatMessage,
    FromCaller,
    FromClaim,
    ParticipantDetails,
    PersistentChat,
    SegmentAttributeValue,
    SignedContactId,
    StartChatContactRequest,
)

INSTANCE_ID = "11111111-1111-1111-1111-111111111111"
FLOW_ID = "22222222-2222-2222-2222-222222222222"
SECOND_FLOW_ID = "22222222-2222-2222-2222-222222222223"
ORIGIN = "https://app.example"

_PLAIN, _MARKDOWN, _JSON = "text/plain", "text/markdown", "application/json"
_INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive"


def _request(**members: Any) -> StartChatContactRequest:
    """A request for the one instance and flow, whose caller must give a name; ``members`` are added or changed."""
    return StartChatContactRequest(
        **{
            "instance_id": INSTANCE_ID,
            "contact_flow_id": FLOW_ID,
            "participant_details": ParticipantDetails(display_name=FromCaller(required=True)),
            **members,
        }
    )


def _name(source: str | FromCaller | FromClaim) -> dict[str, Any]:
    return {"participant_details": ParticipantDetails(display_name=source)}


_PERSISTENT = PersistentChat(
    rehydration_type=FromCaller(one_of=["ENTIRE_PAST_SESSION", "FROM_SEGMENT"]), source_contact_id=SignedContactId()
)
_CUSTOMER = FromClaim("sub")

PROFILES: dict[str, tuple[str, StartChatContactRequest]] = {
    "anon": ("anonymous", _request()),
    "anon-default-name": ("anonymous", _request(**_name(FromCaller(default="Guest")))),
    "stock": (
        "anonymous",
        _request(
            **_name(FromCaller(default="Customer")),
            attributes={"topic": FromCaller(max_length=64), "locale": FromCaller(pattern="[a-z]{2}_[A-Z]{2}")},
            initial_message=ChatMessage(content_type=_PLAIN, content=FromCaller(max_length=1024)),
            supported_messaging_content_types=FromCaller(
                one_of=[_PLAIN, _MARKDOWN, _JSON, _INTERACTIVE, f"{_INTERACTIVE}.response"]
            ),
            chat_duration_in_minutes=FromCaller(minimum=60, maximum=1500),
        ),
    ),
    "two-flows": (
        "anonymous",
        _request(contact_flow_id=FromCaller(one_of=[FLOW_ID, SECOND_FLOW_ID], default=FLOW_ID)),
    ),
    "fixed-fields": (
        "anonymous",
        _request(
            **_name("Visitor"),
            chat_duration_in_minutes=120,
            supported_messaging_content_types=[_PLAIN, _MARKDOWN],
            attributes={"source": "web"},
        ),
    ),
    "name-bounded": (
        "anonymous",
        _request(**_name(FromCaller(required=True, min_length=2, max_length=32, pattern="[A-Za-z ]+"))),
    ),
    "attrs": ("anonymous", _request(attributes={"topic": FromCaller()})),
    "attrs-mixed": (
        "anonymous",
        _request(
            attributes={
                "topic": FromCaller(one_of=["sales", "support"]),
                "order": FromCaller(required=True, pattern="[0-9]{6}"),
                "locale": FromCaller(default="en_US", max_length=5),
                "authenticated": "false",
            }
        ),
    ),
    "duration": ("anonymous", _request(chat_duration_in_minutes=FromCaller())),
    "duration-max": ("anonymous", _request(chat_duration_in_minutes=FromCaller(default=60, maximum=120))),
    "message": ("anonymous", _request(initial_message=ChatMessage(content_type=_PLAIN, content=FromCaller()))),
    "message-types": (
        "anonymous",
        _request(initial_message=ChatMessage(content_type=FromCaller(one_of=[_PLAIN, _JSON]), content=FromCaller())),
    ),
    "content-types": (
        "anonymous",
        _request(supported_messaging_content_types=FromCaller(one_of=[_PLAIN, _MARKDOWN])),
    ),
    "jwt": ("jwt", _request(customer_id=_CUSTOMER)),
    "jwt-persistent": ("jwt", _request(customer_id=_CUSTOMER, persistent_chat=_PERSISTENT)),
    "jwt-related": (
        "jwt",
        _request(customer_id=_CUSTOMER, persistent_chat=_PERSISTENT, related_contact_id=SignedContactId()),
    ),
    "jwt-authenticated": (
        "jwt",
        _request(
            **_name(FromClaim("name")),
            customer_id=_CUSTOMER,
            segment_attributes={
                "connect:CustomerAuthentication": SegmentAttributeValue(
                    value_map={"Status": SegmentAttributeValue(value_string="AUTHENTICATED")}
                )
            },
        ),
    ),
    "cognito": ("cognito", _request(customer_id=_CUSTOMER, attributes={"email": FromClaim("email")})),
    "lambda-authorizer": ("lambda_authorizer", _request(customer_id=FromClaim("customerId"))),
    "iam": ("iam", _request(attributes={"topic": FromCaller()})),
    "api-key": ("api_key", _request()),
    "signed-jwt": ("signed_jwt", _request(customer_id=_CUSTOMER, attributes={"plan": FromClaim("plan")})),
}
