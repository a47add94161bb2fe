"""How a REST API authorises callers, or why it can't."""

from collections.abc import Iterator

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from .model import Access

_AUTHORIZER = "Authorizer"
_NO_AUTHORIZATION = apigateway.AuthorizationType.NONE


def check_rest_api(access: object) -> Iterator[str]:
    """Yield why a REST API can't authorise these callers."""
    if not isinstance(access, Access):
        return
    if access.kind == "jwt":
        yield (
            "access: a REST API can't verify the tokens of an OpenID Connect issuer; use StartChatContactHttpApi, or "
            "Access.cognito(…) or Access.lambda_authorizer(…)"
        )
    if access.kind == "cognito" and not access.user_pools:
        yield "access: Access.cognito() names no user pool; give one or more"
    if access.user_pool_clients:
        yield (
            "access: a REST API accepts the tokens of every client of a user pool; leave user_pool_clients out, or use "
            "StartChatContactHttpApi"
        )


def method_options(access: Access, scope: Construct) -> apigateway.MethodOptions:
    """Return how a REST API's methods are authorised; an authorizer becomes a child of ``scope``."""
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
            assert access.authorizer is not None
            return apigateway.MethodOptions(
                authorization_type=apigateway.AuthorizationType.CUSTOM,
                authorizer=apigateway.RequestAuthorizer(
                    scope,
                    _AUTHORIZER,
                    handler=access.authorizer,
                    identity_sources=[apigateway.IdentitySource.header("Authorization")],
                    results_cache_ttl=Duration.seconds(0),
                ),
            )
    return apigateway.MethodOptions(authorization_type=_NO_AUTHORIZATION)  # the function itself verifies a signed_jwt
