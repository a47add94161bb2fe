"""The ``POST`` of an HTTP API that starts chats: of the construct's own API and of any other."""

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from constructs_lib.access.http import route_authorizer
from constructs_lib.access.model import Access

from .cors import Cors


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


def allow_headers(access: Access) -> list[str]:
    """Return the request headers that pages may send: those of a start, and those that carry credentials."""
    return ["Content-Type", "Idempotency-Key", *access.facts.headers]
