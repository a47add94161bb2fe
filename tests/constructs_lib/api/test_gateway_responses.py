"""Every failure that the gateway answers by itself reads like one of the function's."""

import json
from typing import Any

import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from start_chat_contact import errors

from constructs_lib import Access, Cors, StartChatContactRestApi
from tests.support.accesses import KINDS
from tests.support.requests import make_request
from tests.support.stacks import make_stack, resources, template_of

ALWAYS = {
    "API_CONFIGURATION_ERROR": 500,
    "DEFAULT_4XX": 400,
    "DEFAULT_5XX": 500,
    "INTEGRATION_FAILURE": 503,
    "INTEGRATION_TIMEOUT": 504,
    "MISSING_AUTHENTICATION_TOKEN": 404,
    "REQUEST_TOO_LARGE": 413,
    "THROTTLED": 429,
    "WAF_FILTERED": 403,
}
AUTHORIZERS = {"ACCESS_DENIED": 403, "AUTHORIZER_CONFIGURATION_ERROR": 500, "UNAUTHORIZED": 401}
STATUS = {
    "anonymous": ALWAYS,
    "signed_jwt": ALWAYS,
    "api_key": ALWAYS | {"INVALID_API_KEY": 401, "QUOTA_EXCEEDED": 429},
    "iam": ALWAYS
    | {"ACCESS_DENIED": 403, "EXPIRED_TOKEN": 401, "INVALID_SIGNATURE": 401, "MISSING_AUTHENTICATION_TOKEN": 401},
    "cognito": ALWAYS | AUTHORIZERS,
    "lambda_authorizer": ALWAYS | AUTHORIZERS,
}
DEFAULTS_SAY_THE_SAME = {"AUTHORIZER_FAILURE", "BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS"}
BEFORE_NO_PROXY_INTEGRATION = {"UNSUPPORTED_MEDIA_TYPE"}
AN_UNKNOWN_PATH_IS_ANOTHER = {"RESOURCE_NOT_FOUND"}
RETRY = {"INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "THROTTLED"}


def responses(cors: Cors | None, access: Access | None = None, **props: Any) -> dict[str, dict[str, Any]]:
    stack, access = make_stack(), access or Access.anonymous()
    StartChatContactRestApi(stack, "Chat", request=make_request(), access=access, cors=cors, **props)
    return {r["ResponseType"]: r for r in resources(template_of(stack), "AWS::ApiGateway::GatewayResponse")}


def headers(response: dict[str, Any]) -> dict[str, str]:
    return {
        name.removeprefix("gatewayresponse.header."): value for name, value in response["ResponseParameters"].items()
    }


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, Any]]:
    return responses(Cors(allow_origins=["https://a.example"]))


def test_every_type_that_the_cdk_knows_is_thought_of() -> None:
    kinds = apigateway.ResponseType
    known = {getattr(kinds, name).response_type for name in dir(kinds) if name.isupper()}
    some = {name for status in STATUS.values() for name in status}
    assert known == some | DEFAULTS_SAY_THE_SAME | BEFORE_NO_PROXY_INTEGRATION | AN_UNKNOWN_PATH_IS_ANOTHER


@pytest.mark.parametrize("kind", STATUS)
def test_what_can_happen_under_a_kind_of_access(kind: str) -> None:
    access = KINDS | {"anonymous": lambda _: Access.anonymous(), "api_key": lambda _: Access.api_key()}
    stack = make_stack()
    found = responses(Cors(allow_origins=["https://a.example"]), access[kind](stack))
    assert {name: int(response["StatusCode"]) for name, response in found.items()} == STATUS[kind]
    for name, response in found.items():
        check_response(name, response)


@pytest.mark.parametrize(
    ("access", "message"),
    [
        (Access.anonymous(), "The endpoint takes no requests from this network"),
        (Access.iam(), "This identity may not start chats"),
    ],
    ids=["anonymous", "iam"],
)
def test_what_a_resource_policy_refuses_is_403(access: Access, message: str) -> None:
    found = responses(Cors(allow_origins=["https://a.example"]), access, policy=iam.PolicyDocument())
    assert {name: int(response["StatusCode"]) for name, response in found.items()} == STATUS[access.kind] | {
        "ACCESS_DENIED": 403
    }
    check_response("ACCESS_DENIED", found["ACCESS_DENIED"])
    body = json.loads(found["ACCESS_DENIED"]["ResponseTemplates"]["application/json"])
    assert (body["data"]["Error"]["code"], body["message"]) == ("forbidden", message)


def check_response(name: str, response: dict[str, Any]) -> None:
    body = json.loads(response["ResponseTemplates"]["application/json"])
    assert str(body["status"]) == response["StatusCode"]
    assert body["type"] == f"/problems/{body['data']['Error']['code']}"
    assert body["title"] == body["detail"] == body["message"] == body["data"]["Error"]["message"]
    assert set(body) == {"type", "title", "status", "detail", "message", "data", "requestId"}
    given = headers(response)
    assert given["Cache-Control"] == "'no-store'"
    assert given["X-Content-Type-Options"] == "'nosniff'"
    assert given["Access-Control-Allow-Origin"] == "'https://a.example'"
    assert given["Access-Control-Expose-Headers"] == "'Retry-After, X-Request-Id'"
    assert ("Retry-After" in given) is (name in RETRY)
    assert ("WWW-Authenticate" in given) is (body["status"] == 401)


def test_codes_that_the_function_has_too_say_the_same(found: dict[str, dict[str, Any]]) -> None:
    kinds = {kind.code: kind for kind in errors.ChatError.__subclasses__()}
    shared = set()
    for response in found.values():
        body = json.loads(response["ResponseTemplates"]["application/json"])
        kind = kinds.get(body["data"]["Error"]["code"])
        if kind is not None:
            shared.add(kind.code)
            assert (body["status"], body["message"]) == (kind.status, kind.title)
            retry_after = headers(response).get("Retry-After")
            assert retry_after == (None if kind.retry_after is None else f"'{kind.retry_after}'")
    assert shared == {"invalid-request", "throttled", "too-large", "upstream-timeout", "internal", "misconfigured"}


def test_no_template_repeats_the_request(found: dict[str, dict[str, Any]]) -> None:
    for response in found.values():
        text = response["ResponseTemplates"]["application/json"]
        assert text.count("$") == text.count("$context.requestId") == 1


def test_origins() -> None:
    several = responses(Cors(allow_origins=["https://a.example", "https://b.example"]))
    assert headers(several["THROTTLED"])["Access-Control-Allow-Origin"] == "'*'"
    none = responses(None)
    assert not [name for name in headers(none["THROTTLED"]) if name.startswith("Access-Control")]


def test_a_missing_signature_is_not_an_unknown_path() -> None:
    response = responses(None, Access.iam())["MISSING_AUTHENTICATION_TOKEN"]
    assert response["StatusCode"] == "401"
