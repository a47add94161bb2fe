"""How an HTTP API authorises callers, or why it can't."""

from collections.abc import Iterator
from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_authorizers as authorizers

from constructs_lib.prop_types import describe
from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.request.traversal import signs_contact_ids
from constructs_lib.tokens import is_unresolved

from .model import Access


def check_http_api(access: object, request: object) -> Iterator[str]:
    """Yield why an HTTP API can't authorise these callers of a request."""
    if not isinstance(access, Access):
        return
    signs = isinstance(request, StartChatContactRequest) and signs_contact_ids(request)
    if access.kind == "lambda_authorizer" and access.caller_claim is None and signs:
        yield (
            "access: behind an HTTP API nothing tells the callers of a Lambda authorizer apart, so anyone could use a "
            "signed contact id; give Access.lambda_authorizer(…, caller_claim='<a context key>'), or use "
            "StartChatContactRestApi"
        )
    if access.shared is not None:
        if not hasattr(access.shared, "bind"):
            yield (
                f"access: Access.authorizer(…): got {describe(access.shared)}; give an HTTP API's authorizer, such as "
                "aws_apigatewayv2_authorizers.HttpJwtAuthorizer(…)"
            )
        return
    match access.kind:
        case "anonymous" | "signed_jwt" if access.needs_firewall:
            call = access.facts.factory.removesuffix(")").replace("…", "…, ")
            yield (
                "access: an HTTP API can have no web ACL, so nothing limits the rate of an address; say "
                f"{call}without_waf='<why none is needed>'), or use StartChatContactRestApi"
            )
        case "api_key":
            yield (
                "access: HTTP APIs have no API keys; use StartChatContactRestApi, or Access.signed_jwt(…) for a server"
            )
        case "cognito":
            yield from _check_cognito(access)
        case "jwt":
            yield from _check_jwt(access)


def route_authorizer(access: Access, id: str) -> apigatewayv2.IHttpRouteAuthorizer:
    """Return how an HTTP API's routes are authorised; an authorizer becomes a child of the API, with this id."""
    if access.shared is not None:
        return cast(apigatewayv2.IHttpRouteAuthorizer, access.shared)
    match access.kind:
        case "iam":
            return authorizers.HttpIamAuthorizer()
        case "cognito":
            [pool] = access.user_pools
            return authorizers.HttpUserPoolAuthorizer(id, pool, user_pool_clients=list(access.user_pool_clients))
        case "jwt":
            return authorizers.HttpJwtAuthorizer(id, access.issuer, jwt_audience=list(access.audience))
        case "lambda_authorizer":
            assert access.handler is not None
            return authorizers.HttpLambdaAuthorizer(
                id,
                access.handler,
                response_types=[authorizers.HttpLambdaResponseType.IAM],  # with the event of a REST API's authorizer
                identity_source=["$request.header.Authorization"],
                results_cache_ttl=Duration.seconds(0),
            )
    return apigatewayv2.HttpNoneAuthorizer()  # the function itself verifies a signed_jwt


def _check_cognito(access: Access) -> Iterator[str]:
    if len(access.user_pools) != 1:
        yield (
            f"access: an HTTP API takes one user pool, got {len(access.user_pools)}; give one, or use "
            "StartChatContactRestApi"
        )
    if not access.user_pool_clients:
        yield (
            "access: an HTTP API accepts only the tokens of named clients; give Access.cognito(…, "
            "user_pool_clients=[…])"
        )


def _check_jwt(access: Access) -> Iterator[str]:
    issuer, audience = access.issuer, access.audience
    if not isinstance(issuer, str) or (
        not is_unresolved(issuer) and not issuer.startswith(("https://", "http://127.0.0.1:"))
    ):
        yield f"access: issuer {issuer!r} is not an https URL; give the tokens' iss, such as https://idp.example.com/"
    if isinstance(audience, str) or not isinstance(audience, (list, tuple)):
        yield f"access: audience {audience!r} is not a list; give a list of audiences"
    elif not audience:
        yield "access: audience is empty, so tokens for every other service would be accepted; name yours"
