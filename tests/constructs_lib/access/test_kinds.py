"""How each kind of access is authorised by each kind of API, and which can't be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager

from constructs_lib import (
    Access,
    Cors,
    DeclarationError,
    FromCaller,
    FromClaim,
    SegmentAttributeValue,
    StartChatContactFunction,
    StartChatContactHttpApi,
    StartChatContactRestApi,
)
from constructs_lib.checks import check_settings
from tests.support.stacks import flat, make_request, make_stack, only, plan_of, resources, template_of
from tests.support.stacks import warnings as warnings_of

ISSUER = "https://idp.example.com/"
SECRET_ARN = "arn:aws:secretsmanager:us-east-1:444455556666:secret:key-AbCdEf"


def pool(stack: Stack) -> cognito.IUserPool:
    return cognito.UserPool.from_user_pool_id(stack, "Pool", "us-east-1_abc")


def client(stack: Stack) -> cognito.IUserPoolClient:
    return cognito.UserPoolClient.from_user_pool_client_id(stack, "Client", "client-1")


def authorizer(stack: Stack) -> lambda_.IFunction:
    arn = "arn:aws:lambda:us-east-1:444455556666:function:auth"
    return lambda_.Function.from_function_attributes(stack, "Auth", function_arn=arn, same_environment=True)


def secret(stack: Stack) -> secretsmanager.ISecret:
    return secretsmanager.Secret.from_secret_complete_arn(stack, "Key", SECRET_ARN)


KINDS: dict[str, Callable[[Stack], Access]] = {
    "iam": lambda _: Access.iam(),
    "cognito": lambda stack: Access.cognito(pool(stack)),
    "lambda_authorizer": lambda stack: Access.lambda_authorizer(authorizer(stack)),
    "signed_jwt": lambda stack: Access.signed_jwt(secret(stack)),
}
HTTP_KINDS = KINDS | {
    "cognito": lambda stack: Access.cognito(pool(stack), user_pool_clients=[client(stack)]),
    "jwt": lambda _: Access.jwt(issuer=ISSUER, audience=["chat"]),
}


def behind(api: type[Any], access: Callable[[Stack], Access], **words: Any) -> dict[str, Any]:
    stack = make_stack()
    settings: dict[str, Any] = {"request": make_request(customer_id=FromClaim("sub")), "access": access(stack)}
    api(stack, "Chat", **(settings | words))
    return template_of(stack)


def post(template: dict[str, Any]) -> dict[str, Any]:
    [method] = [m for m in resources(template, "AWS::ApiGateway::Method") if m["HttpMethod"] == "POST"]
    return method


@pytest.mark.parametrize(
    ("kind", "authorization"),
    [("iam", "AWS_IAM"), ("cognito", "COGNITO_USER_POOLS"), ("lambda_authorizer", "CUSTOM"), ("signed_jwt", "NONE")],
)
def test_methods_of_a_rest_api(kind: str, authorization: str) -> None:
    template = behind(StartChatContactRestApi, KINDS[kind])
    assert post(template)["AuthorizationType"] == authorization
    assert plan_of(template)["access"] == kind


@pytest.mark.parametrize(
    ("kind", "authorization"),
    [("iam", "AWS_IAM"), ("cognito", "JWT"), ("jwt", "JWT"), ("lambda_authorizer", "CUSTOM"), ("signed_jwt", "NONE")],
)
def test_routes_of_an_http_api(kind: str, authorization: str) -> None:
    template = behind(StartChatContactHttpApi, HTTP_KINDS[kind])
    route = only(template, "AWS::ApiGatewayV2::Route")
    assert (route["RouteKey"], route["AuthorizationType"]) == ("POST /", authorization)
    assert plan_of(template)["access"] == kind


def test_authorizers_of_a_rest_api_keep_no_answers() -> None:
    cognito_authorizer = only(behind(StartChatContactRestApi, KINDS["cognito"]), "AWS::ApiGateway::Authorizer")
    assert cognito_authorizer["IdentitySource"] == "method.request.header.Authorization"
    assert "userpool/us-east-1_abc" in flat(cognito_authorizer["ProviderARNs"])[0]
    custom = only(behind(StartChatContactRestApi, KINDS["lambda_authorizer"]), "AWS::ApiGateway::Authorizer")
    assert (custom["Type"], custom["IdentitySource"]) == ("REQUEST", "method.request.header.Authorization")
    assert cognito_authorizer["AuthorizerResultTtlInSeconds"] == custom["AuthorizerResultTtlInSeconds"] == 0


def test_authorizers_of_an_http_api() -> None:
    def made(kind: str) -> dict[str, Any]:
        return only(behind(StartChatContactHttpApi, HTTP_KINDS[kind]), "AWS::ApiGatewayV2::Authorizer")

    assert made("jwt")["JwtConfiguration"] == {"Audience": ["chat"], "Issuer": ISSUER}
    pool_tokens = made("cognito")["JwtConfiguration"]
    assert pool_tokens["Audience"] == ["client-1"]
    assert flat(pool_tokens["Issuer"]) == "https://cognito-idp.<Region>.amazonaws.com/us-east-1_abc"
    custom = made("lambda_authorizer")
    assert (custom["AuthorizerPayloadFormatVersion"], custom["AuthorizerResultTtlInSeconds"]) == ("1.0", 0)
    assert custom["IdentitySource"] == ["$request.header.Authorization"]


@pytest.mark.parametrize(
    ("api", "access", "problem"),
    [
        (
            StartChatContactRestApi,
            HTTP_KINDS["jwt"],
            (
                "access: a REST API can't verify the tokens of an OpenID Connect issuer; use StartChatContactHttpApi, "
                "or Access.cognito(…) or Access.lambda_authorizer(…)"
            ),
        ),
        (
            StartChatContactRestApi,
            HTTP_KINDS["cognito"],
            (
                "access: a REST API takes the tokens of every client of a user pool; leave user_pool_clients out, or "
                "use StartChatContactHttpApi"
            ),
        ),
        (
            StartChatContactRestApi,
            lambda _: Access.cognito(),
            "access: Access.cognito() names no user pool; give one or more",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.api_key(),
            "access: HTTP APIs have no API keys; use StartChatContactRestApi, or Access.signed_jwt(…) for a server",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.anonymous(),
            (
                "access: an HTTP API can have no web ACL, so nothing limits the rate of an address; say "
                "Access.anonymous(without_waf='<why none is needed>'), or use StartChatContactRestApi"
            ),
        ),
        (
            StartChatContactHttpApi,
            KINDS["cognito"],
            "access: an HTTP API must know whose tokens count; give Access.cognito(…, user_pool_clients=[…])",
        ),
        (
            StartChatContactHttpApi,
            lambda stack: Access.cognito(pool(stack), pool(Stack(App(), "Other")), user_pool_clients=[client(stack)]),
            "access: an HTTP API takes one user pool, got 2; give one, or use StartChatContactRestApi",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.jwt(issuer="idp.example.com", audience=["chat"]),
            "access: issuer 'idp.example.com' is no https URL; give the tokens' iss, as https://idp.example.com/",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.jwt(issuer=ISSUER, audience=[]),
            "access: audience is empty, so tokens for every other service would count; name yours",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.jwt(issuer=ISSUER, audience="chat"),
            "access: audience 'chat' is text; give a list of audiences",
        ),
    ],
)
def test_what_an_api_can_not_do_names_what_can(api: type[Any], access: Callable[[Stack], Access], problem: str) -> None:
    with pytest.raises(DeclarationError) as raised:
        behind(api, access, request=make_request())
    assert raised.value.problems == (problem,)


@pytest.mark.parametrize("kind", HTTP_KINDS)
def test_the_function_checks_claims_under_every_kind_that_has_them(kind: str) -> None:
    stack = make_stack()
    assert list(check_settings(make_request(customer_id=FromClaim("sub")), HTTP_KINDS[kind](stack))) == []


def test_a_caller_never_vouches_for_himself() -> None:
    def status(**words: Any) -> SegmentAttributeValue:
        return SegmentAttributeValue(value_map={"Status": SegmentAttributeValue(**words)})

    for value in (status(value_string=FromCaller()), SegmentAttributeValue(value_string=FromCaller())):
        with pytest.raises(DeclarationError) as raised:
            make_request(segment_attributes={"connect:CustomerAuthentication": value})
        assert raised.value.problems == (
            (
                "request.segment_attributes['connect:CustomerAuthentication']: FromCaller would let callers vouch for "
                "themselves; give a value or FromClaim(…)"
            ),
        )
    make_request(segment_attributes={"connect:CustomerAuthentication": status(value_string=FromClaim("acr"))})


def test_a_customer_id_from_anybody_brings_a_warning() -> None:
    def found(access: Access) -> list[str]:
        stack = make_stack()
        StartChatContactFunction(stack, "Chat", request=make_request(customer_id=FromCaller()), access=access)
        return warnings_of(stack)

    [warning] = found(Access.anonymous())
    assert "request.customer_id: FromCaller lets anybody show agents the profile of any customer" in warning
    assert found(Access.api_key()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_pages_may_send_what_proves_the_identity(kind: str) -> None:
    cors = Cors(allow_origins=["https://www.example.com"])
    access = KINDS[kind](make_stack())
    rest = behind(StartChatContactRestApi, KINDS[kind], cors=cors)
    http = behind(StartChatContactHttpApi, HTTP_KINDS[kind], cors=cors)
    [options] = [m for m in resources(rest, "AWS::ApiGateway::Method") if m["HttpMethod"] == "OPTIONS"]
    allowed = options["Integration"]["IntegrationResponses"][0]["ResponseParameters"][
        "method.response.header.Access-Control-Allow-Headers"
    ]
    wanted = ["Content-Type", "Idempotency-Key", *access.headers]
    assert allowed == f"'{','.join(wanted)}'"
    assert only(http, "AWS::ApiGatewayV2::Api")["CorsConfiguration"]["AllowHeaders"] == wanted
