"""The HTTP API, and APIs that are there already."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_iam as iam

from constructs_lib import (
    Access,
    Cors,
    DeclarationError,
    StartChatContactFunction,
    StartChatContactHttpApi,
    Throttle,
)
from tests.support.requests import make_request
from tests.support.stacks import flat, make_stack, only, plan_of, resources, statements, template_of
from tests.support.stacks import warnings as warnings_of

OPEN = Access.anonymous(without_waf="a test that nobody can reach")
CORS = Cors(allow_origins=["https://a.example", "https://b.example"], max_age=Duration.minutes(10))


def template(**words: Any) -> dict[str, Any]:
    stack = make_stack()
    settings: dict[str, Any] = {"request": make_request(), "access": Access.iam()}
    StartChatContactHttpApi(stack, "Chat", **(settings | words))
    return template_of(stack)


@pytest.fixture(scope="module")
def minimal() -> dict[str, Any]:
    return template()


def test_what_is_made(minimal: dict[str, Any]) -> None:
    kinds = sorted({r["Type"] for r in minimal["Resources"].values()})
    assert kinds == [
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Route",
        "AWS::ApiGatewayV2::Stage",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::Lambda::Function",
        "AWS::Lambda::Permission",
        "AWS::Logs::LogGroup",
    ]
    assert "Outputs" not in minimal


def test_post_at_the_root_runs_the_function(minimal: dict[str, Any]) -> None:
    assert only(minimal, "AWS::ApiGatewayV2::Route")["RouteKey"] == "POST /"
    integration = only(minimal, "AWS::ApiGatewayV2::Integration")
    assert (integration["PayloadFormatVersion"], integration["TimeoutInMillis"]) == ("2.0", 8000)
    permission = only(minimal, "AWS::Lambda::Permission")
    assert flat(permission["SourceArn"]) == "arn:<Partition>:execute-api:<Region>:<AccountId>:T0KEN/*/*/"


def test_the_stage(minimal: dict[str, Any]) -> None:
    stage = only(minimal, "AWS::ApiGatewayV2::Stage")
    assert (stage["StageName"], stage["AutoDeploy"]) == ("Prod", True)
    assert stage["DefaultRouteSettings"] == {
        "DetailedMetricsEnabled": True,
        "ThrottlingBurstLimit": 8,
        "ThrottlingRateLimit": 5,
    }
    line = json.loads(stage["AccessLogSettings"]["Format"])
    assert line["status"] == "$context.status"
    assert not any(word in str(line).lower() for word in ("header", "claim", "authorizer", "body"))


def test_the_url_ends_as_the_rest_apis_does() -> None:
    stack = make_stack()
    chat = StartChatContactHttpApi(stack, "Chat", request=make_request(), access=Access.iam())
    assert flat(stack.resolve(chat.url)) == "https://T0KEN.execute-api.<Region>.<URLSuffix>/Prod/"


def test_the_same_function_as_behind_a_rest_api(minimal: dict[str, Any]) -> None:
    plan = plan_of(minimal)
    assert plan["access"] == "iam"
    assert plan["limits"] == {"deadline": 4, "connect_timeout": 1, "read_timeout": 1.8, "attempts": 4}


def test_without_cors_no_page_may_call(minimal: dict[str, Any]) -> None:
    assert "CorsConfiguration" not in only(minimal, "AWS::ApiGatewayV2::Api")
    assert plan_of(minimal)["allow_origins"] == []


def test_cors() -> None:
    found = template(cors=CORS)
    assert only(found, "AWS::ApiGatewayV2::Api")["CorsConfiguration"] == {
        "AllowHeaders": [
            "Content-Type",
            "Idempotency-Key",
            "Authorization",
            "X-Amz-Date",
            "X-Amz-Security-Token",
            "X-Amz-Content-Sha256",
        ],
        "AllowMethods": ["POST"],
        "AllowOrigins": ["https://a.example", "https://b.example"],
        "ExposeHeaders": ["Retry-After", "X-Request-Id"],
        "MaxAge": 600,
    }
    assert plan_of(found)["allow_origins"] == ["https://a.example", "https://b.example"]


def test_throttle_and_stage_name() -> None:
    stage = only(template(throttle=Throttle(rate=2, burst=3), stage_name="v1"), "AWS::ApiGatewayV2::Stage")
    settings = stage["DefaultRouteSettings"]
    assert (stage["StageName"], settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == ("v1", 2, 3)


def test_a_throttle_above_the_quota_brings_a_warning() -> None:
    stack = make_stack()
    StartChatContactHttpApi(stack, "Chat", request=make_request(), access=OPEN, throttle=Throttle(rate=50))
    assert "is more than Amazon Connect's quota" in " ".join(warnings_of(stack))


def test_times_must_fit_into_each_other() -> None:
    with pytest.raises(DeclarationError, match="integration_timeout: 6 s leaves timeout=6 s no room"):
        template(integration_timeout=Duration.seconds(6))


def test_grant_invoke_allows_the_route() -> None:
    stack = make_stack()
    chat = StartChatContactHttpApi(stack, "Chat", request=make_request(), access=Access.iam())
    chat.grant_invoke(iam.Role(stack, "Caller", assumed_by=iam.AccountRootPrincipal()))
    [allowed] = [s for s in statements(template_of(stack)) if s["Action"] == "execute-api:Invoke"]
    assert allowed["Resource"] == "arn:<Partition>:execute-api:<Region>:<AccountId>:T0KEN/*/POST/"


def test_two_in_a_stack() -> None:
    stack = make_stack()
    for name in ("One", "Two"):
        StartChatContactHttpApi(stack, name, request=make_request(), access=OPEN)
    found = template_of(stack)
    assert len({api["Name"] for api in resources(found, "AWS::ApiGatewayV2::Api")}) == 2


def test_a_resource_of_an_api_that_is_there_already() -> None:
    stack = make_stack()
    chat = StartChatContactFunction(stack, "Chat", request=make_request(), access=Access.iam(), cors=CORS)
    api = apigateway.RestApi(stack, "Api")
    methods = [chat.add_to_rest_api(api.root.add_resource(name)) for name in ("chat", "help")]
    assert [method.http_method for method in methods] == ["POST", "POST"]
    found = template_of(stack)
    posts = [m for m in resources(found, "AWS::ApiGateway::Method") if m["HttpMethod"] == "POST"]
    assert [post["AuthorizationType"] for post in posts] == ["AWS_IAM", "AWS_IAM"]
    assert all(post["RequestModels"] and post["RequestValidatorId"] for post in posts)
    assert len([m for m in resources(found, "AWS::ApiGateway::Method") if m["HttpMethod"] == "OPTIONS"]) == 2


def test_a_path_of_an_api_that_is_there_already() -> None:
    stack = make_stack()
    access = Access.jwt(issuer="https://idp.example.com/", audience=["chat"])
    chat = StartChatContactFunction(stack, "Chat", request=make_request(), access=access)
    api = apigatewayv2.HttpApi(stack, "Api")
    for path in ("/chat", "/help"):
        chat.add_to_http_api(api, path)
    routes = resources(template_of(stack), "AWS::ApiGatewayV2::Route")
    assert sorted((r["RouteKey"], r["AuthorizationType"]) for r in routes) == [
        ("POST /chat", "JWT"),
        ("POST /help", "JWT"),
    ]


def test_an_api_that_can_not_authorise_callers_so_is_refused() -> None:
    stack = make_stack()
    access = Access.jwt(issuer="https://idp.example.com/", audience=["chat"])
    chat = StartChatContactFunction(stack, "Chat", request=make_request(), access=access)
    with pytest.raises(DeclarationError, match="access: a REST API can't verify the tokens"):
        chat.add_to_rest_api(apigateway.RestApi(stack, "Api").root)
    with pytest.raises(DeclarationError, match="integration_timeout: 5 s leaves timeout=6 s no room"):
        chat.add_to_http_api(apigatewayv2.HttpApi(stack, "Http"), "/", integration_timeout=Duration.seconds(5))


def test_what_it_exposes() -> None:
    chat = StartChatContactHttpApi(make_stack(), "Chat", request=make_request(), access=Access.iam())
    handler = chat.handler
    assert (chat.function, chat.role, chat.log_group) == (handler.function, handler.role, handler.log_group)
    assert chat.metric("Count").metric_name == "Count"
    assert (chat.metric_errors().namespace, chat.metric_errors().metric_name) == ("AWS/Lambda", "Errors")
    assert chat.metric_client_error().metric_name == "4xx"
    assert chat.metric_server_error().metric_name == "5xx"
