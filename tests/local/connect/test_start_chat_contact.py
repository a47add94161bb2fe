from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.connect import CONNECT_RATE, ConnectStandIn

Start = Callable[..., dict[str, Any]]

INSTANCE = "11111111-1111-4111-8111-111111111111"
FLOW = "22222222-2222-4222-8222-222222222222"
INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive"
SCOPE = "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1"
TOPIC = "arn:aws:sns:us-east-1:123456789012:chats"


def refusal(start: Start, **members: Any) -> dict[str, Any]:
    with pytest.raises(ClientError) as error:
        start(**members)
    response: dict[str, Any] = error.value.response
    return {"Status": response["ResponseMetadata"]["HTTPStatusCode"], **response["Error"]}


def test_minimal_request(start: Start, stand_in: ConnectStandIn) -> None:
    answer = start()
    metadata = answer.pop("ResponseMetadata")
    assert metadata["HTTPHeaders"]["content-type"] == "application/json"
    assert len(metadata["RequestId"]) == 36
    assert set(answer) == {"ContactId", "ParticipantId", "ParticipantToken"}
    [entry] = stand_in.ledger()
    assert entry["ContactId"] == answer["ContactId"]
    assert entry["Request"]["ParticipantDetails"] == {"DisplayName": "Ada"}
    assert entry["Response"] == answer
    assert entry["RespondedAt"] == [entry["StartedAt"]] == ["2023-11-14T22:13:20.000Z"]
    [call] = stand_in.calls()
    assert call["Outcome"] == "started"
    assert call["Status"] == 200


def test_everything_at_once(start: Start, stand_in: ConnectStandIn) -> None:
    members: dict[str, Any] = {
        "Attributes": {"a-B_9": "", "topic": "x"},
        "ParticipantConfiguration": {"ResponseMode": "INCREMENTAL"},
        "InitialMessage": {"ContentType": "text/plain", "Content": "hello"},
        "ClientToken": "t",
        "ChatDurationInMinutes": 60,
        "SupportedMessagingContentTypes": ["text/markdown", "text/plain", INTERACTIVE, f"{INTERACTIVE}.response"],
        "SegmentAttributes": {
            "connect:Subtype": {"ValueString": "connect:Guide"},
            "x": {"ValueMap": {"y": {"ValueInteger": 3}, "z": {"ValueList": [{"ValueArn": "arn:aws:x"}]}}},
        },
        "CustomerId": "c",
        "DisconnectOnCustomerExit": ["AGENT"],
        "ConnectionTypes": ["WEBSOCKET", "CONNECTION_CREDENTIALS"],
        "ChatStreamingConfiguration": {"StreamingEndpointArn": TOPIC},
    }
    answer = start(**members)
    assert answer["StreamingId"]
    assert answer["Websocket"]["Url"].startswith(f"ws://127.0.0.1:{stand_in.port}/")
    assert answer["Websocket"]["ConnectionExpiry"] == "2023-11-14T22:15:00.000Z"
    assert answer["ConnectionCredentials"]["Expiry"] == "2023-11-15T22:13:20.000Z"
    assert {name: stand_in.ledger()[0]["Request"][name] for name in members} == members


@pytest.mark.parametrize(
    ("types", "members"),
    [
        (["WEBSOCKET"], {"Websocket"}),
        (["CONNECTION_CREDENTIALS"], {"ConnectionCredentials"}),
        (["AUTHENTICATION_SESSION", "WEBRTC_CONNECTION"], set()),
    ],
)
def test_connection_types(start: Start, types: list[str], members: set[str]) -> None:
    assert {"Websocket", "ConnectionCredentials"} & set(start(ConnectionTypes=types)) == members


