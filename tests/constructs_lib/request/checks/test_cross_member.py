"""Messages about rules across members."""

# ruff: noqa: E501, ISC004 - a message stays on one line

from typing import Any

import pytest

from constructs_lib import (
    FromCaller,
    FromClaim,
    PersistentChat,
    SegmentAttributeValue,
)
from tests.support.requests import ARN, INSTANCE_ID, TOKEN, problems

INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive"
IDS = "allowed: letters, digits and hyphens"
TYPES = "request.supported_messaging_content_types"
SEGMENT = "request.segment_attributes['a']"


def segment(value: Any, key: str = "a") -> dict[str, Any]:
    return {"segment_attributes": {key: value}}


MESSAGES: list[tuple[dict[str, Any], str]] = [
    (segment("x"), f"{SEGMENT}: got str; give SegmentAttributeValue(…)"),
    (
        segment(SegmentAttributeValue(value_list="x")),  # type: ignore[arg-type]
        f"{SEGMENT}.value_list: got str; give a list of SegmentAttributeValue(…)",
    ),
    (
        segment(SegmentAttributeValue(value_list=["x"])),  # type: ignore[list-item]
        f"{SEGMENT}.value_list[0]: got str; give SegmentAttributeValue(…)",
    ),
    (
        segment(SegmentAttributeValue()),
        f"{SEGMENT}: has no value; give exactly one of value_string, value_map, value_integer, value_list, value_arn",
    ),
    (
        segment(SegmentAttributeValue(value_string="x", value_integer=1)),
        f"{SEGMENT}: has value_string and value_integer; give exactly one of value_string, value_map, value_integer, "
        "value_list, value_arn",
    ),
    (
        segment(SegmentAttributeValue(value_arn="topic")),
        f"{SEGMENT}.value_arn: 'topic' is not a valid ARN; give one, or use value_string",
    ),
    (
        segment(SegmentAttributeValue(value_string="x"), "a b"),
        "request.segment_attributes['a b']: key 'a b' is not allowed; use letters, digits, - and _, or a connect: name",
    ),
    (
        segment(SegmentAttributeValue(value_string="connect:Guide"), "connect:Subtype"),
        "request.segment_attributes['connect:Subtype']: connect:Guide needs the interactive content types; add "
        f"{INTERACTIVE} and {INTERACTIVE}.response to {TYPES}",
    ),
    (
        segment(SegmentAttributeValue(value_list=[SegmentAttributeValue(value_string=FromCaller())])),
        f"{SEGMENT}.value_list: a list can only be fixed as a whole; give values, or use value_map",
    ),
    # instance and flows
    ({"instance_id": ARN.replace(INSTANCE_ID, "*")}, f"request.instance_id: '*' is not a valid id; {IDS}"),
    ({"instance_id": f"{TOKEN}*"}, f"request.instance_id: '{TOKEN}*' is not a valid id; {IDS}"),
    ({"contact_flow_id": f"{ARN}/contact-flow/*"}, f"request.contact_flow_id: '*' is not a valid id; {IDS}"),
    ({"contact_flow_id": f"{TOKEN}/*"}, f"request.contact_flow_id: '{TOKEN}/*' is not a valid id; {IDS}"),
    (
        {"contact_flow_id": FromCaller(one_of=["#{Token[TOKEN.2]}"])},
        "request.contact_flow_id: one_of is a list that only the deployment knows; name each value, tokens included",
    ),
    ({"instance_id": "a/b"}, f"request.instance_id: 'a/b' is not a valid id; {IDS}"),
    ({"instance_id": "*"}, f"request.instance_id: '*' is not a valid id; {IDS}"),
    (
        {"instance_id": "arn:aws:s3:::x"},
        "request.instance_id: 'arn:aws:s3:::x' is not the ARN of an instance; give the id, or an ARN that ends with instance/<id>",
    ),
    ({"contact_flow_id": "a/b"}, f"request.contact_flow_id: 'a/b' is not a valid id; {IDS}"),
    (
        {"contact_flow_id": ARN},
        f"request.contact_flow_id: '{ARN}' is not the ARN of a contact flow; give the id, or an ARN that ends with instance/<id>/contact-flow/<id>",
    ),
    (
        {"instance_id": "9999", "contact_flow_id": f"{ARN}/contact-flow/1"},
        f"request.contact_flow_id: got an ARN of instance {INSTANCE_ID}, but instance_id is 9999; give a flow of that instance",
    ),
    (
        {"contact_flow_id": FromCaller()},
        "request.contact_flow_id: FromCaller needs one_of; name the flows to choose from",
    ),
    (
        {"contact_flow_id": FromClaim("flow")},
        "request.contact_flow_id: FromClaim needs one_of; name the flows to choose from",
    ),
    # content types
    (
        {"supported_messaging_content_types": ["text/markdown"]},
        f"{TYPES}: ['text/markdown'] lacks text/plain, which every chat must support; add it",
    ),
    (
        {"supported_messaging_content_types": FromCaller(one_of=["text/markdown"])},
        f"{TYPES}: one_of lacks text/plain, which every chat must support; add it",
    ),
    (
        {"supported_messaging_content_types": FromCaller(default=["text/markdown"])},
        f"{TYPES}: ['text/markdown'] lacks text/plain, which every chat must support; add it",
    ),
    # contacts
    (
        {"related_contact_id": "arn:aws:connect:x"},
        "request.related_contact_id: 'arn:aws:connect:x' is an ARN; give the contact's id, which ends the ARN",
    ),
    (
        {
            "related_contact_id": "contact-1",
            "persistent_chat": PersistentChat(rehydration_type="FROM_SEGMENT", source_contact_id=FromCaller()),
        },
        "request.persistent_chat and request.related_contact_id exclude each other; leave one out, or let both come from callers, who may then send one of them",
    ),
]


@pytest.mark.parametrize(
    ("members", "message"), MESSAGES, ids=lambda value: value[:60] if isinstance(value, str) else ""
)
def test_message(members: dict[str, Any], message: str) -> None:
    assert problems(**members) == [message]
