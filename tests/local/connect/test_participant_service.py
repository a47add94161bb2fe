from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import websockets.exceptions
from botocore.exceptions import ClientError

from local.connect import ConnectStandIn

Start = Callable[..., dict[str, Any]]
Join = Callable[[dict[str, Any]], tuple[str, str]]


def refusal(call: Callable[[], Any]) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as error:
        call()
    response = error.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"], response["Error"]["Message"]


def test_a_chat_must_be_connected_within_five_minutes(
    start: Start, join: Join, clock: Any, stand_in: ConnectStandIn
) -> None:
    started = start()
    join(start())
    clock.pass_(299)
    join(start())
    clock.pass_(1)
    assert refusal(lambda: join(started)) == (403, "AccessDeniedException", "Access denied")
    assert [entry["EndReason"] for entry in stand_in.ledger()] == ["NEVER_CONNECTED", None, None]


@pytest.mark.parametrize("types", [["WEBSOCKET"], ["CONNECTION_CREDENTIALS"]])
def test_half_a_connection_does_not_count(start: Start, join: Join, participant: Any, clock: Any, types: Any) -> None:
    started = start()
    participant.create_participant_connection(Type=types, ParticipantToken=started["ParticipantToken"])
    clock.pass_(300)
    assert refusal(lambda: join(started))[0] == 403


def test_a_websocket_url_holds_for_100_seconds(start: Start, join: Join, listen: Any, clock: Any) -> None:
    url, _ = join(start())
    clock.pass_(99)
    listen(url).socket.close()
    clock.pass_(1)
    with pytest.raises(websockets.exceptions.InvalidStatus, match="HTTP 403"):
        listen(url)
    with pytest.raises(websockets.exceptions.InvalidStatus, match="HTTP 403"):
        listen(url[:-1])


def test_a_connection_token_holds_for_a_day(start: Start, join: Join, participant: Any, clock: Any) -> None:
    started = start(ChatDurationInMinutes=2_000)
    _, token = join(started)
    clock.pass_(86_399)
    participant.get_transcript(ConnectionToken=token)
    clock.pass_(1)
    assert refusal(lambda: participant.get_transcript(ConnectionToken=token))[0] == 403
    _, token = join(started)
    participant.get_transcript(ConnectionToken=token)


@pytest.mark.parametrize(("minutes", "seconds"), [(None, 90_000), (60, 3_600)])
def test_the_chat_ends_with_its_duration(
    start: Start, join: Join, listen: Any, clock: Any, minutes: int | None, seconds: int
) -> None:
    started = start(ChatDurationInMinutes=minutes)
    url, _ = join(started)
    with listen(url) as chat:
        for _ in range(3):
            chat.next_message()
        clock.pass_(seconds - 1)
        join(started)
        clock.pass_(1)
        # Nobody calls: the stand-in looks at the clock itself.
        assert chat.next()["ContentType"].endswith("chat.ended")


def test_tokens_are_not_interchangeable(start: Start, join: Join, participant: Any) -> None:
    started = start()
    _, token = join(started)
    assert refusal(lambda: join({"ParticipantToken": token}))[0] == 403
    assert refusal(lambda: participant.get_transcript(ConnectionToken=started["ParticipantToken"]))[0] == 403