def nested(depth: int) -> dict[str, Any]:
    return {"ValueMap": {"k": nested(depth - 1)}} if depth else {"ValueString": "v" * 1_025}


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"InstanceId": None}, "'InstanceId' failed to satisfy constraint: Member must not be null"),
        ({"InstanceId": ""}, "'InstanceId' failed to satisfy constraint: Member must have length greater than"),
        ({"InstanceId": "i" * 101}, "length less than or equal to 100"),
        ({"ContactFlowId": None}, "'ContactFlowId' failed to satisfy constraint: Member must not be null"),
        ({"ContactFlowId": "f" * 501}, "length less than or equal to 500"),
        ({"ParticipantDetails": None}, "'ParticipantDetails' failed to satisfy constraint: Member must not be null"),
        ({"ParticipantDetails": {}}, "'ParticipantDetails.DisplayName' failed to satisfy constraint"),
        ({"ParticipantDetails": {"DisplayName": ""}}, "length greater than or equal to 1"),
        ({"ParticipantDetails": {"DisplayName": "é" * 257}}, "length less than or equal to 256"),
        ({"ClientToken": "t" * 501}, "'ClientToken' failed to satisfy constraint: Member must have length less"),
        ({"ChatDurationInMinutes": 59}, "value greater than or equal to 60"),
        ({"ChatDurationInMinutes": 10_081}, "value less than or equal to 10080"),
        ({"SupportedMessagingContentTypes": ["text/plain", ""]}, "'SupportedMessagingContentTypes[1]'"),
        ({"InitialMessage": {"Content": "x"}}, "'InitialMessage.ContentType'"),
        ({"InitialMessage": {"ContentType": "text/plain", "Content": "x" * 16_385}}, "or equal to 16384"),
        ({"PersistentChat": {"RehydrationType": "ALL"}}, "enum value set: [ENTIRE_PAST_SESSION, FROM_SEGMENT]"),
        ({"RelatedContactId": "r" * 257}, "'RelatedContactId'"),
        ({"SegmentAttributes": {"k" * 129: {}}}, "'SegmentAttributes.key'"),
        ({"SegmentAttributes": {"k": nested(2)}}, "'SegmentAttributes.value.ValueMap.value.ValueMap.value.ValueS"),
        ({"CustomerId": "c" * 129}, "'CustomerId'"),
        ({"DisconnectOnCustomerExit": []}, "'DisconnectOnCustomerExit' failed to satisfy constraint: Member must h"),
        ({"DisconnectOnCustomerExit": ["CUSTOMER"]}, "enum value set: [AGENT]"),
        ({"ConnectionTypes": ["WEBSOCKET"] * 3}, "'ConnectionTypes' failed to satisfy constraint: Member must ha"),
        ({"ConnectionTypes": ["websocket"]}, "'ConnectionTypes[0]'"),
        ({"ParticipantConfiguration": {"ResponseMode": "X"}}, "enum value set: [INCREMENTAL, COMPLETE]"),
        ({"ChatStreamingConfiguration": {"StreamingEndpointArn": "a" * 351}}, "or equal to 350"),
    ],
)
def test_the_model_is_enforced(start: Start, stand_in: ConnectStandIn, members: dict[str, Any], message: str) -> None:
    error = refusal(start, **members)
    assert (error["Status"], error["Code"]) == (400, "InvalidParameterException")
    assert error["Message"].startswith("1 validation error detected: Value at '")
    assert message in error["Message"]
    assert stand_in.ledger() == []
    assert [call["Outcome"] for call in stand_in.calls()] == ["InvalidParameterException"]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"Attributes": {"a b": "x"}}, "Attributes keys can include only alphanumeric, dash, and underscore"),
        ({"Attributes": {"a\n": "x"}}, "Attributes keys can include only"),
        ({"Attributes": {"é": "x"}}, "Attributes keys can include only"),
        ({"Attributes": {"k": "é" * 16_384}}, "Attributes have 32769 UTF-8 bytes"),
        ({"SupportedMessagingContentTypes": ["text/markdown"]}, "must always contain text/plain"),
        ({"SupportedMessagingContentTypes": []}, "must always contain text/plain"),
        ({"SupportedMessagingContentTypes": ["text/plain", "text/html"]}, "can contain only text/plain, "),
        ({"SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:Guide"}}}, "connect:Guide needs"),
        ({"SegmentAttributes": {"a b": {}}}, "SegmentAttributes keys"),
        ({"SegmentAttributes": {"k": {"ValueMap": {"a": {"ValueArn": "x"}}}}}, "ValueArn has to be a valid ARN"),
        ({"InitialMessage": {"ContentType": INTERACTIVE, "Content": "x"}}, "InitialMessage.ContentType must be one"),
        ({"InitialMessage": {"ContentType": "text/plain", "Content": "é" * 8_193}}, "Content has 16386 bytes"),
        ({"PersistentChat": {}}, "PersistentChat.RehydrationType is required"),
        ({"PersistentChat": {"RehydrationType": "FROM_SEGMENT"}}, "PersistentChat.SourceContactId is required"),
        (
            {
                "PersistentChat": {"RehydrationType": "FROM_SEGMENT", "SourceContactId": "s"},
                "RelatedContactId": "r",
            },
            "You cannot provide data for both RelatedContactId and PersistentChat",
        ),
        ({"ChatStreamingConfiguration": {"StreamingEndpointArn": f"{TOPIC}.fifo"}}, "ARN of a standard SNS topic"),
    ],
)
def test_the_documented_rules_are_enforced(start: Start, members: dict[str, Any], message: str) -> None:
    error = refusal(start, **members)
    assert (error["Status"], error["Code"]) == (400, "InvalidRequestException")
    assert message in error["Message"]


