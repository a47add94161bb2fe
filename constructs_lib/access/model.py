"""Who may start chats."""

from __future__ import annotations

import abc
from collections.abc import Iterator, Sequence
from typing import ClassVar

from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

_WITH_CLAIMS = ("iam()", "cognito(…)", "jwt(…)", "lambda_authorizer(…)", "signed_jwt(…)")


class Access(abc.ABC):
    """Who may start chats: a choice that every endpoint must make. Made by its factories alone."""

    kind: ClassVar[str]
    """The name that the function knows the choice by."""
    is_open: ClassVar[bool] = False
    """Whether anybody may call."""
    has_claims: ClassVar[bool] = True
    """Whether the identity says something that `FromClaim` can copy."""
    headers: ClassVar[Sequence[str]] = ("Authorization",)
    """Request headers that prove the identity; pages of other origins must be allowed to send them."""
    without_waf: str | None = None
    """Why there is no web ACL although the endpoint is open to everybody."""
    secret: secretsmanager.ISecret | None = None
    """The secret that callers' tokens are signed with, where the function itself verifies them."""

    @abc.abstractmethod
    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        """Return how a REST API's methods are authorised; authorizers become children of ``scope``."""

    @abc.abstractmethod
    def route_authorizer(self, id: str) -> apigatewayv2.IHttpRouteAuthorizer:
        """Return how an HTTP API's routes are authorised; an authorizer becomes a child of the API, with this id."""

    def check_rest_api(self) -> Iterator[str]:
        """Yield why a REST API can't authorise callers so."""
        return iter(())

    def check_http_api(self) -> Iterator[str]:
        """Yield why an HTTP API can't authorise callers so."""
        return iter(())

    @staticmethod
    def anonymous(*, without_waf: str | None = None) -> Access:
        """Everybody may start chats, within throttle and a rate per address.

        Args:
            without_waf: why an API needs no web ACL of its own, in a sentence for the reader of the code (a CDN with
                a firewall stands in front, say). Default: - AWS WAF limits the rate of each address; an HTTP API
                can't have a web ACL and wants the reason.
        """
        from .kinds import Anonymous

        return Anonymous(without_waf=without_waf)

    @staticmethod
    def iam() -> Access:
        """Whoever signs requests (SigV4) and is allowed ``execute-api:Invoke``: see the construct's `grant_invoke`.

        Claims: ``userArn``, ``userId``, ``accountId``, ``cognitoIdentityId``, ``cognitoIdentityPoolId``.
        """
        from .kinds import Iam

        return Iam()

    @staticmethod
    def api_key() -> Access:
        """Whoever sends the API key in ``x-api-key``: servers and partners. A key in a page or an app is no secret.

        REST APIs alone have API keys.
        """
        from .kinds import ApiKey

        return ApiKey()

    @staticmethod
    def cognito(
        *user_pools: cognito.IUserPool, user_pool_clients: Sequence[cognito.IUserPoolClient] | None = None
    ) -> Access:
        """Users of Amazon Cognito user pools, by their ID token in ``Authorization``. Claims: those of the token.

        Args:
            user_pools: the pools; an HTTP API takes one.
            user_pool_clients: the app clients whose tokens count, which an HTTP API must be told. Default: - every
                client of the pools: a REST API can't choose among them
        """
        from .kinds import Cognito

        return Cognito(user_pools=user_pools, user_pool_clients=tuple(user_pool_clients or ()))

    @staticmethod
    def jwt(*, issuer: str, audience: Sequence[str]) -> Access:
        """Holders of a token of an OpenID Connect issuer (RS256 and the like), verified by the HTTP API itself.

        Claims: those of the token. A REST API can't verify such tokens.

        Args:
            issuer: the ``iss`` of the tokens, an https URL; its keys are found from there.
            audience: the values of ``aud`` (or ``client_id``) that count, one or more.
        """
        from .kinds import Jwt

        return Jwt(issuer=issuer, audience=audience)

    @staticmethod
    def lambda_authorizer(handler: lambda_.IFunction) -> Access:
        """Whoever a Lambda function of yours lets through. Claims: the ``context`` that it answers.

        The function gets a REQUEST authorizer's event in payload format 1.0 and answers an IAM policy, behind either
        kind of API; nothing is cached. An HTTP API forgets the ``principalId``: callers are told apart by it and by
        the claims that the request uses.

        Args:
            handler: the function; requests without the header ``Authorization`` never reach it.
        """
        from .kinds import LambdaAuthorizer

        return LambdaAuthorizer(handler=handler)

    @staticmethod
    def signed_jwt(secret: secretsmanager.ISecret) -> Access:
        """Holders of a token that the site's own server signed with a shared key, as the hosted chat widget takes them.

        ``Authorization: Bearer``, HS256, with ``sub`` (who the caller is), ``iat`` and ``exp`` at most ten minutes
        later; ``attributes``, where given, from text to text. Claims: those of the token; ``["attributes", name]`` for
        the attributes. The function verifies it, with PyJWT in its code: it must be installed where the app is
        synthesised.

        Args:
            secret: holds the key as its whole text, 32 bytes or more. While it is rotated the previous version counts
                as well.
        """
        from .kinds import SignedJwt

        return SignedJwt(secret=secret)


def check_access(access: object) -> Iterator[str]:
    """Yield what is wrong with a construct's ``access``."""
    if not isinstance(access, Access):
        yield (
            f"access: got {type(access).__name__}; say Access.anonymous() to open the endpoint to everybody, or one of "
            f"Access.{', Access.'.join((_WITH_CLAIMS[0], 'api_key()', *_WITH_CLAIMS[1:]))}"
        )
    elif access.without_waf is not None and not access.without_waf.strip():
        yield "access: Access.anonymous(without_waf='') gives no reason; say why the endpoint needs no firewall"


def with_claims() -> str:
    """Return the choices whose identity has claims, in words."""
    return " or ".join(f"Access.{choice}" for choice in _WITH_CLAIMS)
