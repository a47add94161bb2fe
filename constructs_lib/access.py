"""Who may start chats."""

from __future__ import annotations

import abc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import aws_apigateway as apigateway
from constructs import Construct


class Access(abc.ABC):
    """Who may start chats: a choice that every endpoint must make. Made by its factories alone."""

    kind: ClassVar[str]
    """The name that the function knows the choice by."""
    is_open: ClassVar[bool] = False
    """Whether anybody may call."""
    has_claims: ClassVar[bool] = False
    """Whether the identity says something that `FromClaim` can copy."""
    headers: ClassVar[Sequence[str]] = ()
    """Request headers that prove the identity; pages of other origins must be allowed to send them."""
    without_waf: str | None = None
    """Why there is no web ACL although the endpoint is open to everybody."""

    @abc.abstractmethod
    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        """Return how a REST API's methods are authorised; authorizers become children of ``scope``."""

    @staticmethod
    def anonymous(*, without_waf: str | None = None) -> Access:
        """Everybody may start chats, within throttle and a rate per address.

        Args:
            without_waf: why an API needs no web ACL of its own, in a sentence for the reader of the code (a CDN with
                a firewall stands in front, say). Default: - AWS WAF limits the rate of each address.
        """
        return _Anonymous(without_waf=without_waf)

    @staticmethod
    def iam() -> Access:
        """Whoever signs requests (SigV4) and is allowed ``execute-api:Invoke``: see the construct's `grant_invoke`.

        Claims: ``userArn``, ``userId``, ``accountId``, ``cognitoIdentityId``, ``cognitoIdentityPoolId``.
        """
        return _Iam()

    @staticmethod
    def api_key() -> Access:
        """Whoever sends the API key in ``x-api-key``: servers and partners. A key in a page or an app is no secret."""
        return _ApiKey()


@dataclass(frozen=True, kw_only=True)
class _Anonymous(Access):
    kind = "anonymous"
    is_open = True
    without_waf: str | None = None

    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        return apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.NONE)


class _Iam(Access):
    kind = "iam"
    has_claims = True
    headers = ("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256")

    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        return apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.IAM)


class _ApiKey(Access):
    kind = "api_key"
    headers = ("X-Api-Key",)

    def method_options(self, scope: Construct) -> apigateway.MethodOptions:
        return apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.NONE, api_key_required=True)


def check_access(access: object) -> Iterator[str]:
    """Yield what is wrong with a construct's ``access``."""
    if not isinstance(access, Access):
        yield (
            f"access: got {type(access).__name__}; say Access.anonymous() to open the endpoint to everybody, or one of "
            f"{', '.join(f'Access.{name}()' for name in _kinds() if name != 'anonymous')}"
        )
    elif access.without_waf is not None and not access.without_waf.strip():
        yield "access: Access.anonymous(without_waf='') gives no reason; say why the endpoint needs no firewall"


def with_claims() -> str:
    """Return the choices whose identity has claims, in words."""
    return " or ".join(f"Access.{kind}()" for kind, has_claims in _kinds().items() if has_claims)


def _kinds() -> dict[str, bool]:
    return {choice.kind: choice.has_claims for choice in Access.__subclasses__()}
