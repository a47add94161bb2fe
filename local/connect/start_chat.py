"""The operation StartChatContact."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from local.connect import authorization
from local.connect.chat import Chat, Participant
from local.connect.contacts import Contact
from local.connect.errors import ServiceError
from local.connect.model import operation, violations
from local.connect.rules import broken_rules
from local.connect.state import State


async def start_chat_contact(state: State, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """Handle one call of StartChatContact and record it.

    A request with the ClientToken of an earlier one gets the earlier one's response, whatever else it asks for (what
    AWS does about other parameters is not documented), without the websocket URL once that chat has ended.

    Raises:
        ServiceError: when the request is not signed, not valid, not allowed, throttled or over a quota.
    """
    call: dict[str, Any] = {"ClientToken": None, "Role": None, "Request": None, "ContactId": None}
    try:
        contact, call["Outcome"] = await _contact(state, headers, body, call)
    except ServiceError as error:
        state.record(call | {"Outcome": error.code, "Status": error.status, "Message": error.message})
        raise
    contact.responded_at.append(state.clock())
    state.record(call | {"Status": 200, "ContactId": contact.contact_id})
    if contact.ended_at is not None:
        return {member: value for member, value in contact.response.items() if member != "Websocket"}
    return contact.response


async def _contact(state: State, headers: Mapping[str, str], body: bytes, call: dict[str, Any]) -> tuple[Contact, str]:
    caller = authorization.caller(headers)
    call["Role"] = caller.role
    if not state.take_token():
        raise ServiceError("TooManyRequestsException", "Rate exceeded")
    request = call["Request"] = _parsed(body)
    call["ClientToken"] = request.get("ClientToken")
    _validate(request)
    if state.settings.iam_endpoint is not None:
        await authorization.authorise(state.settings.iam_endpoint, caller, request)
    state.end_due()
    # From here to the end nothing is awaited, so that no other call of the same ClientToken comes in between.
    original = state.contacts.by_client_token(request.get("ClientToken"))
    if original is not None:
        return original, "repeated"
    return _started(state, request, caller.role), "started"


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        request = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise ServiceError("SerializationException", "The body is no JSON in UTF-8") from None
    if not isinstance(request, dict):
        raise ServiceError("SerializationException", "The body is no JSON object")
    return request


def _validate(request: dict[str, Any]) -> None:
    shape = operation("connect", "StartChatContact").input_shape
    if found := list(violations(shape, request)):
        raise ServiceError("InvalidParameterException", _sentence(found))
    if broken := list(broken_rules(request)):
        raise ServiceError("InvalidRequestException", _sentence(broken))


def _sentence(found: list[str]) -> str:
    plural = "error" if len(found) == 1 else "errors"
    return f"{len(found)} validation {plural} detected: {'; '.join(found)}"


def _started(state: State, request: dict[str, Any], role: str | None) -> Contact:
    instance, settings = request["InstanceId"], state.settings
    if settings.known is not None and instance not in settings.known:
        raise ServiceError("ResourceNotFoundException", "Instance not found")
    if settings.known is not None and request["ContactFlowId"] not in settings.known[instance]:
        raise ServiceError("ResourceNotFoundException", "Contact flow not found")
    _existing(state, instance, request.get("RelatedContactId"))
    source = _existing(state, instance, (request.get("PersistentChat") or {}).get("SourceContactId"))
    if source is not None and source.ended_at is None:
        raise ServiceError("InvalidRequestException", "PersistentChat.SourceContactId is a chat that has not ended")
    if source is not None and state.clock() < (source.ended_at or 0) + settings.persistent_wait:
        wait = f"wait {settings.persistent_wait:g} seconds after its end"
        raise ServiceError("InvalidRequestException", f"PersistentChat.SourceContactId has only just ended; {wait}")
    if settings.concurrent_chats is not None and state.contacts.active(instance) >= settings.concurrent_chats:
        raise ServiceError("LimitExceededException", "The quota for concurrent active chats is exceeded")
    contact_id = state.identifiers.id()
    contact = Contact(
        contact_id=contact_id,
        customer=Participant(state.identifiers.id(), request["ParticipantDetails"]["DisplayName"], "CUSTOMER"),
        participant_token=state.identifiers.token(),
        request=request,
        role=role,
        started_at=state.clock(),
        chat=Chat(contact_id, state.identifiers, state.clock),
        continued_from=source,
    )
    if message := request.get("InitialMessage"):
        contact.chat.message(contact.customer, message["ContentType"], message["Content"])
    contact.response = _response(state, contact)
    state.contacts.add(contact)
    return contact


def _existing(state: State, instance_id: str, contact_id: str | None) -> Contact | None:
    if contact_id is None:
        return None
    contact = state.contacts.by_id(contact_id)
    if contact is None or contact.request["InstanceId"] != instance_id:
        raise ServiceError("ResourceNotFoundException", "Contact not found")
    return contact


def _response(state: State, contact: Contact) -> dict[str, Any]:
    response: dict[str, Any] = {
        "ContactId": contact.contact_id,
        "ParticipantId": contact.customer.participant_id,
        "ParticipantToken": contact.participant_token,
    }
    if contact.continued_from is not None:
        response["ContinuedFromContactId"] = contact.continued_from.contact_id
    types = contact.request.get("ConnectionTypes") or []
    if "CONNECTION_CREDENTIALS" in types:
        response["ConnectionCredentials"] = state.connections.credentials(contact)
    if "WEBSOCKET" in types:
        response["Websocket"] = state.connections.websocket(contact)
    if contact.request.get("ChatStreamingConfiguration"):
        response["StreamingId"] = state.identifiers.id()
    return response
