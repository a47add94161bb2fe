"""The ``POST`` of an HTTP API that starts chats: of the construct's own API and of any other."""

from collections.abc import Iterator

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from constructs_lib.access.http import route_authorizer
from constructs_lib.access.model import Access
from constructs_lib.prop_types import check_type

from .cors import Cors, allow_headers


def check_domain_mapping(domain_mapping: object, disable_execute_api_endpoint: object) -> Iterator[str]:
    """Yield what is wrong with where an HTTP API can be called."""
    if domain_mapping is not None:
        example = "apigatewayv2.DomainMappingOptions(domain_name=…)"
        yield from check_type("default_domain_mapping", domain_mapping, apigatewayv2.DomainMappingOptions, example)
    yield from check_type("disable_execute_api_endpoint", disable_execute_api_endpoint, bool, "True or False")
    if disable_execute_api_endpoint is True and domain_mapping is None:
        yield "disable_execute_api_endpoint: nobody could call the API; give default_domain_mapping as well"


def add_route(
    scope: Construct,
    api: apigatewayv2.IHttpApi,
    path: str,
    function: lambda_.IFunction,
    access: Access,
    timeout: Duration,
) -> apigatewayv2.HttpRoute:
    """Add the route as a child of ``scope``."""
    return apigatewayv2.HttpRoute(
        scope,
        "Route",
        http_api=api,
        route_key=apigatewayv2.HttpRouteKey.with_(path, apigatewayv2.HttpMethod.POST),
        authorizer=route_authorizer(access, f"{scope.node.id}Authorizer"),
        integration=integrations.HttpLambdaIntegration(
            "Integration",
            function,
            payload_format_version=apigatewayv2.PayloadFormatVersion.VERSION_2_0,
            timeout=timeout,
        ),
    )


def cors_options(access: Access, cors: Cors) -> apigatewayv2.CorsPreflightOptions:
    """Return what the API tells browsers, at a preflight and with every response."""
    return apigatewayv2.CorsPreflightOptions(
        allow_origins=list(cors.allow_origins),
        allow_methods=[apigatewayv2.CorsHttpMethod.POST],
        allow_headers=allow_headers(access),
        expose_headers=["Retry-After", "X-Request-Id"],
        max_age=cors.preflight_max_age,
    )
