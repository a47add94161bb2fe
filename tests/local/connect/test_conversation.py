from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import websockets.exceptions
from botocore.exceptions import ClientError

from local.connect import ConnectStandIn

EVENT = "application/vnd.amazonaws.connect.event."
INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive"
RICH = ["text/plain", "text/markdown", INTERACTIVE, f"{INTERACTIVE}.response"]

Start = Callable[..., dict[str, Any]]
Join = Callable[[dict[str, Any]], tuple[str, str]]


def summary(item: dict[str, Any]) -> tuple[str | None, str]:
    return item.get("ParticipantRole"), item.get("Content") or item["ContentType"].removeprefix(EVENT)


def test_a_plain_chat_from_start_to_end(
    start: Start, join: Join, listen: Any, participant: Any, stand_in: ConnectStandIn
) -> None:
    started = start(Attributes={"topic": "sales", "tier": "gold"})
    url, token = join(started)
    with listen(url) as chat:
        assert [summary(chat.next()) for _ in range(7)] == [
            ("AGENT", "participant.joined"),
            ("AGENT", "typing"),
            ("AGENT", "Hello Ada, this is the stand-in's agent. I see that you are here about sales."),
            ("AGENT", "typing"),
            ("AGENT", "The flow received: topic = sales, tier = gold"),
            ("AGENT", "typing"),
            ("AGENT", "Write anything, or: attributes, menu, bye."),
        ]
        sent = participant.send_message(ContentType="text/plain", Content="Hi there", ConnectionToken=token)
        own = chat.next()
        assert own | {"DisplayName": "Ada"} == {
            "AbsoluteTime": sent["AbsoluteTime"],
            "ContentType": "text/plain",
            "Id": sent["Id"],
            "Type": "MESSAGE",
            "InitialContactId": started["ContactId"],
            "ContactId": started["ContactId"],
            "ParticipantId": started["ParticipantId"],
            "DisplayName": "Ada",
            "ParticipantRole": "CUSTOMER",
            "Content": "Hi there",
        }
        for timestamp in ("DeliveredTimestamp", "ReadTimestamp"):
            receipt = chat.next()
            assert receipt["Type"] == "MESSAGEMETADATA"
            assert receipt["MessageMetadata"]["MessageId"] == sent["Id"]
            [note] = receipt["MessageMetadata"]["Receipts"]
            assert note["RecipientParticipantId"] != started["ParticipantId"]
            assert note[timestamp] == "2023-11-14T22:13:20.000Z"
        assert summary(chat.next()) == ("AGENT", "typing")
        assert summary(chat.next()) == ("AGENT", "About sales you wrote: Hi there")
        participant.send_message(ContentType="text/plain", Content="Bye!", ConnectionToken=token)
        assert chat.next_message()["Content"] == "Thank you, and goodbye."
        assert summary(chat.next()) == ("AGENT", "participant.left")
        assert summary(chat.next()) == (None, "chat.ended")
    [entry] = stand_in.ledger()
    assert (entry["ConnectedAt"], entry["EndReason"]) == ("2023-11-14T22:13:20.000Z", "AGENT_ENDED")


def test_a_rich_chat(start: Start, join: Join, listen: Any, participant: Any) -> None:
    url, token = join(start(Attributes={"topic": "sales"}, SupportedMessagingContentTypes=RICH))
    with listen(url) as chat:
        assert chat.next_message()["ContentType"] == "text/plain"
        attributes = chat.next_message()
        assert (attributes["ContentType"], attributes["Content"]) == (
            "text/markdown",
            "The flow received:\n\n- **topic**: sales",
        )
        menu = chat.next_message()
        assert menu["ContentType"] == INTERACTIVE
        picker = json.loads(menu["Content"])
        assert (picker["templateType"], picker["version"]) == ("ListPicker", "1.0")
        first, _, end = [element["title"] for element in picker["data"]["content"]["elements"]]
        participant.send_message(ContentType="text/markdown", Content="so **be** it", ConnectionToken=token)
        assert chat.next_message()["Content"] == "About **sales** you wrote:\n\n> so **be** it"
        for choice, content_type in (
            (json.dumps({"data": {"x": [first]}}), f"{INTERACTIVE}.response"),
            (first, "text/plain"),
        ):
            participant.send_message(ContentType=content_type, Content=choice, ConnectionToken=token)
            assert chat.next_message()["Content"] == attributes["Content"]
        response = json.dumps({"version": "1.0", "action": end})
        participant.send_message(ContentType=f"{INTERACTIVE}.response", Content=response, ConnectionToken=token)
        assert chat.next_message()["Content"] == "Thank you, and goodbye."


