"""How a REST API authorises callers, or why it can't."""

from collections.abc import Iterator
from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from constructs_lib.prop_types import describe

from .model import Access

_AUTHORIZER = "Authorizer"
_NO_AUTHORIZATION = apigateway.AuthorizationType.NONE


def check_rest_api(access: object) -> Iterator[str]:
    """Yield why a REST API can't authorise these callers."""
    if not isinstance(access, Access):
        return
    if access.shared is not None and (hasattr(access.shared, "bind") or not hasattr(access.shared, "authorizer_id")):
        yield (
            f"access: Access.authorizer(…): got {describe(access.shared)}; give a REST API's authorizer, such as "
            "apigateway.CognitoUserPoolsAuthorizer(…)"
        )
    if access.kind == "jwt":
        yield (
            "access: a REST API can't verify the tokens of an OpenID Connect issuer; use StartChatContactHttpApi, or "
            "Access.cognito(…) or Access.lambda_authorizer(…)"
        )
    if access.kind == "cognito" and not access.user_pools and access.shared is None:
        yield "access: Access.cognito() names no user pool; give one or more"
    if access.user_pool_clients:
        yield (
            "access: a REST API accepts the tokens of every client of a user pool; leave user_pool_clients out, or use "
            "StartChatContactHttpApi"
        )


def method_options(access: Access, scope: Construct) -> apigateway.MethodOptions:
    """Return how a REST API's methods are authorised; an authorizer becomes a child of ``scope``."""
    if access.shared is not None:
        types = apigateway.AuthorizationType
        kind = types.COGNITO if access.kind == "cognito" else types.CUSTOM
        return apigateway.MethodOptions(authorization_type=kind, authorizer=cast(apigateway.IAuthorizer, access.shared))
    match access.kind:
        case "iam":
            return apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.IAM)
        case "api_key":
            return apigateway.MethodOptions(authorization_type=_NO_AUTHORIZATION, api_key_required=True)
        case "cognito":
            return apigateway.MethodOptions(
                authorization_type=apigateway.AuthorizationType.COGNITO,
                authorizer=apigateway.CognitoUserPoolsAuthorizer(
                    scope,
                    _AUTHORIZER,
                    cognito_user_pools=list(access.user_pools),
                    results_cache_ttl=Duration.seconds(0),
                ),
            )
        case "lambda_authorizer":
            assert access.handler is not None
            return apigateway.MethodOptions(
                authorization_type=apigateway.AuthorizationType.CUSTOM,
                authorizer=apigateway.RequestAuthorizer(
                    scope,
                    _AUTHORIZER,
                    handler=access.handler,
                    identity_sources=[apigateway.IdentitySource.header("Authorization")],
                    results_cache_ttl=Duration.seconds(0),
                ),
            )
    return apigateway.MethodOptions(authorization_type=_NO_AUTHORIZATION)  # the function itself verifies a signed_jwt
