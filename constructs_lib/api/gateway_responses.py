"""What a REST API responds by itself, in the function's own words, so that clients read one kind of error.

Browsers hide a response without CORS headers from the page, and stock chat clients never settle on one that isn't JSON.
"""

import json
from collections.abc import Mapping
from functools import cache

from aws_cdk import aws_apigateway as apigateway

from constructs_lib.access.model import Access
from constructs_lib.runtime_files import ErrorResponse, function_errors

from .cors import Cors

GATEWAY_ERRORS: Mapping[str, ErrorResponse] = {
    error.code: error
    for error in (
        ErrorResponse(403, "forbidden", "This identity may not start chats"),
        ErrorResponse(404, "not-found", "There is nothing here; start a chat with POST at the API's own address"),
        ErrorResponse(503, "unavailable", "The chat endpoint is busy; try again with the same key", 2),
    )
}
"""The errors that only the gateway has."""
_FIREWALL = ErrorResponse(403, "forbidden", "The firewall refused the request; try again in a few minutes")
_POLICY = ErrorResponse(403, "forbidden", "The endpoint takes no requests from this network")
_QUOTA = ErrorResponse(429, "throttled", "The quota of this API key is used up")


def gateway_responses(access: Access, *, has_policy: bool = False) -> Mapping[str, ErrorResponse]:
    """Return the response to each failure that can happen in front of the function under a kind of access.

    ``has_policy``: whether a resource policy may refuse callers too.

    Failures without an entry get ``DEFAULT_4XX`` or ``DEFAULT_5XX``, with their status: ``BAD_REQUEST_BODY``,
    ``BAD_REQUEST_PARAMETERS`` and ``AUTHORIZER_FAILURE`` would be the same, ``UNSUPPORTED_MEDIA_TYPE`` can't happen
    before a proxy integration, an unknown path is ``MISSING_AUTHENTICATION_TOKEN`` rather than ``RESOURCE_NOT_FOUND``,
    and the others can't happen under other kinds of access.
    """
    errors = {**function_errors(), **GATEWAY_ERRORS}
    responses = {
        "API_CONFIGURATION_ERROR": errors["misconfigured"],
        "DEFAULT_4XX": errors["invalid-request"],
        "DEFAULT_5XX": errors["internal"],
        "INTEGRATION_FAILURE": errors["unavailable"],  # the function's concurrency is used up, for one
        "INTEGRATION_TIMEOUT": errors["upstream-timeout"],
        "MISSING_AUTHENTICATION_TOKEN": errors["not-found"],  # an unknown path
        "REQUEST_TOO_LARGE": errors["too-large"],
        "THROTTLED": errors["throttled"],
        "WAF_FILTERED": _FIREWALL,
    }
    if has_policy:
        responses["ACCESS_DENIED"] = _POLICY  # the same failure where the gateway knows callers: see below
    unauthorized = errors["unauthorized"]
    match access.kind:
        case "iam":  # an unknown path and a request without a signature are one failure to API Gateway
            signatures = ("EXPIRED_TOKEN", "INVALID_SIGNATURE", "MISSING_AUTHENTICATION_TOKEN")
            responses |= dict.fromkeys(signatures, unauthorized) | {"ACCESS_DENIED": errors["forbidden"]}
        case "api_key":
            responses |= {"INVALID_API_KEY": unauthorized, "QUOTA_EXCEEDED": _QUOTA}
        case "cognito" | "lambda_authorizer":
            responses |= {
                "ACCESS_DENIED": errors["forbidden"],
                "AUTHORIZER_CONFIGURATION_ERROR": errors["misconfigured"],
                "UNAUTHORIZED": unauthorized,
            }
    return responses


def add_gateway_responses(
    api: apigateway.RestApi, *, access: Access, cors: Cors | None, has_policy: bool = False
) -> None:
    """Give an API its own response to each failure in front of the function."""
    for name, error in sorted(gateway_responses(access, has_policy=has_policy).items()):
        api.add_gateway_response(
            name,
            type=_response_type(name),
            status_code=str(error.status),
            response_headers={name: f"'{value}'" for name, value in error_headers(error, cors).items()},
            templates={"application/json": error_body(error, request_id="$context.requestId")},
        )


@cache  # each of them is a call into the CDK's own process
def _response_type(name: str) -> apigateway.ResponseType:
    return apigateway.ResponseType.of(name)


def error_headers(error: ErrorResponse, cors: Cors | None) -> dict[str, str]:
    """Return the headers of an error that the function doesn't see."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if cors is not None:
        # A response of the gateway can't choose among origins. With several, every page may read it: it is a constant.
        origin = cors.allow_origins[0] if len(cors.allow_origins) == 1 else "*"
        headers |= {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After, X-Request-Id"}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return headers


def error_body(error: ErrorResponse, *, request_id: str | None) -> str:
    """Return the body of an error that the function doesn't see."""
    body = {
        "type": f"/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.title,
        "message": error.title,
        "data": {"Error": {"code": error.code, "message": error.title}},
    }
    return json.dumps(body | ({"requestId": request_id} if request_id else {}))
