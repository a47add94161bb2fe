"""How each kind of access is authorised by each kind of API, and which can't be."""

# ruff: noqa: E501, ISC004 - a message stays on one line

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, Stack

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
    testing,
)
from constructs_lib.access.checks import check_identity
from tests.support.accesses import HTTP_KINDS, ISSUER, KINDS, behind, client, pool
from tests.support.requests import make_request
from tests.support.stacks import flat, make_stack, only, plan_of, resources
from tests.support.stacks import warnings as warnings_of


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
                "access: a REST API accepts the tokens of every client of a user pool; leave user_pool_clients out, or "
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
            "access: an HTTP API accepts only the tokens of named clients; give Access.cognito(…, user_pool_clients=[…])",
        ),
        (
            StartChatContactHttpApi,
            lambda stack: Access.cognito(pool(stack), pool(Stack(App(), "Other")), user_pool_clients=[client(stack)]),
            "access: an HTTP API takes one user pool, got 2; give one, or use StartChatContactRestApi",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.jwt(issuer="idp.example.com", audience=["chat"]),
            "access: issuer 'idp.example.com' is not an https URL; give the tokens' iss, such as https://idp.example.com/",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.jwt(issuer=ISSUER, audience=[]),
            "access: audience is empty, so tokens for every other service would be accepted; name yours",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.jwt(issuer=ISSUER, audience="chat"),
            "access: audience 'chat' is not a list; give a list of audiences",
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
    assert list(check_identity(make_request(customer_id=FromClaim("sub")), HTTP_KINDS[kind](stack))) == []


def test_callers_never_vouch_for_themselves() -> None:
    def status(**words: Any) -> SegmentAttributeValue:
        return SegmentAttributeValue(value_map={"Status": SegmentAttributeValue(**words)})

    for value in (status(value_string=FromCaller()), SegmentAttributeValue(value_string=FromCaller())):
        assert testing.problems(make_request(segment_attributes={"connect:CustomerAuthentication": value})) == [
            "request.segment_attributes['connect:CustomerAuthentication']: FromCaller would let callers vouch for "
            "themselves; give a value or FromClaim(…)"
        ]
    claimed = make_request(segment_attributes={"connect:CustomerAuthentication": status(value_string=FromClaim("acr"))})
    assert testing.problems(claimed) == []


def test_a_customer_id_from_anybody_brings_a_warning() -> None:
    def found(access: Access) -> list[str]:
        stack = make_stack()
        StartChatContactFunction(stack, "Chat", request=make_request(customer_id=FromCaller()), access=access)
        return warnings_of(stack, "request.customer_id")

    for access in (Access.anonymous(), Access.api_key(), Access.iam()):
        [warning] = found(access)
        assert "FromCaller lets any caller show agents the profile of another customer" in warning


@pytest.mark.parametrize("kind", KINDS)
def test_pages_may_send_credentials(kind: str) -> None:
    cors = Cors(allow_origins=["https://www.example.com"])
    access = KINDS[kind](make_stack())
    rest = behind(StartChatContactRestApi, KINDS[kind], cors=cors)
    http = behind(StartChatContactHttpApi, HTTP_KINDS[kind], cors=cors)
    [options] = [m for m in resources(rest, "AWS::ApiGateway::Method") if m["HttpMethod"] == "OPTIONS"]
    allowed = options["Integration"]["IntegrationResponses"][0]["ResponseParameters"][
        "method.response.header.Access-Control-Allow-Headers"
    ]
    wanted = ["Content-Type", "Idempotency-Key", *access.facts.headers]
    assert allowed == f"'{','.join(wanted)}'"
    assert only(http, "AWS::ApiGatewayV2::Api")["CorsConfiguration"]["AllowHeaders"] == wanted
