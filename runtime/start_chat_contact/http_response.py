"""Makes HTTP responses that stock chat clients can read, for every kind of API."""

import json
from collections.abc import Mapping
from typing import Any

from .errors import ChatError

_HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "Origin",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Expose-Headers": "Retry-After, X-Request-Id",
}
# A hostile body can have ten thousand faults, and Lambda refuses responses of more than 6 MB.
_MOST_ERRORS = 20
"""The most faults that one response lists."""
_RESULT = ("ContactId", "ParticipantId", "ParticipantToken", "ContinuedFromContactId")
_CONNECTION = ("ConnectionCredentials", "Websocket", "StreamingId")


def started(
    result: Mapping[str, Any],
    sent: Mapping[str, Any],
    attachments: bool,
    headers: Mapping[str, str],
    signed_contact_id: str | None = None,
) -> dict[str, Any]:
    """Return the response to a chat that has started.

    Copies only the members of Connect's ``result`` that are named here. The ids are both at the top level and under
    ``data.startChatResult``, because clients look for them in different places. ``sent`` is the request to Connect,
    which has the content types that the client supports. Callers can use ``signed_contact_id`` to continue this chat.
    """
    start = {name: result[name] for name in _RESULT if result.get(name)}
    if signed_contact_id is not None:
        start["SignedContactId"] = signed_contact_id
    connection = {name: result[name] for name in _CONNECTION if result.get(name)}
    features = {
        "MESSAGING_MARKDOWN": "text/markdown" in sent.get("SupportedMessagingContentTypes", ()),
        "ATTACHMENTS": attachments,
    }
    body = {"data": {"startChatResult": {**start, **connection}, "featurePermissions": features}, **start, **connection}
    return _response(200, "application/json", body, headers)


def failed(error: ChatError, request_id: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the response for an error: the members of RFC 9457, and the members that stock clients read."""
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "message": error.detail,
        "data": {"Error": {"code": error.code, "message": error.detail}},
    }
    if error.problems:
        body["errors"] = [
            {"pointer": problem.pointer, "detail": problem.reason} for problem in error.problems[:_MOST_ERRORS]
        ]
    if request_id:
        body["requestId"] = request_id
    extra = {**headers, **error.headers}
    if error.retry_after is not None:
        extra["Retry-After"] = str(error.retry_after)
    return _response(error.status, "application/problem+json", body, extra)


def _response(status: int, media_type: str, body: dict[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": media_type, **_HEADERS, **headers},
        "body": json.dumps(body, default=str),
        "isBase64Encoded": False,
    }
