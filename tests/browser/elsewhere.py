"""The visitor on another device, without a browser."""

import json

from websockets.sync.client import connect

from local.boto import client
from tests.browser.conftest import ChatPage, World


def say_elsewhere(world: World, chat: ChatPage, text: str) -> None:
    """Say something as the visitor on another device, and wait until the agent has answered."""
    token = chat.page.evaluate("JSON.parse(sessionStorage.getItem('chat')).ParticipantToken")
    participant = client("connectparticipant", world.connect.url)
    created = participant.create_participant_connection(
        Type=["WEBSOCKET", "CONNECTION_CREDENTIALS"], ParticipantToken=token
    )
    with connect(created["Websocket"]["Url"], proxy=None) as socket:
        socket.send(json.dumps({"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}}))
        socket.recv(5)
        participant.send_message(
            ContentType="text/plain",
            Content=text,
            ConnectionToken=created["ConnectionCredentials"]["ConnectionToken"],
        )
        while True:
            item = json.loads(json.loads(socket.recv(5)).get("content", "{}"))
            if item["Type"] == "MESSAGE" and item["ParticipantRole"] == "AGENT":
                return
