"""Checks of who may call: the choice itself, and what a declaration asks of the identity."""

from collections.abc import Iterator, Mapping
from typing import Any

from constructs_lib.prop_types import check_interface, describe
from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.request.shape import members
from constructs_lib.request.sources import FromClaim
from constructs_lib.request.traversal import sources
from constructs_lib.tokens import is_unresolved

from .model import KINDS, Access


def check_access(access: object) -> Iterator[str]:
    """Yield what is wrong with a construct's ``access``."""
    if not isinstance(access, Access):
        choices = ", ".join(facts.factory for kind, facts in KINDS.items() if kind != "anonymous")
        yield (
            f"access: got {describe(access)}; say Access.anonymous() to open the endpoint to everybody, or one of "
            f"{choices}"
        )
        return
    if access.without_waf is not None and not str(access.without_waf).strip():
        yield (f"access: Access.{access.kind}(without_waf='') gives no reason; say why the endpoint needs no firewall")
    path = f"access: {access.facts.factory}"
    for pool in access.user_pools:
        yield from check_interface(path, pool, "IUserPool")
    for client in access.user_pool_clients:
        yield from check_interface(path, client, "IUserPoolClient")
    if access.kind == "lambda_authorizer" and access.shared is None:
        yield from check_interface(path, access.handler, "IFunction")
    if access.kind == "signed_jwt":
        yield from check_interface(path, access.secret, "ISecret")
    yield from _check_caller_claim(path, access)


def _check_caller_claim(path: str, access: Access) -> Iterator[str]:
    claim = access.caller_claim
    if claim is None:
        return
    if access.kind != "lambda_authorizer":
        yield f"{path}: caller_claim is for Lambda authorizers; leave it out, tokens name their caller in sub"
    names = [claim] if isinstance(claim, str) else claim
    if not isinstance(names, (list, tuple)) or not names or not all(isinstance(name, str) and name for name in names):
        yield f"{path}: caller_claim {claim!r} is not a claim; give its name, or a path of names"


def check_identity(request: StartChatContactRequest, access: Access) -> Iterator[str]:
    """Yield what a request asks of an identity that this choice doesn't bring."""
    if access.facts.has_claims:
        return
    for name, _, _ in members(request):
        if any(isinstance(source, FromClaim) for source in sources(getattr(request, name))):
            yield (
                f"request.{name}: FromClaim needs a verified identity, which {access.facts.factory} doesn't bring; "
                f"choose {with_claims()}, or another source"
            )
    attributes = request.segment_attributes
    path = "request.segment_attributes['connect:CustomerAuthentication']"
    for text in _texts(attributes.get("connect:CustomerAuthentication")) if isinstance(attributes, Mapping) else ():
        if is_unresolved(text) or text.strip().upper() == "AUTHENTICATED":
            said = "a token could be AUTHENTICATED, which" if is_unresolved(text) else text
            yield (
                f"{path}: {said} would vouch for everybody, but {access.facts.factory} verifies no customer; leave it "
                f"out, or choose {with_claims()}"
            )


def check_grant(access: Access) -> Iterator[str]:
    """Yield why a grant to invoke the API would do nothing."""
    if access.kind != "iam":
        yield (
            f"grant_invoke: the API ignores IAM permissions under {access.facts.factory}; leave the grant out, or "
            "choose Access.iam()"
        )


def with_claims() -> str:
    """Return the choices whose identity has claims, in words."""
    return " or ".join(facts.factory for facts in KINDS.values() if facts.has_claims)


def _texts(value: Any) -> list[str]:
    """The fixed texts in a segment attribute."""
    nested = getattr(value, "value_map", None)
    if isinstance(nested, Mapping):
        return [text for child in nested.values() for text in _texts(child)]
    text = getattr(value, "value_string", None)
    return [text] if isinstance(text, str) else []
