"""Whose mistake it is when Connect refuses a request."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.errors import ChatError, ChatNotEnded, Misconfigured, RequestRefused
from start_chat_contact.refusal import refusal

from constructs_lib import ChatMessage, FromCaller, ParticipantDetails, StartChatContactRequest
from tests.support.endpoints import Client, ask, plan_of
from tests.support.events import Http
from tests.support.profiles import FLOW_ID, INSTANCE_ID

REQUEST: dict[str, Any] = {
    "InstanceId": "i",
    "ContactFlowId": "f",
    "ParticipantDetails": {"DisplayName": "Jane"},
    "InitialMessage": {"ContentType": "text/plain", "Content": "Hi"},
    "Attributes": {"topic": "x", "channel": "web"},
    "SegmentAttributes": {"shop": {"ValueString": "s"}, "connect:Subtype": {"ValueString": "connect:Guide"}},
    "ClientToken": "t",
}
SAID = {
    "/ContactFlowId": "f",
    "/ParticipantDetails/DisplayName": "Jane",
    "/InitialMessage/Content": "Hi",
    "/Attributes/topic": "x",
    "/SegmentAttributes/shop/ValueString": "s",
}
GENERIC = "Invalid request"


def refused(text: str, request: dict[str, Any] = REQUEST, said: dict[str, Any] = SAID) -> tuple[type[ChatError], Any]:
    error = refusal(text, request, said, "InvalidRequestException")
    assert error.cause == "InvalidRequestException"
    assert {problem.reason for problem in error.problems} <= {"was refused by Connect"}
    return type(error), [problem.pointer for problem in error.problems]


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ("DisplayName is not valid", ["/ParticipantDetails/DisplayName"]),
        ("Value at 'participantDetails.displayName' failed to satisfy", ["/ParticipantDetails/DisplayName"]),
        ("Content exceeds the maximum length", ["/InitialMessage/Content"]),
        ("Attribute value for topic is too long", ["/Attributes/topic"]),
        ("Attributes exceed 32 KB", ["/Attributes/topic"]),  # the caller's, and the deployer's
        ("Segment attribute shop is not valid", ["/SegmentAttributes/shop/ValueString"]),
        ("DisplayName or Content", ["/InitialMessage/Content", "/ParticipantDetails/DisplayName"]),
        ("DisplayName and ContentType", ["/ParticipantDetails/DisplayName"]),
        (GENERIC, []),
        ("", []),
        ("The displayNames of the Contents", []),  # other words
    ],
)
def test_the_caller_had_a_say(text: str, pointers: list[str]) -> None:
    assert refused(text) == (RequestRefused, pointers)


@pytest.mark.parametrize(
    "text",
    [
        "InstanceId is not valid",
        "ContactFlowId is not valid",  # the caller chose it from the deployer's list
        "InitialMessage.ContentType is not supported",
        "Attribute value for channel is too long",
        "Segment attribute connect:Subtype is not valid",
        "ClientToken is too long",
    ],
)
def test_connect_names_what_only_the_deployer_said(text: str) -> None:
    assert refused(text) == (Misconfigured, [])


@pytest.mark.parametrize("said", [{}, {"/ContactFlowId": "f"}])
@pytest.mark.parametrize("text", [GENERIC, "DisplayName is not valid"])
def test_a_caller_who_said_nothing_is_not_to_blame(text: str, said: dict[str, Any]) -> None:
    assert refused(text, said=said) == (Misconfigured, [])


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (GENERIC, (ChatNotEnded, [])),
        ("PersistentChat: the contact has not ended", (ChatNotEnded, [])),
        ("SourceContactId is not valid", (ChatNotEnded, [])),
        ("DisplayName is not valid", (RequestRefused, ["/ParticipantDetails/DisplayName"])),
    ],
)
def test_an_earlier_chat_that_cannot_be_continued(text: str, outcome: Any) -> None:
    request = REQUEST | {"PersistentChat": {"RehydrationType": "FROM_SEGMENT", "SourceContactId": "c"}}
    assert refused(text, request, SAID | {"/PersistentChat/SourceContactId": "signed"}) == outcome


@pytest.mark.parametrize(
    ("text", "status", "outcome"),
    [
        ("Content exceeds 16384 bytes: secret words", 400, "request-refused"),
        ("InstanceId 4711 is not valid", 500, "misconfigured"),
    ],
)
def test_a_stranger_cannot_ring_the_deployer_s_alarm(text: str, status: int, outcome: str) -> None:
    def fail() -> Any:
        answer: Any = {
            "Error": {"Code": "InvalidRequestException", "Message": text},
            "ResponseMetadata": {"HTTPStatusCode": 400},
        }
        raise ClientError(answer, "StartChatContact")

    declared = StartChatContactRequest(
        instance_id=INSTANCE_ID,
        contact_flow_id=FLOW_ID,
        participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
        initial_message=ChatMessage(content_type="text/plain", content=FromCaller()),
    )
    body = json.dumps({"InitialMessage": {"Content": "words"}})
    answer, log = ask(Endpoint(plan_of("anonymous", declared), Client(fail)), Http(body=body).rest())
    assert (answer["statusCode"], json.loads(log)["Outcome"]) == (status, outcome)
    assert json.loads(log)["ConnectError"] == "InvalidRequestException"
    assert "secret words" not in answer["body"] + log
    assert "4711" not in answer["body"] + log