def test_the_largest_of_everything_is_accepted(start: Start) -> None:
    start(
        InstanceId="i" * 100,
        ContactFlowId="f" * 500,
        Attributes={"k" * 100: "v" * 32_668},
        ParticipantDetails={"DisplayName": "é" * 256},
        InitialMessage={"ContentType": "text/markdown", "Content": "é" * 8_192},
        ClientToken="t" * 500,
        ChatDurationInMinutes=10_080,
    )


def test_wrong_types_and_unknown_members(raw: Callable[..., Any]) -> None:
    for members, message in [
        ({"InstanceId": 1}, "'InstanceId' failed to satisfy constraint: Member must be of type string"),
        ({"ChatDurationInMinutes": "60"}, "'ChatDurationInMinutes' failed to satisfy constraint: Member must be of ty"),
        ({"ChatDurationInMinutes": 60.0}, "Member must be of type integer"),
        ({"ChatDurationInMinutes": True}, "Member must be of type integer"),
        ({"Attributes": {"k": None}}, "'Attributes.value' failed to satisfy constraint: Member must be of type string"),
        ({"Attributes": []}, "Member must be of type map"),
        ({"ConnectionTypes": {}}, "Member must be of type list"),
        ({"Username": "x"}, "'Username' failed to satisfy constraint: Member is unknown; known here: InstanceId, "),
        ({"SegmentAttributes": {"k": {"valueString": "x"}}}, "'SegmentAttributes.value.valueString'"),
        ({"ParticipantDetails": {"DisplayName": "\ud800"}}, "Member must be valid Unicode"),
    ]:
        answer = raw(members)
        assert answer.status_code == 400, members
        assert answer.headers["x-amzn-ErrorType"] == "InvalidParameterException"
        assert message in answer.json()["Message"]


def test_null_members_are_absent(raw: Callable[..., Any]) -> None:
    assert raw({"ChatDurationInMinutes": None, "PersistentChat": None}).status_code == 200
    assert raw({"InstanceId": None}).status_code == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff{}", b"[" * 100_000])
def test_a_body_that_is_no_json_object(raw: Callable[..., Any], body: bytes) -> None:
    answer = raw(content=body)
    assert (answer.status_code, answer.headers["x-amzn-ErrorType"]) == (400, "SerializationException")


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "MissingAuthenticationTokenException"),
        ("Bearer x", "IncompleteSignatureException"),
        (f"{SCOPE}/connect/aws4_request", "IncompleteSignatureException"),
        (f"{SCOPE}/execute-api/aws4_request, SignedHeaders=host, Signature={'0' * 64}", "InvalidSignatureException"),
    ],
)
def test_the_request_must_be_signed(raw: Callable[..., Any], authorization: str | None, code: str) -> None:
    answer = raw({}, authorization=authorization)
    assert (answer.status_code, answer.headers["x-amzn-ErrorType"]) == (403, code)


def test_no_value_from_the_request_is_in_an_error(raw: Callable[..., Any], stand_in: ConnectStandIn) -> None:
    canary = "c4n4ry" * 10_000
    raw({"ParticipantDetails": {"DisplayName": canary}, "Attributes": {canary: canary}, "CustomerId": canary})
    raw({"Attributes": {"c4n4ry !": "c4n4ry"}, "SupportedMessagingContentTypes": ["c4n4ry"]})
    assert len(stand_in.calls()) == 2
    assert "c4n4ry" not in json.dumps([call["Message"] for call in stand_in.calls()])


