"""Declared requests, and what is wrong with them."""

from typing import Any

from constructs_lib import FromCaller, ParticipantDetails, StartChatContactRequest, testing

INSTANCE_ID = "11111111-1111-1111-1111-111111111111"
FLOW_ID = "22222222-2222-2222-2222-222222222222"
OTHER_FLOW_ID = "33333333-3333-3333-3333-333333333333"
ARN = f"arn:aws:connect:eu-west-2:444455556666:instance/{INSTANCE_ID}"
TOKEN = "${Token[TOKEN.1]}"


def make_request(**members: Any) -> StartChatContactRequest:
    """A request whose callers may send a name; ``members`` are added or changed."""
    words: dict[str, Any] = {
        "instance_id": INSTANCE_ID,
        "contact_flow_id": FLOW_ID,
        "participant_details": ParticipantDetails(display_name=FromCaller(default="Guest")),
    }
    return StartChatContactRequest(**(words | members))


def problems(**members: Any) -> list[str]:
    """What is wrong with a request."""
    return testing.problems(make_request(**members))


def named(value: Any) -> dict[str, Any]:
    """A display name, as a member to add."""
    return {"participant_details": ParticipantDetails(display_name=value)}
