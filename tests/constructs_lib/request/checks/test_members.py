"""Messages about fixed values, and what is accepted."""

# ruff: noqa: ISC004 - a message stays on one line

from datetime import date
from typing import Any

import pytest

from constructs_lib import (
    ChatMessage,
    ChatStreamingConfiguration,
    FromCaller,
    FromClaim,
    ParticipantConfiguration,
    PersistentChat,
    SegmentAttributeValue,
    SignedContactId,
)
from tests.support.requests import ARN, FLOW_ID, TOKEN, named, problems

DURATION = "request.chat_duration_in_minutes"
NAME = "request.participant_details.display_name"
NUMBER = -1.8881545897087626e289  # as CDK encodes a token that is a number

MESSAGES: list[tuple[dict[str, Any], str]] = [
    # plain values
    ({"chat_duration_in_minutes": 59}, f"{DURATION}: 59 is not allowed; allowed: 60 to 10,080"),
    ({"chat_duration_in_minutes": 10081}, f"{DURATION}: 10081 is not allowed; allowed: 60 to 10,080"),
    ({"chat_duration_in_minutes": "60"}, f"{DURATION}: '60' is str; give a whole number; allowed: 60 to 10,080"),
    ({"chat_duration_in_minutes": True}, f"{DURATION}: True is bool; give a whole number; allowed: 60 to 10,080"),
    (named(""), f"{NAME}: '' is not allowed; allowed: 1 to 256 characters"),
    (named("x" * 257), f"{NAME}: '{'x' * 39}… (257 long) is not allowed; allowed: 1 to 256 characters"),
    (named(7), f"{NAME}: 7 is int; give text; allowed: 1 to 256 characters"),
    (
        named(None),
        f"{NAME}: is required; give a value or FromCaller(…) or FromClaim(…)",
    ),
    ({"customer_id": "x" * 129}, "request.customer_id: the value is not allowed; allowed: 1 to 128 characters"),
    (
        {"participant_configuration": ParticipantConfiguration(response_mode="FAST")},
        "request.participant_configuration.response_mode: 'FAST' is not allowed; allowed: INCREMENTAL, COMPLETE",
    ),
    (
        {"initial_message": ChatMessage(content_type="text/plian", content="Hi")},
        "request.initial_message.content_type: 'text/plian' looks like a typo; did you mean 'text/plain'?",
    ),
    (
        {"initial_message": ChatMessage(content_type="text/plain", content="é" * 8193)},
        f"request.initial_message.content: '{'é' * 39}… (8193 long) is not allowed; allowed: 1 to 16,384 UTF-8 bytes",
    ),
    (
        {"chat_streaming_configuration": ChatStreamingConfiguration(streaming_endpoint_arn="")},
        "request.chat_streaming_configuration.streaming_endpoint_arn: '' is not allowed; allowed: 1 to 350 characters",
    ),
    ({"connection_types": "WEBSOCKET"}, "request.connection_types: 'WEBSOCKET' is str; give a list"),
    ({"connection_types": []}, "request.connection_types: 0 entries are not allowed; give 1 to 2"),
    (
        {"connection_types": ["WEBSOCKET", "WEBSOCKET"]},
        "request.connection_types: 'WEBSOCKET' is given twice; give each entry once",
    ),
    (
        {"disconnect_on_customer_exit": ["AGENT", "AGENT"]},
        "request.disconnect_on_customer_exit: 2 entries are not allowed; give 1 to 1",
    ),
    (
        {"disconnect_on_customer_exit": ["BOT"]},
        "request.disconnect_on_customer_exit[0]: 'BOT' is not allowed; allowed: AGENT",
    ),
    # tokens and objects
    ({"attributes": {"a": NUMBER}}, "request.attributes['a']: got a token that is float; give one that is text"),
    ({"chat_duration_in_minutes": TOKEN}, f"{DURATION}: got a token that is str; give one that is a whole number"),
    ({"connection_types": TOKEN}, "request.connection_types: got a token that is str; give one that is a list"),
    ({"attributes": TOKEN}, "request.attributes: got str; give a mapping from names to values"),
    (
        named(SegmentAttributeValue()),
        (
            f"{NAME}: SegmentAttributeValue(value_string=None,… (109 long) is SegmentAttributeValue; give text; "
            "allowed: 1 to 256 characters"
        ),
    ),
    (named(date(2026, 1, 1)), f"{NAME}: datetime.date(2026, 1, 1) is date; give text; allowed: 1 to 256 characters"),
    # structures and maps
    ({"participant_details": "Ann"}, "request.participant_details: got str; give ParticipantDetails(…)"),
    ({"attributes": ["a"]}, "request.attributes: got list; give a mapping from names to values"),
    ({"attributes": {}}, "request.attributes: an empty mapping sends nothing; add an entry or leave the member out"),
    ({"attributes": {"a b": "x"}}, "request.attributes: key 'a b' is not allowed; use letters, digits, - and _"),
    ({"attributes": {1: "x"}}, "request.attributes key: 1 is int; give text; allowed: 1 to 32,767 characters"),
    (
        {"attributes": {"a": "x" * 20000, "b": "x" * 20000}},
        "request.attributes: 40,002 bytes of keys and fixed values; allowed: 32,768 in all; shorten them",
    ),
    # sources in the wrong place
    (
        named(SignedContactId()),
        f"{NAME}: SignedContactId is not allowed here; give a value or FromCaller(…) or FromClaim(…)",
    ),
    ({"instance_id": FromCaller()}, "request.instance_id: FromCaller is not allowed here; give a value"),
    (
        {"client_token": "fixed"},
        "request.client_token: a fixed value would make all callers share one chat; give FromCaller(…)",
    ),
]


