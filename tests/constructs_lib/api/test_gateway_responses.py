"""Every failure that the gateway answers by itself reads like one of the function's."""

import json
from typing import Any

import pytest
from aws_cdk import aws_apigateway as apigateway
from start_chat_contact import errors

from constructs_lib import Access, Cors, StartChatContactRestApi
from tests.support.stacks import make_request, make_stack, resources, template_of

STATUS = {
    "ACCESS_DENIED": 403,
    "API_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500,
    "BAD_REQUEST_BODY": 400,
    "BAD_REQUEST_PARAMETERS": 400,
    "DEFAULT_4XX": 400,
    "DEFAULT_5XX": 500,
    "EXPIRED_TOKEN": 401,
    "INTEGRATION_FAILURE": 503,
    "INTEGRATION_TIMEOUT": 504,
    "INVALID_API_KEY": 401,
    "INVALID_SIGNATURE": 401,
    "MISSING_AUTHENTICATION_TOKEN": 404,
    "QUOTA_EXCEEDED": 429,
    "REQUEST_TOO_LARGE": 413,
    "RESOURCE_NOT_FOUND": 404,
    "THROTTLED": 429,
    "UNAUTHORIZED": 401,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "WAF_FILTERED": 403,
}
RETRY = {"INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "THROTTLED"}


def responses(cors: Cors | None, access: Access | None = None) -> dict[str, dict[str, Any]]:
    stack = make_stack()
    StartChatContactRestApi(stack, "Chat", request=make_request(), access=access or Access.anonymous(), cors=cors)
    return {r["ResponseType"]: r for r in resources(template_of(stack), "AWS::ApiGateway::GatewayResponse")}


def headers(response: dict[str, Any]) -> dict[str, str]:
    return {
        name.removeprefix("gatewayresponse.header."): value for name, value in response["ResponseParameters"].items()
    }


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, Any]]:
    return responses(Cors(allow_origins=["https://a.example"]))


def test_every_type_that_the_cdk_knows_has_one(found: dict[str, dict[str, Any]]) -> None:
    kinds = apigateway.ResponseType
    known = {getattr(kinds, name).response_type for name in dir(kinds) if name.isupper()}
    assert found.keys() == known == STATUS.keys()


@pytest.mark.parametrize("name", STATUS)
def test_one_kind_of_error(found: dict[str, dict[str, Any]], name: str) -> None:
    response = found[name]
    assert response["StatusCode"] == str(STATUS[name])
    body = json.loads(response["ResponseTemplates"]["application/json"])
    assert body["status"] == STATUS[name]
    assert body["type"] == f"/problems/{body['data']['Error']['code']}"
    assert body["title"] == body["detail"] == body["message"] == body["data"]["Error"]["message"]
    assert set(body) == {"type", "title", "status", "detail", "message", "data", "requestId"}
    given = headers(response)
    assert given["Cache-Control"] == "'no-store'"
    assert given["X-Content-Type-Options"] == "'nosniff'"
    assert given["Access-Control-Allow-Origin"] == "'https://a.example'"
    assert given["Access-Control-Expose-Headers"] == "'Retry-After, X-Request-Id'"
    assert ("Retry-After" in given) is (name in RETRY)
    assert ("WWW-Authenticate" in given) is (STATUS[name] == 401)


def test_codes_that_the_function_has_too_mean_the_same(found: dict[str, dict[str, Any]]) -> None:
    kinds = {kind.code: kind for kind in errors.ChatError.__subclasses__()}
    shared = set()
    for response in found.values():
        body = json.loads(response["ResponseTemplates"]["application/json"])
        code = body["data"]["Error"]["code"]
        if code in kinds:
            shared.add(code)
            assert body["status"] == kinds[code].status
    assert shared >= {"invalid-request", "unauthorized", "throttled", "too-large", "upstream-timeout", "internal"}


def test_no_template_repeats_the_request(found: dict[str, dict[str, Any]]) -> None:
    for response in found.values():
        text = response["ResponseTemplates"]["application/json"]
        assert text.count("$") == text.count("$context.requestId") == 1


def test_origins() -> None:
    several = responses(Cors(allow_origins=["https://a.example", "https://b.example"]))
    assert headers(several["THROTTLED"])["Access-Control-Allow-Origin"] == "'*'"
    none = responses(None)
    assert not [name for name in headers(none["THROTTLED"]) if name.startswith("Access-Control")]


def test_a_missing_signature_is_no_unknown_path() -> None:
    response = responses(None, Access.iam())["MISSING_AUTHENTICATION_TOKEN"]
    assert response["StatusCode"] == "401"
