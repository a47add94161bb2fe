"""Who may start chats, as data. How each kind of API authorises them is in `rest` and `http`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from aws_cdk import aws_apigateway as apigateway
    from aws_cdk import aws_apigatewayv2 as apigatewayv2
    from aws_cdk import aws_cognito as cognito
    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_secretsmanager as secretsmanager

Kind = Literal["anonymous", "iam", "api_key", "cognito", "jwt", "lambda_authorizer", "signed_jwt"]
"""The name by which the function knows the choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is true of every choice of one kind."""

    factory: str
    """How the choice is written in code, for messages."""
    headers: tuple[str, ...] = ("Authorization",)
    """Request headers that carry the credentials; pages of other origins must be allowed to send them."""
    has_claims: bool = True
    """Whether the identity says something that `FromClaim` can copy."""


_SIGNATURE = ("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256")
KINDS: Mapping[Kind, Facts] = {
    "anonymous": Facts(factory="Access.anonymous()", headers=(), has_claims=False),
    "iam": Facts(factory="Access.iam()", headers=_SIGNATURE),
    "api_key": Facts(factory="Access.api_key()", headers=("X-Api-Key",), has_claims=False),
    "cognito": Facts(factory="Access.cognito(…)"),
    "jwt": Facts(factory="Access.jwt(…)"),
    "lambda_authorizer": Facts(factory="Access.lambda_authorizer(…)"),
    "signed_jwt": Facts(factory="Access.signed_jwt(…)"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """Who may start chats. Every endpoint needs one of the choices that the factories make."""

    kind: Kind
    without_waf: str | None = None
    """Why there is no web ACL although anybody can reach the function."""
    user_pools: tuple[cognito.IUserPool, ...] = ()
    user_pool_clients: tuple[cognito.IUserPoolClient, ...] = ()
    issuer: str = ""
    audience: Sequence[str] = ()
    handler: lambda_.IFunction | None = None
    """The function that decides, for `lambda_authorizer`."""
    shared: apigateway.IAuthorizer | apigatewayv2.IHttpRouteAuthorizer | None = None
    """An existing authorizer, for `authorizer`."""
    caller_claim: str | Sequence[str] | None = None
    """The claim that identifies a caller of an authorizer."""
    secret: secretsmanager.ISecret | None = None
    """The secret that callers' tokens are signed with, where the function itself verifies them."""

    @property
    def facts(self) -> Facts:
        """What is true of every choice of this kind."""
        return KINDS[self.kind]

    @property
    def is_open(self) -> bool:
        """Whether anybody may call."""
        return self.kind == "anonymous"

    @property
    def needs_firewall(self) -> bool:
        """Whether the gateway itself lets everybody through to the function."""
        return self.kind in ("anonymous", "signed_jwt") and self.without_waf is None

    @staticmethod
    def anonymous(*, without_waf: str | None = None) -> Access:
        """Everybody may start chats, within the throttle and a rate per address.

        Args:
            without_waf: why an API needs no web ACL of its own, in a sentence for readers of the code, such as
                "CloudFront has a firewall". An HTTP API can't have a web ACL, so it needs this reason. Default: - AWS
                WAF limits the rate of each address
        """
        return Access(kind="anonymous", without_waf=without_waf)

    @staticmethod
    def iam() -> Access:
        """Callers who sign requests (SigV4) and are allowed ``execute-api:Invoke``: see the construct's `grant_invoke`.

        Claims: ``userArn``, ``userId``, ``accountId``, ``cognitoIdentityId``, ``cognitoIdentityPoolId``.
        """
        return Access(kind="iam")

    @staticmethod
    def api_key() -> Access:
        """Callers who send the API key in ``x-api-key``: servers and partners. A key in a page or an app is public.

        Only REST APIs have API keys.
        """
        return Access(kind="api_key")

    @staticmethod
    def cognito(
        *user_pools: cognito.IUserPool, user_pool_clients: Sequence[cognito.IUserPoolClient] | None = None
    ) -> Access:
        """Users of Amazon Cognito user pools, who send their ID token in ``Authorization``. Claims: those of the token.

        Args:
            user_pools: the pools; an HTTP API takes one.
            user_pool_clients: the app clients whose tokens are accepted; an HTTP API needs them. Default: - every
                client of the pools: a REST API can't choose among them
        """
        clients = tuple(user_pool_clients or ())
        return Access(kind="cognito", user_pools=user_pools, user_pool_clients=clients)

    @staticmethod
    def jwt(*, issuer: str, audience: Sequence[str]) -> Access:
        """Holders of an OpenID Connect issuer's token (RS256 and the like), which the HTTP API itself verifies.

        Claims: those of the token. A REST API can't verify such tokens.

        Args:
            issuer: the ``iss`` of the tokens, an https URL; its keys are found from there.
            audience: the accepted values of ``aud`` (or ``client_id``), one or more.
        """
        return Access(kind="jwt", issuer=issuer, audience=audience)

    @staticmethod
    def lambda_authorizer(handler: lambda_.IFunction, *, caller_claim: str | Sequence[str] | None = None) -> Access:
        """Callers that your Lambda function accepts. Claims: the ``context`` that it returns.

        The function gets a REQUEST authorizer's event in payload format 1.0 and returns an IAM policy, behind either
        kind of API; nothing is cached.

        Args:
            handler: the function; requests without the header ``Authorization`` never reach it.
            caller_claim: the claim, by name or path, that is different for each caller; a caller without it is refused.
                Default: - the ``principalId``, which only a REST API passes on, and the claims that the request uses;
                idempotency keys must then be hard to guess, and an HTTP API can't have signed contact ids
        """
        return Access(kind="lambda_authorizer", handler=handler, caller_claim=caller_claim)

    @staticmethod
    def authorizer(
        authorizer: apigateway.IAuthorizer | apigatewayv2.IHttpRouteAuthorizer,
        *,
        kind: Literal["cognito", "jwt", "lambda_authorizer"],
        caller_claim: str | Sequence[str] | None = None,
    ) -> Access:
        """Callers that your existing authorizer accepts; several endpoints can share it.

        Claims: as with the factory of the same name as ``kind``.

        Args:
            authorizer: for a REST API an ``apigateway.IAuthorizer``, for an HTTP API an
                ``apigatewayv2.IHttpRouteAuthorizer``.
            kind: what it passes on to the function: with ``cognito`` and ``jwt`` the claims of a token, with
                ``lambda_authorizer`` the ``context`` that its function returns. A REST API has no ``jwt``.
            caller_claim: for ``lambda_authorizer``, as with that factory. Default: - the ``principalId``
        """
        return Access(kind=kind, shared=authorizer, caller_claim=caller_claim)

    @staticmethod
    def signed_jwt(secret: secretsmanager.ISecret, *, without_waf: str | None = None) -> Access:
        """Holders of a token that the site's own server signed with a shared key, as for the hosted chat widget.

        ``Authorization: Bearer``, HS256, with ``sub`` (who the caller is), ``iat`` and ``exp`` at most ten minutes
        later; ``attributes``, where given, maps text to text. Claims: those of the token; ``["attributes", name]`` for
        the attributes. The function verifies it with PyJWT, which is added to its code: PyJWT (the
        library's extra ``signed-jwt``) must be installed where the app is synthesised.

        Args:
            secret: a secret whose whole text, 32 bytes or more, is the key. Its previous version is accepted as well.
            without_waf: as with `anonymous`: invalid tokens reach the function, so the rate of each address needs a
                limit. Default: - AWS WAF limits the rate of each address
        """
        return Access(kind="signed_jwt", secret=secret, without_waf=without_waf)