@pytest.mark.parametrize(
    ("members", "message"), MESSAGES, ids=lambda value: value[:60] if isinstance(value, str) else ""
)
def test_message(members: dict[str, Any], message: str) -> None:
    assert problems(**members) == [message]


def test_problems_are_collected() -> None:
    found = problems(chat_duration_in_minutes=1, contact_flow_id="a/b", **named(""))
    assert len(found) == 3
    assert found[0].startswith(f"{NAME}: '' is not allowed")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"instance_id": ""}, "request.instance_id: '' is not allowed; allowed: 1 to 100 characters"),
        (
            {"instance_id": f"{ARN}/contact-flow/{FLOW_ID}"},
            f"request.instance_id: '{ARN}/contact-flow/{FLOW_ID}' is not the ARN of an instance; give the id, or an "
            "ARN that ends with instance/<id>",
        ),
        (
            {"contact_flow_id": ""},
            "request.contact_flow_id: '' is not a valid id; allowed: letters, digits and hyphens",
        ),
    ],
)
def test_one_mistake_is_one_problem(members: dict[str, Any], message: str) -> None:
    assert problems(**members) == [message]


@pytest.mark.parametrize("member", ["instance_id", "contact_flow_id"])
def test_required_members(member: str) -> None:
    assert problems(**{member: None})[0] == (
        f"request.{member}: is required; give a value"
        + (" or FromCaller(…) or FromClaim(…)" if member == "contact_flow_id" else "")
    )


@pytest.mark.parametrize(
    "members",
    [
        {"instance_id": TOKEN, "contact_flow_id": TOKEN},
        {"instance_id": ARN, "contact_flow_id": f"{ARN}/contact-flow/{FLOW_ID}"},
        {"instance_id": f"arn:{TOKEN}:connect:{TOKEN}:{TOKEN}:instance/{TOKEN}"},
        {"contact_flow_id": FromCaller(one_of={"sales": TOKEN, "support": FLOW_ID}, default="sales")},
        {"chat_duration_in_minutes": NUMBER},
        {"supported_messaging_content_types": ["#{Token[TOKEN.2]}"]},
        {"attributes": {"topic": TOKEN, "claim": FromClaim(["address", "country"], default="GB")}},
        {"client_token": FromCaller(required=True)},
        {"connection_types": FromCaller(one_of={"socket": "WEBSOCKET"}, default=["socket"])},
        {"supported_messaging_content_types": FromCaller(one_of={"text": "text/plain"}, default=["text"])},
        {"persistent_chat": PersistentChat(rehydration_type=FromCaller(), source_contact_id=SignedContactId())},
        {"segment_attributes": {"a": SegmentAttributeValue(value_map={"b": SegmentAttributeValue(value_integer=1)})}},
        {"supported_messaging_content_types": ["text/plain", "application/vnd.new"]},
        named("Ann \u0301 \U0001f600"),
    ],
)
def test_what_can_be_deployed(members: dict[str, Any]) -> None:
    assert problems(**members) == []
