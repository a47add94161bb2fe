"""The websocket on which a customer hears the chat."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from local.connect.chat import Inbox
from local.connect.state import State

CHAT_TOPIC = "aws/chat"


async def serve_websocket(state: State, websocket: WebSocket) -> None:
    """Serves one connection to a presigned URL; refuses it with 403 when the URL or the chat is over."""
    state.end_due()
    contact = state.connections.by_websocket_token(websocket.query_params.get("X-Amz-Security-Token", ""))
    if contact is None or contact.ended_at is not None:
        await websocket.close()
        return
    await websocket.accept()
    state.connected(contact)
    inbox: Inbox | None = None
    forwarder: asyncio.Task[None] | None = None
    try:
        while True:
            response = _response(await websocket.receive_text())
            if response is None:
                continue
            await websocket.send_text(json.dumps(response))
            if inbox is None and CHAT_TOPIC in response.get("content", {}).get("topics", ()):
                inbox = contact.chat.subscribe()
                forwarder = asyncio.create_task(_forward(inbox, websocket))
                state.listening(contact)
    except WebSocketDisconnect:
        pass
    finally:
        if inbox is not None and forwarder is not None:
            contact.chat.unsubscribe(inbox)
            forwarder.cancel()


def _response(frame: str) -> dict[str, Any] | None:
    """The response to a client's frame; none to one that is not of the protocol."""
    try:
        message = json.loads(frame)
        topic = message["topic"]
        if topic == "aws/subscribe":
            topics = [asked for asked in message["content"]["topics"] if asked == CHAT_TOPIC]
            return {"topic": topic, "content": {"status": "success" if topics else "failure", "topics": topics}}
    except (ValueError, TypeError, KeyError):
        return None
    if topic == "aws/heartbeat":
        return {"topic": topic}
    if topic == "aws/ping":
        return {"topic": topic, "statusCode": 200, "statusContent": "OK"}
    return None


async def _forward(inbox: Inbox, websocket: WebSocket) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # the client is gone
        while (item := await inbox.get()) is not None:
            frame = {"topic": CHAT_TOPIC, "contentType": "application/json", "content": json.dumps(item)}
            await websocket.send_text(json.dumps(frame))
