"""A customer who chats by script: what a chat client does with the response of a start-a-chat endpoint."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from websockets.sync.client import connect

from local.boto import client

_ENDED = "application/vnd.amazonaws.connect.event.chat.ended"
_REPLY_SECONDS = 10


def hold_chat(endpoint: str, participant_token: str, question: str) -> Iterator[tuple[str, str]]:
    """Connect to a started chat, ask one question, say goodbye after the reply, and stay until the chat has ended.

    Args:
        endpoint: where the Participant Service is.
        participant_token: as the start of the chat gave it.
        question: a text that the agent's reply quotes.

    Yields:
        For each message, in the order of the chat: who wrote it, and its content.

    Raises:
        TimeoutError: nothing came for ten seconds.
        websockets.exceptions.ConnectionClosed: the socket closed before the chat had ended.
    """
    service = client("connectparticipant", endpoint)
    connection = service.create_participant_connection(
        Type=["WEBSOCKET", "CONNECTION_CREDENTIALS"], ParticipantToken=participant_token
    )
    token = connection["ConnectionCredentials"]["ConnectionToken"]

    def say(text: str) -> None:
        service.send_message(ContentType="text/plain", Content=text, ConnectionToken=token)

    with connect(connection["Websocket"]["Url"], proxy=None) as socket:
        socket.send(json.dumps({"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}}))
        said = False
        while (item := _item(socket.recv(_REPLY_SECONDS))).get("ContentType") != _ENDED:
            if "subscribed" in item:
                say(question)
            if item.get("Type") == "MESSAGE":
                yield item["DisplayName"], item["Content"]
                if item["ParticipantRole"] != "CUSTOMER" and question in item["Content"] and not said:
                    said = True
                    say("bye")


def _item(frame: str | bytes) -> Mapping[str, Any]:
    """The chat item in a frame; of other frames, only whether it confirms the subscription."""
    message = json.loads(frame)
    if message["topic"] == "aws/chat":
        item: dict[str, Any] = json.loads(message["content"])
        return item
    return {"subscribed": True} if message["topic"] == "aws/subscribe" else {}
