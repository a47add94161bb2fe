"""The Participant Service: what a customer's client may do with its tokens."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from local.connect.chat import RECEIPTS, TYPING
from local.connect.contacts import Contact
from local.connect.errors import ServiceError
from local.connect.model import operation, violations
from local.connect.rules import MAX_CONTENT_BYTES, PLAIN, SENDABLE_CONTENT_TYPES
from local.connect.state import State
from local.connect.transcript import get_transcript

Json = dict[str, Any]


def serve(state: State, name: str, headers: Mapping[str, str], body: bytes) -> Json:
    """Handle one call of the operation ``name``.

    Raises:
        ServiceError: 403 when the token in ``X-Amz-Bearer`` does not hold or the chat has ended; 400 when the
            request is not valid or the stand-in does not serve the operation.
    """
    state.end_due()
    token = headers.get("x-amz-bearer", "")
    connecting = name == "CreateParticipantConnection"
    contact = (state.contacts.by_participant_token if connecting else state.connections.by_connection_token)(token)
    if contact is None or contact.ended_at is not None:
        raise ServiceError("AccessDeniedException", "Access denied")
    if name not in _OPERATIONS:
        raise ServiceError("ValidationException", f"{name} is not served by this stand-in of Amazon Connect")
    return _OPERATIONS[name](state, contact, _parsed(name, body))


def _parsed(name: str, body: bytes) -> Json:
    try:
        request = json.loads(body.decode() or "{}")
    except (ValueError, RecursionError):
        raise ServiceError("ValidationException", "The body is no JSON in UTF-8") from None
    if found := list(violations(operation("connectparticipant", name).input_shape, request)):
        raise ServiceError("ValidationException", "; ".join(found))
    parsed: Json = {member: value for member, value in request.items() if value is not None}
    return parsed


def _create_connection(state: State, contact: Contact, request: Json) -> Json:
    types = request.get("Type", [])
    if "WEBRTC_CONNECTION" in types:
        raise ServiceError("ValidationException", "Type: a chat has no WEBRTC_CONNECTION")
    response: Json = {}
    if "CONNECTION_CREDENTIALS" in types:
        response["ConnectionCredentials"] = state.connections.credentials(contact)
    if "WEBSOCKET" in types:
        response["Websocket"] = state.connections.websocket(contact)
    if len(response) == 2 or request.get("ConnectParticipant"):
        state.connected(contact)
    if request.get("ConnectParticipant"):
        # Connected without a websocket: there is no subscription to wait for.
        state.listening(contact)
    return response


def _send_message(state: State, contact: Contact, request: Json) -> Json:
    supported = contact.request.get("SupportedMessagingContentTypes") or [PLAIN]
    allowed = [content_type for content_type in SENDABLE_CONTENT_TYPES if content_type in supported]
    if request["ContentType"] not in allowed:
        raise ServiceError("ValidationException", f"ContentType: this chat supports {', '.join(allowed)}")
    if len(request["Content"].encode()) > MAX_CONTENT_BYTES:
        raise ServiceError("ValidationException", f"Content has more than {MAX_CONTENT_BYTES} bytes")
    client_token = request.get("ClientToken")
    if client_token in contact.sent:
        return contact.sent[client_token]
    response = _reference(contact.chat.message(contact.customer, request["ContentType"], request["Content"]))
    if client_token:
        contact.sent[client_token] = response
    return response


def _send_event(state: State, contact: Contact, request: Json) -> Json:
    # Repeats are not told by their ClientToken: ChatJS sends all its read receipts under the same one.
    content_type = request["ContentType"]
    if content_type == TYPING:
        return _reference(contact.chat.typing(contact.customer))
    if content_type not in RECEIPTS:
        raise ServiceError("ValidationException", f"ContentType must be one of {', '.join((TYPING, *RECEIPTS))}")
    try:
        message_id = json.loads(request.get("Content", ""))["messageId"]
        return _reference(contact.chat.receipt(content_type, contact.customer, message_id))
    except (ValueError, TypeError, KeyError):
        message = 'Content must be {"messageId": "…"}, the id of a message in this chat'
        raise ServiceError("ValidationException", message) from None


def _disconnect(state: State, contact: Contact, request: Json) -> Json:
    contact.chat.event("participant.left", contact.customer)
    state.end(contact, "DISCONNECTED")
    return {}


def _reference(item: Json) -> Json:
    return {"Id": item["Id"], "AbsoluteTime": item["AbsoluteTime"]}


_OPERATIONS: dict[str, Callable[[State, Contact, Json], Json]] = {
    "CreateParticipantConnection": _create_connection,
    "SendMessage": _send_message,
    "SendEvent": _send_event,
    "GetTranscript": lambda state, contact, request: get_transcript(contact, request),
    "DisconnectParticipant": _disconnect,
}