@pytest.mark.parametrize(
    ("operation", "members", "message"),
    [
        ("send_message", {"ContentType": "text/plain"}, "Value at 'Content' failed to satisfy constraint: Member mus"),
        ("send_message", {"ContentType": "text/plain", "Content": ""}, "length greater than or equal to 1"),
        ("send_message", {"ContentType": "text/plain", "Content": "x" * 16_385}, "or equal to 16384"),
        ("send_message", {"ContentType": "text/plain", "Content": "é" * 8_193}, "Content has more than 16384 bytes"),
        ("send_message", {"ContentType": "text/markdown", "Content": "x"}, "this chat supports text/plain"),
        ("send_message", {"ContentType": "text/plain", "Content": "x", "ClientToken": "t" * 501}, "'ClientToken'"),
        ("send_event", {"ContentType": "application/vnd.amazonaws.connect.event.chat.ended"}, "ContentType must be"),
        ("send_event", {"ContentType": "application/vnd.amazonaws.connect.event.message.read"}, "Content must be"),
        (
            "send_event",
            {"ContentType": "application/vnd.amazonaws.connect.event.message.read", "Content": '{"messageId": "x"}'},
            'Content must be {"messageId": "…"}, the id of a message in this chat',
        ),
        ("get_transcript", {"MaxResults": 101}, "value less than or equal to 100"),
        ("get_transcript", {"SortOrder": "UP"}, "enum value set: [DESCENDING, ASCENDING]"),
        (
            "start_attachment_upload",
            {"ContentType": "text/csv", "AttachmentSizeInBytes": 1, "AttachmentName": "a.csv", "ClientToken": "t"},
            "StartAttachmentUpload is not served by this stand-in of Amazon Connect",
        ),
        ("get_attachment", {"AttachmentId": "x"}, "GetAttachment is not served"),
        ("describe_view", {"ViewToken": "x"}, "DescribeView is not served"),
    ],
)
def test_requests_are_validated(
    start: Start, join: Join, participant: Any, operation: str, members: dict[str, Any], message: str
) -> None:
    _, token = join(start())
    status, code, text = refusal(lambda: getattr(participant, operation)(ConnectionToken=token, **members))
    assert (status, code) == (400, "ValidationException")
    assert message in text


@pytest.mark.parametrize("types", [[], ["websocket"], ["WEBRTC_CONNECTION"]])
def test_connection_types_are_validated(start: Start, participant: Any, types: list[str]) -> None:
    token = start()["ParticipantToken"]
    status, _, text = refusal(lambda: participant.create_participant_connection(Type=types, ParticipantToken=token))
    assert status == 400
    assert "Type" in text


def test_a_message_with_a_repeated_client_token_is_sent_once(start: Start, join: Join, participant: Any) -> None:
    _, token = join(start())
    answers = [
        participant.send_message(ContentType="text/plain", Content=words, ClientToken="t", ConnectionToken=token)
        for words in ("one", "two")
    ]
    assert answers[0]["Id"] == answers[1]["Id"]
    transcript = participant.get_transcript(ConnectionToken=token)["Transcript"]
    assert [item["Content"] for item in transcript if item["Type"] == "MESSAGE"] == ["one"]


def test_browsers_may_call_from_any_page(stand_in: ConnectStandIn) -> None:
    asked = "authorization,content-type,x-amz-bearer,x-amz-content-sha256,x-amz-date,x-amz-user-agent"
    with httpx.Client(base_url=stand_in.url, headers={"Origin": "http://127.0.0.1:1"}, trust_env=False) as browser:
        preflight = browser.options(
            "/participant/connection",
            headers={"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": asked},
        )
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == "*"
        assert set(asked.split(",")) <= set(preflight.headers["access-control-allow-headers"].lower().split(", "))
        refused = browser.post("/participant/connection", json={})
        assert refused.status_code == 403
        assert refused.headers["access-control-allow-origin"] == "*"
        assert "x-amzn-ErrorType" in refused.headers["access-control-expose-headers"]
        assert refused.json() == {"Message": "Access denied"}
        assert "access-control-allow-origin" not in browser.get("/_stand-in/contacts").headers


def test_a_reset_and_the_end_send_everybody_away(client: Any, listen: Any) -> None:
    before = set(threading.enumerate())
    with ConnectStandIn() as stand_in:
        started = client("connect", stand_in).start_chat_contact(
            InstanceId="i",
            ContactFlowId="f",
            ParticipantDetails={"DisplayName": "Ada"},
            ConnectionTypes=["WEBSOCKET"],
        )
        first = listen(started["Websocket"]["Url"])
        stand_in.reset()
        with pytest.raises(websockets.exceptions.InvalidStatus, match="HTTP 403"):
            listen(started["Websocket"]["Url"])
    with pytest.raises(websockets.exceptions.ConnectionClosed):
        all(iter(first.next, None))
    first.socket.close()
    assert set(threading.enumerate()) == before
