"""What a REST API answers by itself, in the words that the function uses, so that clients read one kind of error.

Browsers hide an answer without CORS headers from the page, and stock chat clients never settle on one that isn't JSON.
"""

import json
from dataclasses import dataclass

from aws_cdk import aws_apigateway as apigateway

from .cors import Cors


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    code: str
    text: str
    retry_after: int | None = None


_UNAUTHORIZED = _Answer(401, "unauthorized", "Proof of identity is missing or was refused")
_NOT_FOUND = _Answer(404, "not-found", "There is nothing here; start a chat with POST at the API's own address")
_MISCONFIGURED = _Answer(500, "misconfigured", "The chat endpoint is not set up correctly")
_INTERNAL = _Answer(500, "internal", "Something went wrong; try again with the same key")
_INVALID = _Answer(400, "invalid-request", "The request is not valid")
_BUSY = _Answer(429, "throttled", "Too many chats are being started; try again in a moment", 2)

_ANSWERS = {
    "ACCESS_DENIED": _Answer(403, "forbidden", "This identity may not start chats"),
    "API_CONFIGURATION_ERROR": _MISCONFIGURED,
    "AUTHORIZER_CONFIGURATION_ERROR": _MISCONFIGURED,
    "AUTHORIZER_FAILURE": _INTERNAL,
    "BAD_REQUEST_BODY": _INVALID,
    "BAD_REQUEST_PARAMETERS": _INVALID,
    "DEFAULT_4XX": _INVALID,
    "DEFAULT_5XX": _INTERNAL,
    "EXPIRED_TOKEN": _UNAUTHORIZED,
    # Among the reasons: the function's concurrency is used up.
    "INTEGRATION_FAILURE": _Answer(503, "unavailable", "The chat endpoint is busy; try again with the same key", 2),
    "INTEGRATION_TIMEOUT": _Answer(
        504, "upstream-timeout", "The chat service did not answer in time; try again with the same key", 2
    ),
    "INVALID_API_KEY": _UNAUTHORIZED,
    "INVALID_SIGNATURE": _UNAUTHORIZED,
    "QUOTA_EXCEEDED": _Answer(429, "throttled", "The quota of this API key is used up"),
    "REQUEST_TOO_LARGE": _Answer(413, "too-large", "The request is too large"),
    "RESOURCE_NOT_FOUND": _NOT_FOUND,
    "THROTTLED": _BUSY,
    "UNAUTHORIZED": _UNAUTHORIZED,
    "UNSUPPORTED_MEDIA_TYPE": _Answer(415, "unsupported-media-type", "Send the body as application/json in UTF-8"),
    "WAF_FILTERED": _Answer(403, "forbidden", "The firewall refused the request; try again in a few minutes"),
}


def add_gateway_responses(
    api: apigateway.RestApi, *, authorization_type: apigateway.AuthorizationType | None, cors: Cors | None
) -> None:
    """Give an API its own answers for every failure that it answers before the function is asked."""
    # To API Gateway an unknown path and a request without a signature are one failure.
    signed = authorization_type == apigateway.AuthorizationType.IAM
    answers = _ANSWERS | {"MISSING_AUTHENTICATION_TOKEN": _UNAUTHORIZED if signed else _NOT_FOUND}
    for name, answer in sorted(answers.items()):
        api.add_gateway_response(
            name,
            type=apigateway.ResponseType.of(name),
            status_code=str(answer.status),
            response_headers=_headers(answer, cors),
            templates={"application/json": _body(answer)},
        )


def _headers(answer: _Answer, cors: Cors | None) -> dict[str, str]:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if cors is not None:
        # An answer of the gateway can't choose among origins. With several, every page may read it: it is a constant.
        origin = cors.allow_origins[0] if len(cors.allow_origins) == 1 else "*"
        headers |= {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After, X-Request-Id"}
    if answer.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if answer.retry_after is not None:
        headers["Retry-After"] = str(answer.retry_after)
    return {name: f"'{value}'" for name, value in headers.items()}


def _body(answer: _Answer) -> str:
    return json.dumps(
        {
            "type": f"/problems/{answer.code}",
            "title": answer.text,
            "status": answer.status,
            "detail": answer.text,
            "message": answer.text,
            "data": {"Error": {"code": answer.code, "message": answer.text}},
            "requestId": "$context.requestId",
        }
    )
