"""The faults, by name: what a service, a network or a machine in between may do instead of what it should."""

from __future__ import annotations

import json

TELLING_TEXT = "flow 5c2f0e1a of instance 9d41 at host chat-backend-7 is not published"
"""Inside knowledge in the text of every error response, which must not reach a caller of the endpoint."""

_JSON = "application/json"
_HTML = b"<html><body><h1>Bad gateway</h1></body></html>"


def _response(status: int, content_type: str, body: bytes, error_type: str | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} Fault", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    if error_type is not None:
        lines.append(f"x-amzn-ErrorType: {error_type}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def _error(code: str, status: int) -> bytes:
    return _response(status, _JSON, json.dumps({"Message": TELLING_TEXT}).encode(), code)


RESPONSES = {
    "TooManyRequests": _error("TooManyRequests", 429),
    "TooManyRequestsException": _error("TooManyRequestsException", 429),
    "ThrottlingException": _error("ThrottlingException", 429),
    "LimitExceededException": _error("LimitExceededException", 429),
    "InternalServiceException": _error("InternalServiceException", 500),
    "ServiceUnavailableException": _error("ServiceUnavailableException", 503),
    "InvalidRequestException": _error("InvalidRequestException", 400),
    "AccessDeniedException": _error("AccessDeniedException", 403),
    "ExpiredTokenException": _error("ExpiredTokenException", 403),
    "html-502": _response(502, "text/html", _HTML),
    "text-503": _response(503, "text/plain", b"upstream connect error"),
    "empty-200": _response(200, _JSON, b"{}"),
    "html-200": _response(200, "text/html", _HTML),
}
"""Responses sent instead of forwarding the request."""

INTERRUPTIONS = {
    "reset": "the connection is reset; the request is not forwarded",
    "hang": "no response until the client gives up; the request is not forwarded",
    "commit-reset": "the request is forwarded, then the connection is reset",
    "commit-hang": "the request is forwarded; no response until the client gives up",
    "drip": "the response comes one byte every 0.3 seconds",
    "truncated": "the response's body ends half way with the connection",
    "no-participant-token": "the response lacks its ParticipantToken",
}
"""What may happen to a request or to its true response on the way."""

FAULTS = (*RESPONSES, *INTERRUPTIONS)
"""The names of all faults."""
