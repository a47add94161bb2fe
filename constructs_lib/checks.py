"""Checks of an endpoint's settings against its declaration. All problems are collected and raised at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from aws_cdk import Annotations, Duration
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from . import defaults
from .access.model import Access, check_access, with_claims
from .rendering.plan import sources
from .request.checks.members import DeclarationError
from .request.model import StartChatContactRequest
from .request.shape import members
from .request.sources import FromCaller, FromClaim, SignedContactId
from .tokens import is_unresolved

_PATH = re.compile(r"[A-Za-z0-9._:-]+(/[A-Za-z0-9._:-]+)*")


def raise_problems(problems: Iterator[str]) -> None:
    """Raise `DeclarationError` when there are any."""
    found = list(problems)
    if found:
        raise DeclarationError(found)


def warn(scope: Construct, warnings: Sequence[str]) -> None:
    """Show warnings at synthesis; each can be acknowledged under its first words."""
    for text in warnings:
        Annotations.of(scope).add_warning_v2(f"constructs_lib:{text.partition(':')[0]}", text)


def check_settings(request: Any, access: Any) -> Iterator[str]:
    """Yield what is wrong with a declaration under a kind of access."""
    if not isinstance(request, StartChatContactRequest):
        yield f"request: got {type(request).__name__}; give StartChatContactRequest(…)"
    yield from check_access(access)
    if isinstance(request, StartChatContactRequest) and isinstance(access, Access):
        yield from _check_identity(request, access)


def _check_identity(request: StartChatContactRequest, access: Access) -> Iterator[str]:
    if access.has_claims:
        return
    for name, _, _ in members(request):
        if any(isinstance(source, FromClaim) for source in sources(getattr(request, name))):
            yield (
                f"request.{name}: FromClaim needs a verified identity, which Access.{access.kind}() does not bring; "
                f"choose {with_claims()}, or another source"
            )
    if "AUTHENTICATED" in _texts((request.segment_attributes or {}).get("connect:CustomerAuthentication")):
        yield (
            "request.segment_attributes['connect:CustomerAuthentication']: AUTHENTICATED would vouch for everybody, "
            f"but Access.{access.kind}() proves no customer; leave it out, or choose {with_claims()}"
        )


def _texts(value: Any) -> list[str]:
    """The fixed texts in a segment attribute."""
    nested = getattr(value, "value_map", None)
    if isinstance(nested, Mapping):
        return [text for child in nested.values() for text in _texts(child)]
    text = getattr(value, "value_string", None)
    return [text] if isinstance(text, str) else []


def check_contact_id_secret(request: StartChatContactRequest, secret: object) -> Iterator[str]:
    """Yield why a secret for signing contact ids is of no use."""
    if secret is not None and not signs_contact_ids(request):
        yield "contact_id_secret: signs nothing; declare a SignedContactId() in the request, or leave it out"


def signs_contact_ids(request: StartChatContactRequest) -> bool:
    """Whether the endpoint hands out signed contact ids: it does when it takes them back."""
    return any(isinstance(source, SignedContactId) for source in sources(request))


def check_times(*times: tuple[str, Duration]) -> Iterator[str]:
    """Yield where a time leaves the one within it no room to answer first; given from the innermost, by name."""
    seconds = [(name, time.to_seconds(integral=False)) for name, time in times]
    name, shortest = seconds[0]
    if shortest < defaults.MARGIN:
        yield f"{name}: {shortest:g} s is too short to start a chat; give {defaults.MARGIN} s or more"
    for (inner_name, inner), (outer_name, outer) in pairwise(seconds):
        if inner + defaults.MARGIN > outer:
            yield (
                f"{outer_name}: {outer:g} s leaves {inner_name}={inner:g} s no room to answer first; "
                f"give {inner + defaults.MARGIN:g} s or more, or a shorter {inner_name}"
            )
    name, longest = seconds[-1]
    if longest > defaults.LONGEST_INTEGRATION:
        yield f"{name}: {longest:g} s is longer than API Gateway waits; give {defaults.LONGEST_INTEGRATION} s or less"


def check_code(runtime: lambda_.Runtime | None, reserved_names: Sequence[str] | None) -> Iterator[str]:
    """Yield why the function's code would not run, or not as it is meant to."""
    version = re.fullmatch(r"python3\.([0-9]+)", runtime.name) if runtime is not None else None
    if runtime is not None and (version is None or int(version[1]) < 11):
        yield f"runtime: {runtime.name} can't run the function; give Python 3.11 or newer"
    if reserved_names is None:
        return
    if isinstance(reserved_names, str) or not reserved_names or not all(isinstance(n, str) for n in reserved_names):
        yield (
            f"reserved_display_names: got {reserved_names!r}; give a list of names, or leave it out for System, Agent "
            "and the like"
        )


def check_web_acl(access: Access, web_acl: str | None) -> Iterator[str]:
    """Yield why a web ACL can't be used under a kind of access."""
    if web_acl is not None and access.without_waf is not None:
        yield "web_acl: given beside Access.anonymous(without_waf=…), which says that there is none; drop one of them"
    if web_acl is not None and not is_unresolved(web_acl) and not web_acl.startswith("arn:"):
        yield f"web_acl: {web_acl!r} is no ARN; give the ARN of a regional web ACL"


def source_warnings(request: StartChatContactRequest, access: Access) -> list[str]:
    """Return what the deployer should know of the sources that he chose."""
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


def check_path(path: str | None) -> Iterator[str]:
    """Yield what is wrong with the path of an endpoint."""
    if path is not None and not is_unresolved(path) and not _PATH.fullmatch(path):
        yield f"path: {path!r} is not allowed; give names divided by slashes, such as 'v1/chats', none at either end"
