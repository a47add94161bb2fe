"""The kinds of access: how each is authorised by a REST API and by an HTTP API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from constructs_lib.tokens import is_unresolved

from .model import Access

_AUTHORIZER = "Authorizer"
_NOBODY_ASKS = apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.NONE)


@dataclass(frozen=True, kw_only=True)
class Anonymous(Access):
    """See `Access.anonymous`."""

    kind = "anonymous"
    is_open = True
    has_claims = False
    headers = ()
    without_waf: str | None = None

    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        return _NOBODY_ASKS

    def route_authorizer(self, id: str) -> apigatewayv2.IHttpRouteAuthorizer:
        return apigatewayv2.HttpNoneAuthorizer()

    def check_http_api(self) -> Iterator[str]:
        if self.without_waf is None:
            yield (
                "access: an HTTP API can have no web ACL, so nothing limits the rate of an address; say "
                "Access.anonymous(without_waf='<why none is needed>'), or use StartChatContactRestApi"
            )


class Iam(Access):
    """See `Access.iam`."""

    kind = "iam"
    headers = ("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256")

    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        return apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.IAM)

    def route_authorizer(self, id: str) -> apigatewayv2.IHttpRouteAuthorizer:
        return authorizers.HttpIamAuthorizer()


class ApiKey(Access):
    """See `Access.api_key`."""

    kind = "api_key"
    has_claims = False
    headers = ("X-Api-Key",)

    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        return apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.NONE, api_key_required=True)

    def route_authorizer(self, id: str) -> apigatewayv2.IHttpRouteAuthorizer:
        raise NotImplementedError

    def check_http_api(self) -> Iterator[str]:
        yield "access: HTTP APIs have no API keys; use StartChatContactRestApi, or Access.signed_jwt(…) for a server"


@dataclass(frozen=True, kw_only=True)
class Cognito(Access):
    """See `Access.cognito`."""

    kind = "cognito"
    user_pools: Sequence[cognito.IUserPool]
    user_pool_clients: Sequence[cognito.IUserPoolClient]

    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        authorizer = apigateway.CognitoUserPoolsAuthorizer(
            scope, _AUTHORIZER, cognito_user_pools=list(self.user_pools), results_cache_ttl=Duration.seconds(0)
        )
        return apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.COGNITO, authorizer=authorizer)

    def route_authorizer(self, id: str) -> apigatewayv2.IHttpRouteAuthorizer:
        [pool] = self.user_pools
        return authorizers.HttpUserPoolAuthorizer(id, pool, user_pool_clients=list(self.user_pool_clients))

    def check_rest_api(self) -> Iterator[str]:
        if not self.user_pools:
            yield "access: Access.cognito() names no user pool; give one or more"
        if self.user_pool_clients:
            yield (
                "access: a REST API takes the tokens of every client of a user pool; leave user_pool_clients out, or "
                "use StartChatContactHttpApi"
            )

    def check_http_api(self) -> Iterator[str]:
        if len(self.user_pools) != 1:
            yield (
                f"access: an HTTP API takes one user pool, got {len(self.user_pools)}; give one, or use "
                "StartChatContactRestApi"
            )
        if not self.user_pool_clients:
            yield "access: an HTTP API must know whose tokens count; give Access.cognito(…, user_pool_clients=[…])"


@dataclass(frozen=True, kw_only=True)
class Jwt(Access):
    """See `Access.jwt`."""

    kind = "jwt"
    issuer: str
    audience: Sequence[str]

    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        raise NotImplementedError

    def route_authorizer(self, id: str) -> apigatewayv2.IHttpRouteAuthorizer:
        return authorizers.HttpJwtAuthorizer(id, self.issuer, jwt_audience=list(self.audience))

    def check_rest_api(self) -> Iterator[str]:
        yield (
            "access: a REST API can't verify the tokens of an OpenID Connect issuer; use StartChatContactHttpApi, or "
            "Access.cognito(…) or Access.lambda_authorizer(…)"
        )

    def check_http_api(self) -> Iterator[str]:
        if not is_unresolved(self.issuer) and not self.issuer.startswith(("https://", "http://127.0.0.1:")):
            yield f"access: issuer {self.issuer!r} is no https URL; give the tokens' iss, as https://idp.example.com/"
        if isinstance(self.audience, str):
            yield f"access: audience {self.audience!r} is text; give a list of audiences"
        elif not self.audience:
            yield "access: audience is empty, so tokens for every other service would count; name yours"


@dataclass(frozen=True, kw_only=True)
class LambdaAuthorizer(Access):
    """See `Access.lambda_authorizer`."""

    kind = "lambda_authorizer"
    handler: lambda_.IFunction

    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        authorizer = apigateway.RequestAuthorizer(
            scope,
            _AUTHORIZER,
            handler=self.handler,
            identity_sources=[apigateway.IdentitySource.header("Authorization")],
            results_cache_ttl=Duration.seconds(0),
        )
        return apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.CUSTOM, authorizer=authorizer)

    def route_authorizer(self, id: str) -> apigatewayv2.IHttpRouteAuthorizer:
        return authorizers.HttpLambdaAuthorizer(
            id,
            self.handler,
            response_types=[authorizers.HttpLambdaResponseType.IAM],  # with the event of a REST API's authorizer
            identity_source=["$request.header.Authorization"],
            results_cache_ttl=Duration.seconds(0),
        )


@dataclass(frozen=True, kw_only=True)
class SignedJwt(Access):
    """See `Access.signed_jwt`. The gateways can't verify such a token: the function does."""

    kind = "signed_jwt"
    secret: secretsmanager.ISecret

    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        return _NOBODY_ASKS

    def route_authorizer(self, id: str) -> apigatewayv2.IHttpRouteAuthorizer:
        return apigatewayv2.HttpNoneAuthorizer()
