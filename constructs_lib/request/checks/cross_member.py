"""Rules across members that the API documents and its model does not state."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from constructs_lib.request.arns import is_id, parse_arn
from constructs_lib.request.content_types import INTERACTIVE, INTERACTIVE_RESPONSE, TEXT_PLAIN
from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.request.sources import FromCaller, FromClaim, SignedContactId
from constructs_lib.request.traversal import flows, sources
from constructs_lib.tokens import is_unresolved

_TOPIC_ARN = re.compile(r"arn:[^:]+:sns:[^:]+:[^:]+:[A-Za-z0-9_-]{1,256}")
_ATTRIBUTE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SEGMENT_KEY = re.compile(r"[A-Za-z0-9_-]+|connect:[A-Za-z0-9_:-]+")
_ATTRIBUTES_BYTES = 32768


def check_rules(request: StartChatContactRequest) -> Iterator[str]:
    """Yield what is wrong between the members of a `StartChatContactRequest`."""
    yield from _instance_and_flows(request)
    yield from _attributes(request.attributes)
    yield from _content_types(request)
    yield from _contact_ids(request)
    yield from _segment_attributes(request)
    yield from _streaming_endpoint(request.chat_streaming_configuration)


def _instance_and_flows(request: StartChatContactRequest) -> Iterator[str]:
    instance = request.instance_id
    instance_id = None
    if isinstance(instance, str):
        arn = parse_arn(instance)
        if arn is not None and arn.contact_flow_id is None:
            instance_id = arn.instance_id
        elif arn is not None or instance.startswith("arn:"):
            yield (
                f"request.instance_id: {instance!r} is not the ARN of an instance; give the id, or an ARN that ends "
                "with instance/<id>"
            )
        else:
            instance_id = instance
        if instance_id and not is_id(instance_id):
            yield f"request.instance_id: {instance_id!r} is not a valid id; allowed: letters, digits and hyphens"
    source = request.contact_flow_id
    if isinstance(source, (FromCaller, FromClaim)) and source.one_of is None:
        yield f"request.contact_flow_id: {type(source).__name__} needs one_of; name the flows to choose from"
        return
    for flow in flows(request):
        if isinstance(flow, str) and not is_unresolved([flow]):
            yield from _flow(flow, instance_id)


def _flow(flow: str, instance_id: str | None) -> Iterator[str]:
    arn = parse_arn(flow)
    if arn is None or arn.contact_flow_id is None:
        if arn is not None or flow.startswith("arn:"):
            yield (
                f"request.contact_flow_id: {flow!r} is not the ARN of a contact flow; give the id, or an ARN that "
                "ends with instance/<id>/contact-flow/<id>"
            )
        elif not is_id(flow):
            yield f"request.contact_flow_id: {flow!r} is not a valid id; allowed: letters, digits and hyphens"
        return
    if not is_id(arn.contact_flow_id):
        yield (
            f"request.contact_flow_id: {arn.contact_flow_id!r} is not a valid id; allowed: letters, digits and hyphens"
        )
    known = instance_id is not None and not is_unresolved(instance_id) and not is_unresolved(arn.instance_id)
    if known and arn.instance_id != instance_id:
        yield (
            f"request.contact_flow_id: got an ARN of instance {arn.instance_id}, but instance_id is {instance_id}; "
            "give a flow of that instance"
        )


def _streaming_endpoint(configuration: Any) -> Iterator[str]:
    arn = getattr(configuration, "streaming_endpoint_arn", None)
    if not isinstance(arn, str) or not arn or is_unresolved(arn):
        return
    if not _TOPIC_ARN.fullmatch(arn):
        yield (
            f"request.chat_streaming_configuration.streaming_endpoint_arn: {arn!r} is not a valid ARN of a standard "
            "SNS topic; give arn:<partition>:sns:<region>:<account>:<name>"
        )


def _attributes(attributes: Any) -> Iterator[str]:
    if not isinstance(attributes, Mapping):
        return
    size = 0
    for key, value in attributes.items():
        if not isinstance(key, str) or is_unresolved(key):
            continue
        if not _ATTRIBUTE_KEY.fullmatch(key):
            yield f"request.attributes: key {key!r} is not allowed; use letters, digits, - and _"
        size += len(key.encode("utf-8", "surrogatepass"))
        if isinstance(value, str) and not is_unresolved(value):
            size += len(value.encode("utf-8", "surrogatepass"))
    if size > _ATTRIBUTES_BYTES:
        yield (
            f"request.attributes: {size:,} bytes of keys and fixed values; allowed: {_ATTRIBUTES_BYTES:,} in all; "
            "shorten them"
        )


def _content_types(request: StartChatContactRequest) -> Iterator[str]:
    path = "request.supported_messaging_content_types"
    supported: Any = request.supported_messaging_content_types
    literal = supported.default if isinstance(supported, FromCaller) else supported
    if isinstance(getattr(supported, "one_of", None), Mapping) and isinstance(literal, (list, tuple)):
        literal = [supported.one_of.get(name, name) for name in literal]
    if isinstance(literal, (list, tuple)) and not _may_hold_text_plain(literal):
        yield f"{path}: {list(literal)!r} lacks text/plain, which every chat must support; add it"
    choice = supported.one_of if isinstance(supported, FromCaller) else None
    if choice and not is_unresolved(choice):
        values = list(choice.values() if isinstance(choice, Mapping) else choice)
        if not _may_hold_text_plain(values):
            yield f"{path}: one_of lacks text/plain, which every chat must support; add it"


def _may_hold_text_plain(values: list[Any] | tuple[Any, ...]) -> bool:
    return any(value == TEXT_PLAIN or is_unresolved(value) for value in values)


def _contact_ids(request: StartChatContactRequest) -> Iterator[str]:
    persistent, related = request.persistent_chat, request.related_contact_id
    source = getattr(persistent, "source_contact_id", None)
    for path, value in (
        ("request.persistent_chat.source_contact_id", source),
        ("request.related_contact_id", related),
    ):
        if isinstance(value, str) and value.startswith("arn:"):
            yield f"{path}: {value!r} is an ARN; give the contact's id, which ends the ARN"
    if persistent is not None and related is not None and (_always(source) or _always(related)):
        yield (
            "request.persistent_chat and request.related_contact_id exclude each other; leave one out, or let both "
            "come from callers, who may then send one of them"
        )


def _always(value: Any) -> bool:
    """Whether every request carries a value."""
    if isinstance(value, (FromCaller, SignedContactId)):
        return bool(value.required or getattr(value, "default", None) is not None)
    return value is not None


def _segment_attributes(request: StartChatContactRequest) -> Iterator[str]:
    attributes = request.segment_attributes
    if not isinstance(attributes, Mapping):
        return
    if any(isinstance(source, FromCaller) for source in sources(attributes.get("connect:CustomerAuthentication"))):
        yield (
            "request.segment_attributes['connect:CustomerAuthentication']: FromCaller would let callers vouch for "
            "themselves; give a value or FromClaim(…)"
        )
    for key, value in attributes.items():
        yield from _segment_value(f"request.segment_attributes[{key!r}]", key, value)
    subtype = getattr(attributes.get("connect:Subtype"), "value_string", None)
    if subtype == "connect:Guide":
        missing = [name for name in (INTERACTIVE, INTERACTIVE_RESPONSE) if not _supports(request, name)]
        if missing:
            yield (
                "request.segment_attributes['connect:Subtype']: connect:Guide needs the interactive content types; "
                f"add {' and '.join(missing)} to request.supported_messaging_content_types"
            )


def _segment_value(path: str, key: Any, value: Any) -> Iterator[str]:
    if isinstance(key, str) and not is_unresolved(key) and not _SEGMENT_KEY.fullmatch(key):
        yield f"{path}: key {key!r} is not allowed; use letters, digits, - and _, or a connect: name"
    words = ("value_string", "value_map", "value_integer", "value_list", "value_arn")
    given = [word for word in words if getattr(value, word, None) is not None]
    if hasattr(value, "value_string") and len(given) != 1:
        yield f"{path}: has {' and '.join(given) or 'no value'}; give exactly one of {', '.join(words)}"
    arn = getattr(value, "value_arn", None)
    if isinstance(arn, str) and not is_unresolved(arn) and not arn.startswith("arn:"):
        yield f"{path}.value_arn: {arn!r} is not a valid ARN; give one, or use value_string"
    nested = getattr(value, "value_map", None)
    if isinstance(nested, Mapping):
        for name, entry in nested.items():
            yield from _segment_value(f"{path}.value_map[{name!r}]", name, entry)
    entries = getattr(value, "value_list", None)
    if sources(entries):
        yield f"{path}.value_list: a list can only be fixed as a whole; give values, or use value_map"
    if isinstance(entries, (list, tuple)):
        for index, entry in enumerate(entries):
            yield from _segment_value(f"{path}.value_list[{index}]", None, entry)


def _supports(request: StartChatContactRequest, content_type: str) -> bool:
    supported = request.supported_messaging_content_types
    if isinstance(supported, FromCaller):
        choice = supported.one_of.values() if isinstance(supported.one_of, Mapping) else supported.one_of
        return choice is None or is_unresolved(choice) or content_type in choice
    return supported is not None and (is_unresolved(supported) or content_type in supported)
