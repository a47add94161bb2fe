"""Resolves instances and flows, named by id, ARN, token or object, to plain ids and flow ARNs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeGuard

from aws_cdk import Fn, Reference, Stack, Tokenization

from constructs_lib.request.arns import Identifier, parse_arn
from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.request.sources import FromCaller, FromClaim
from constructs_lib.request.traversal import flows
from constructs_lib.tokens import is_unresolved

if TYPE_CHECKING:
    from aws_cdk import aws_connect as connect


@dataclass(frozen=True, kw_only=True, slots=True)
class References:
    """What a declaration refers to, in a stack."""

    request: StartChatContactRequest
    """The declaration with plain ids, or tokens of them."""
    instance_id: str
    flow_arns: tuple[str, ...]
    """The ARN of each flow that can be started, once."""


def resolve_references(stack: Stack, request: StartChatContactRequest) -> References:
    """Replace objects and ARNs in a declaration by ids, tokens included."""
    instance_id = _instance_id(stack, request.instance_id)
    arns = {_arn(stack, instance_id, flow): None for flow in flows(request)}
    flow = request.contact_flow_id
    flow = _with_ids(stack, flow) if isinstance(flow, (FromCaller, FromClaim)) else _flow_id(stack, flow)
    return References(
        request=replace(request, instance_id=instance_id, contact_flow_id=flow),
        instance_id=instance_id,
        flow_arns=tuple(arns),
    )


def check_references(stack: Stack, request: StartChatContactRequest) -> Iterator[str]:
    """Yield what is of another Region or account than the stack: it would only fail when it is called."""
    for name, value in _named(request):
        for word, theirs, ours in _places(stack, value):
            if not is_unresolved(ours) and theirs != ours:
                yield (
                    f"request.{name}: is of {word} {theirs}, but the stack is for {ours}; name one of the stack's "
                    f"{word}, or deploy the stack there"
                )


def reference_warnings(stack: Stack, request: StartChatContactRequest) -> Iterator[str]:
    """Yield what is of one Region or account, in a stack that can be deployed to any."""
    for name, value in _named(request):
        places = [f"{word} {theirs}" for word, theirs, ours in _places(stack, value) if is_unresolved(ours)]
        if places:
            yield (
                f"request.{name}: is of {' and '.join(places)}, but the stack can be deployed anywhere and chats start "
                "only there; give the stack env=Environment(…)"
            )


def _named(request: StartChatContactRequest) -> list[tuple[str, Any]]:
    return [("instance_id", request.instance_id), *(("contact_flow_id", flow) for flow in flows(request))]


def _places(stack: Stack, value: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the Region and the account of an instance or a flow, as far as they are known, with the stack's."""
    owner = _owner(value)
    place = owner or (parse_arn(value) if isinstance(value, str) else None)
    if place is None or owner is stack:
        return
    for word, theirs, ours in (("Region", place.region, stack.region), ("account", place.account, stack.account)):
        if theirs and not is_unresolved(theirs):
            yield word, theirs, ours


def _owner(value: Any) -> Stack | None:
    """The stack of an instance or a flow that is given as an object, or as a token of one."""
    if isinstance(value, str) and is_unresolved(value):
        for token in Tokenization.reverse_string(value).tokens:
            if isinstance(token, Reference):
                value = token.target
    return Stack.of(value) if _is_instance(value) or _is_flow(value) else None


def _instance_id(stack: Stack, instance: Any) -> str:
    if _is_instance(instance):
        return instance.attr_id
    if _is_arn_token(stack, instance):
        return Fn.select(1, Fn.split("/", instance))
    arn = parse_arn(instance)
    return str((arn.instance_id if arn else None) or instance)


def _flow_id(stack: Stack, flow: Any) -> str:
    if _is_flow(flow):
        flow = flow.attr_contact_flow_arn
    if _is_arn_token(stack, flow):
        return Fn.select(3, Fn.split("/", flow))
    arn = _flow(flow)
    return str((arn.contact_flow_id if arn else None) or flow)


def _arn(stack: Stack, instance_id: str, flow: Any) -> str:
    if _is_flow(flow):
        return flow.attr_contact_flow_arn
    if _is_arn_token(stack, flow):
        return str(flow)
    return stack.format_arn(
        service="connect", resource="instance", resource_name=f"{instance_id}/contact-flow/{_flow_id(stack, flow)}"
    )


def _with_ids(stack: Stack, source: Any) -> Any:
    """The source with ids among its choices; public names stay as they are."""
    if isinstance(source.one_of, Mapping):
        return replace(source, one_of={name: _flow_id(stack, flow) for name, flow in source.one_of.items()})
    ids = [_flow_id(stack, flow) for flow in source.one_of]
    default = None if source.default is None else ids[list(source.one_of).index(source.default)]
    return replace(source, one_of=ids, default=default)


def _flow(text: str) -> Identifier | None:
    arn = parse_arn(text)
    return arn if arn is not None and arn.contact_flow_id else None


def _is_arn_token(stack: Stack, value: Any) -> bool:
    """Whether a token stands for an ARN: ``Ref`` of an instance or a flow, or an attribute whose name says so."""
    if not isinstance(value, str) or not is_unresolved(value):
        return False
    match stack.resolve(value):
        case {"Fn::GetAtt": [*_, attribute]}:
            return str(attribute).endswith("Arn")
        case {"Ref": _}:  # of a parameter, it is whatever the deployer types in: an id
            [token, *_] = Tokenization.reverse_string(value).tokens
            target = token.target if isinstance(token, Reference) else None
            return _is_instance(target) or _is_flow(target)
    return False


# By name: the CDK's module for Amazon Connect takes long to load, and most declarations have no object of it.
def _is_instance(value: Any) -> TypeGuard[connect.CfnInstance]:
    return getattr(type(value), "__jsii_type__", None) == "aws-cdk-lib.aws_connect.CfnInstance"


def _is_flow(value: Any) -> TypeGuard[connect.CfnContactFlow]:
    return getattr(type(value), "__jsii_type__", None) == "aws-cdk-lib.aws_connect.CfnContactFlow"
