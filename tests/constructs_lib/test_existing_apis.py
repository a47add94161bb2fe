"""Endpoints on APIs that are there already: of other stacks, with CORS, imported, from a specification."""

from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_authorizers as authorizers

from constructs_lib import Access, Cors, DeclarationError, FromCaller, StartChatContactFunction
from tests.support.accesses import pool
from tests.support.requests import make_request
from tests.support.stacks import make_stack, only, resources, template_of
from tests.support.stacks import warnings as warnings_of

CORS = Cors(allow_origins=["https://www.example.com"])
SPECIFICATION = {"openapi": "3.0.1", "info": {"title": "Shop", "version": "1"}, "paths": {}}


def chat(stack: Stack, id: str = "Chat", **props: Any) -> StartChatContactFunction:
    words: dict[str, Any] = {"request": make_request(), "access": Access.anonymous(), "cors": CORS}
    return StartChatContactFunction(stack, id, **(words | props))


def deployment(template: dict[str, Any]) -> str:
    [name] = [name for name, r in template["Resources"].items() if r["Type"] == "AWS::ApiGateway::Deployment"]
    return str(name)


def test_a_rest_api_of_another_stack() -> None:
    app = App()
    shop, chats = Stack(app, "Shop"), Stack(app, "Chats")
    api = apigateway.RestApi(shop, "Api")
    access = Access.cognito(pool(shop))
    chat(chats, access=access).add_to_rest_api(api.root.add_resource("chat"))
    assembly = app.synth()
    theirs, ours = (assembly.get_stack_by_name(name).template for name in ("Shop", "Chats"))
    assert only(theirs, "AWS::ApiGateway::Model")["RestApiId"] == shop.resolve(api.rest_api_id)
    assert resources(ours, "AWS::ApiGateway::Method") == []
    assert assembly.get_stack_by_name("Shop").dependencies


def test_a_resource_that_has_cors_keeps_it() -> None:
    stack = make_stack()
    api = apigateway.RestApi(
        stack,
        "Api",
        default_cors_preflight_options=apigateway.CorsOptions(allow_origins=["https://www.example.com"]),
    )
    chat(stack).add_to_rest_api(api.root.add_resource("chat"))
    methods = [m["HttpMethod"] for m in resources(template_of(stack), "AWS::ApiGateway::Method")]
    assert sorted(methods) == ["OPTIONS", "OPTIONS", "POST"]
    [warning] = warnings_of(stack, "cors")
    assert warning.startswith(
        "cors: /chat has an OPTIONS method already, which stays as it is; see that it allows POST, the headers "
        "Content-Type, Idempotency-Key and the origins https://www.example.com"
    )


def test_an_imported_rest_api_names_the_call_that_deploys_it() -> None:
    stack = make_stack()
    api = apigateway.RestApi.from_rest_api_attributes(stack, "Api", rest_api_id="abc", root_resource_id="root")
    chat(stack).add_to_rest_api(api.root.add_resource("chat"))
    assert only(template_of(stack), "AWS::ApiGateway::Model")["RestApiId"] == "abc"
    [warning] = warnings_of(stack, "add_to_rest_api")
    assert warning.startswith(
        "add_to_rest_api: this app doesn't deploy the API, so its stages don't serve the new method yet; add an "
        "apigateway.Deployment(…, api=…) for its stage"
    )


def test_an_api_from_a_specification_is_deployed_again_for_another_schema() -> None:
    def id_of(**members: Any) -> str:
        stack = make_stack()
        definition = apigateway.ApiDefinition.from_inline(SPECIFICATION)
        api = apigateway.SpecRestApi(stack, "Api", api_definition=definition)
        chat(stack, request=make_request(**members)).add_to_rest_api(api.root.add_resource("chat"))
        assert warnings_of(stack, "add_to_rest_api") == []
        return deployment(template_of(stack))

    assert id_of() == id_of() != id_of(attributes={"topic": FromCaller()})


def test_an_imported_http_api() -> None:
    stack = make_stack()
    api = apigatewayv2.HttpApi.from_http_api_attributes(stack, "Api", http_api_id="abc")
    chat(stack, access=Access.iam()).add_to_http_api(api, "/chat")
    assert only(template_of(stack), "AWS::ApiGatewayV2::Route")["ApiId"] == "abc"


def test_paths_that_differ_in_a_hyphen_alone() -> None:
    stack = make_stack()
    api = apigatewayv2.HttpApi(stack, "Api")
    function = chat(stack, access=Access.iam())
    for path in ("/v1/chats", "/v1-chats"):
        function.add_to_http_api(api, path)
    assert len(resources(template_of(stack), "AWS::ApiGatewayV2::Route")) == 2


def test_two_endpoints_share_a_rest_apis_authorizer() -> None:
    stack = make_stack()
    api = apigateway.RestApi(stack, "Api")
    authorizer = apigateway.CognitoUserPoolsAuthorizer(stack, "Users", cognito_user_pools=[pool(stack)])
    access = Access.authorizer(authorizer, kind="cognito")
    for name in ("sales", "support"):
        chat(stack, name, access=access).add_to_rest_api(api.root.add_resource(name))
    template = template_of(stack)
    posts = [m for m in resources(template, "AWS::ApiGateway::Method") if m["HttpMethod"] == "POST"]
    assert [m["AuthorizationType"] for m in posts] == ["COGNITO_USER_POOLS"] * 2
    assert posts[0]["AuthorizerId"] == posts[1]["AuthorizerId"]
    assert len(resources(template, "AWS::ApiGateway::Authorizer")) == 1


def test_two_endpoints_share_an_http_apis_authorizer() -> None:
    stack = make_stack()
    api = apigatewayv2.HttpApi(stack, "Api")
    authorizer = authorizers.HttpJwtAuthorizer("Users", "https://idp.example.com/", jwt_audience=["chat"])
    access = Access.authorizer(authorizer, kind="jwt")
    for name in ("sales", "support"):
        chat(stack, name, access=access).add_to_http_api(api, f"/{name}")
    template = template_of(stack)
    assert {route["AuthorizationType"] for route in resources(template, "AWS::ApiGatewayV2::Route")} == {"JWT"}
    assert len(resources(template, "AWS::ApiGatewayV2::Authorizer")) == 1


def test_an_authorizer_of_the_other_kind_of_api() -> None:
    stack = make_stack()
    rest = apigateway.CognitoUserPoolsAuthorizer(stack, "Users", cognito_user_pools=[pool(stack)])
    http = authorizers.HttpJwtAuthorizer("Users", "https://idp.example.com/", jwt_audience=["chat"])
    with pytest.raises(DeclarationError, match=r"give an HTTP API's authorizer, such as aws_apigatewayv2_authorizers"):
        chat(stack, "A", access=Access.authorizer(rest, kind="cognito")).add_to_http_api(
            apigatewayv2.HttpApi(stack, "Http"), "/"
        )
    with pytest.raises(DeclarationError, match=r"give a REST API's authorizer, such as apigateway\.Cognito"):
        chat(stack, "B", access=Access.authorizer(http, kind="cognito")).add_to_rest_api(
            apigateway.RestApi(stack, "Rest").root
        )
