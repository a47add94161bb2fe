"""Checks of who may call: the choice itself, and what a declaration asks of the identity."""

from collections.abc import Iterator, Mapping
from typing import Any

from constructs_lib.prop_types import check_interface, describe
from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.request.shape import members
from constructs_lib.request.sources import FromCaller, FromClaim
from constructs_lib.request.traversal import sources

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
    if isinstance(attributes, Mapping) and "AUTHENTICATED" in _texts(attributes.get("connect:CustomerAuthentication")):
        yield (
            "request.segment_attributes['connect:CustomerAuthentication']: AUTHENTICATED would vouch for everybody, "
            f"but {access.facts.factory} verifies no customer; leave it out, or choose {with_claims()}"
        )


def check_grant(access: Access) -> Iterator[str]:
    """Yield why a grant to invoke the API would do nothing."""
    if access.kind != "iam":
        yield (
            f"grant_invoke: the API ignores IAM permissions under {access.facts.factory}; leave the grant out, or "
            "choose Access.iam()"
        )


def source_warnings(request: StartChatContactRequest, access: Access) -> list[str]:
    """Return what the deployer should know of the sources that they chose."""
    claimed = (
        "request.customer_id: FromCaller lets anybody show agents the profile of any customer; leave it out, or choose "
        f"{with_claims()} and FromClaim"
    )
    ids = {
        "request.persistent_chat.source_contact_id": getattr(request.persistent_chat, "source_contact_id", None),
        "request.related_contact_id": request.related_contact_id,
    }
    warnings = [claimed] if isinstance(request.customer_id, FromCaller) and access.is_open else []
    return warnings + [
        f"{path}: FromCaller lets whoever knows the id of a contact use it, transcript included; use SignedContactId()"
        for path, value in ids.items()
        if isinstance(value, FromCaller)
    ]


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
