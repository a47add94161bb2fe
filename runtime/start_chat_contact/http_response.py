"""HTTP responses in the forms that stock chat clients read, for every kind of API."""

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
# A hostile body can have ten thousand faults; Lambda refuses to pass on a response of more than 6 MB.
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

    Copies named members of Connect's ``result`` and nothing else. The ids stand at the top level and under
    ``data.startChatResult``, because clients look in one place or the other. ``sent`` tells what the client supports;
    ``signed_contact_id`` is what the caller may continue this chat with.
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
    """Return the response to a request without a chat: RFC 9457 members, and those that stock clients read."""
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