def test_a_repeat_with_the_same_client_token_is_the_same_contact(start: Start, stand_in: ConnectStandIn) -> None:
    first = start(ClientToken="t", ConnectionTypes=["WEBSOCKET"])
    second = start(ClientToken="t", ParticipantDetails={"DisplayName": "Somebody else"})
    assert [first[name] for name in ("ContactId", "ParticipantToken", "Websocket")] == [
        second[name] for name in ("ContactId", "ParticipantToken", "Websocket")
    ]
    [entry] = stand_in.ledger()
    assert len(entry["RespondedAt"]) == 2
    assert entry["Request"]["ParticipantDetails"]["DisplayName"] == "Ada"
    assert [call["Outcome"] for call in stand_in.calls()] == ["started", "repeated"]
    assert start(ClientToken="T")["ContactId"] != first["ContactId"]


def test_a_repeat_after_the_end_has_no_websocket_url(start: Start, clock: Any) -> None:
    first = start(ClientToken="t", ConnectionTypes=["WEBSOCKET"])
    clock.pass_(300)
    second = start(ClientToken="t", ConnectionTypes=["WEBSOCKET"])
    assert second["ContactId"] == first["ContactId"]
    assert "Websocket" not in second


def test_twenty_at_once_with_one_client_token(start: Start, stand_in: ConnectStandIn) -> None:
    threads = [threading.Thread(target=start, kwargs={"ClientToken": "t"}) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [entry] = stand_in.ledger()
    assert len(entry["RespondedAt"]) == 20


def test_the_rate_limit_is_a_token_bucket(start: Start, stand_in: ConnectStandIn, clock: Any) -> None:
    stand_in.set(rate=CONNECT_RATE)
    for _ in range(8):
        start()
    error = refusal(start)
    assert (error["Status"], error["Code"]) == (429, "TooManyRequestsException")
    clock.pass_(1)
    for _ in range(5):
        start()
    assert refusal(start)["Code"] == "TooManyRequestsException"


def test_the_quota_of_active_chats_is_per_instance(start: Start, stand_in: ConnectStandIn, clock: Any) -> None:
    stand_in.set(concurrent_chats=2)
    start(ClientToken="t")
    start()
    error = refusal(start)
    assert (error["Status"], error["Code"]) == (429, "LimitExceededException")
    start(InstanceId="another")
    start(ClientToken="t")
    clock.pass_(299)
    assert refusal(start)["Code"] == "LimitExceededException"
    clock.pass_(1)
    start()
    assert [entry["EndReason"] for entry in stand_in.ledger()] == ["NEVER_CONNECTED"] * 3 + [None]


def test_known_instances_and_flows(start: Start, stand_in: ConnectStandIn) -> None:
    stand_in.set(known={INSTANCE: [FLOW]})
    start()
    assert refusal(start, InstanceId="x") == {
        "Status": 404,
        "Code": "ResourceNotFoundException",
        "Message": "Instance not found",
    }
    assert refusal(start, ContactFlowId="x")["Message"] == "Contact flow not found"


@pytest.mark.parametrize("rehydration_type", ["ENTIRE_PAST_SESSION", "FROM_SEGMENT"])
def test_a_persistent_chat_continues_an_ended_one(start: Start, clock: Any, rehydration_type: str) -> None:
    source = start()["ContactId"]
    persistent = {"RehydrationType": rehydration_type, "SourceContactId": source}
    assert "a chat that has not ended" in refusal(start, PersistentChat=persistent)["Message"]
    clock.pass_(300)
    assert start(PersistentChat=persistent)["ContinuedFromContactId"] == source
    unknown = persistent | {"SourceContactId": "x"}
    assert refusal(start, PersistentChat=unknown)["Code"] == "ResourceNotFoundException"
    assert refusal(start, PersistentChat=persistent, InstanceId="another")["Code"] == "ResourceNotFoundException"


def test_a_related_contact_must_exist(start: Start) -> None:
    assert "ContinuedFromContactId" not in start(RelatedContactId=start()["ContactId"])
    assert refusal(start, RelatedContactId="x")["Code"] == "ResourceNotFoundException"