def test_the_customer_leaves(start: Start, join: Join, listen: Any, participant: Any, stand_in: ConnectStandIn) -> None:
    started = start()
    url, token = join(started)
    with listen(url) as chat:
        for _ in range(3):
            chat.next_message()
        participant.disconnect_participant(ConnectionToken=token)
        assert summary(chat.next()) == ("CUSTOMER", "participant.left")
        assert summary(chat.next()) == (None, "chat.ended")
    assert stand_in.ledger()[0]["EndReason"] == "DISCONNECTED"
    calls: list[Callable[[], Any]] = [
        lambda: join(started),
        lambda: participant.send_message(ContentType="text/plain", Content="x", ConnectionToken=token),
        lambda: participant.send_event(ContentType=f"{EVENT}typing", ConnectionToken=token),
        lambda: participant.get_transcript(ConnectionToken=token),
        lambda: participant.disconnect_participant(ConnectionToken=token),
    ]
    for call in calls:
        with pytest.raises(ClientError) as error:
            call()
        assert error.value.response["Error"]["Code"] == "AccessDeniedException"
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    with pytest.raises(websockets.exceptions.InvalidStatus, match="HTTP 403"):
        listen(url)


def test_the_initial_message_is_answered(start: Start, join: Join, listen: Any) -> None:
    url, _ = join(start(InitialMessage={"ContentType": "text/plain", "Content": "first words"}))
    with listen(url) as chat:
        assert [chat.next_message()["Content"] for _ in range(4)][3] == "You wrote: first words"


def test_a_connection_from_the_start_needs_no_other(start: Start, listen: Any, stand_in: ConnectStandIn) -> None:
    started = start(ConnectionTypes=["WEBSOCKET", "CONNECTION_CREDENTIALS"])
    with listen(started["Websocket"]["Url"]) as chat:
        assert chat.next_message()["Content"].startswith("Hello Ada")
    assert stand_in.ledger()[0]["ConnectedAt"] is not None


def test_messages_missed_on_a_lost_socket_are_in_the_transcript(
    start: Start, join: Join, listen: Any, participant: Any
) -> None:
    url, token = join(started := start())
    with listen(url) as chat:
        for _ in range(3):
            chat.next_message()
    sent = participant.send_message(ContentType="text/plain", Content="anybody?", ConnectionToken=token)
    url, token = join(started)
    with listen(url) as chat:
        participant.send_message(ContentType="text/plain", Content="me again", ConnectionToken=token)
        assert chat.next_message("CUSTOMER")["Content"] == "me again"
        assert chat.next_message()["Content"] == "You wrote: me again"
    transcript = participant.get_transcript(ConnectionToken=token, MaxResults=100, SortOrder="ASCENDING")["Transcript"]
    contents = [item["Content"] for item in transcript if item["Type"] == "MESSAGE"]
    assert contents[3:] == ["anybody?", "You wrote: anybody?", "me again", "You wrote: me again"]
    assert [item["ContentType"].removeprefix(EVENT) for item in transcript if item["Type"] == "EVENT"] == [
        "participant.joined",
        "participant.joined",
    ]
    [message] = [item for item in transcript if item["Id"] == sent["Id"]]
    assert "ReadTimestamp" in message["MessageMetadata"]["Receipts"][0]


def test_events_of_the_customer(start: Start, join: Join, listen: Any, participant: Any) -> None:
    started = start()
    url, token = join(started)
    with listen(url) as chat:
        for _ in range(3):
            message = chat.next_message()
        participant.send_event(ContentType=f"{EVENT}typing", ConnectionToken=token)
        assert summary(chat.next()) == ("CUSTOMER", "typing")
        for kind in ("delivered", "read"):
            participant.send_event(
                ContentType=f"{EVENT}message.{kind}",
                Content=json.dumps({"messageId": message["Id"]}),
                ClientToken="INCOMING_READ_RECEIPT",
                ConnectionToken=token,
            )
            receipt = chat.next()
            assert receipt["ContentType"] == f"{EVENT}message.{kind}"
    [last, *_] = participant.get_transcript(ConnectionToken=token)["Transcript"]
    assert last["MessageMetadata"]["Receipts"] == [
        {
            "RecipientParticipantId": started["ParticipantId"],
            "DeliveredTimestamp": "2023-11-14T22:13:20.000Z",
            "ReadTimestamp": "2023-11-14T22:13:20.000Z",
        }
    ]


def test_heartbeat_and_ping(start: Start, join: Join, listen: Any) -> None:
    url, _ = join(start())
    with listen(url) as chat:
        for _ in range(3):
            chat.next_message()
        assert chat.ask({"topic": "aws/heartbeat"}) == {"topic": "aws/heartbeat"}
        for nonsense in ("{", "[]", '{"topic":"aws/subscribe"}', '{"topic":"x"}'):
            chat.socket.send(nonsense)
        assert chat.ask({"topic": "aws/ping"}) == {"topic": "aws/ping", "statusCode": 200, "statusContent": "OK"}
        assert chat.ask({"topic": "aws/subscribe", "content": {"topics": ["x"]}})["content"]["status"] == "failure"


def test_without_a_websocket_the_participant_connects_itself(start: Start, participant: Any) -> None:
    answer = participant.create_participant_connection(
        Type=["CONNECTION_CREDENTIALS"], ConnectParticipant=True, ParticipantToken=start()["ParticipantToken"]
    )
    assert "Websocket" not in answer
    token = answer["ConnectionCredentials"]["ConnectionToken"]
    transcript = participant.get_transcript(ConnectionToken=token)["Transcript"]
    assert transcript[-1]["ContentType"] == f"{EVENT}participant.joined"
