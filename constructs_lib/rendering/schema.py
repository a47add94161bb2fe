"""Renders a declared request to the JSON schema (draft 4) of the body: API Gateway's request model.

It refuses early what can't be a request. It passes whatever the function accepts or refuses more precisely, such as
members that callers may not send, and wrong ids.

It bounds the length of lists, but no text and no number, on purpose: API Gateway logs why it refused a body, and such a
refusal quotes the value, which may be a person's name or number.
"""

from collections.abc import Mapping
from typing import Any

from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.request.shape import api_name, members

from .plan import request_plan

_IDS = ("InstanceId", "ContactFlowId")
_CLIENT_ALIASES = ("ConnectInstanceId", "Username", "customerName")
"""What stock chat clients send beside the API's members."""
_ANYTHING: dict[str, Any] = {}


def body_schema(request: StartChatContactRequest) -> dict[str, Any]:
    """Return the schema. Every member may be null, which means the same as leaving it out."""
    plan = request_plan(request)
    names = [api_name(name) for name, _, _ in members(request)]
    required = [name for name in names if name in plan and _requires(name, plan[name])]
    schema = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": "StartChatContactRequest",
        "type": "object" if required else ["object", "null"],
        "properties": {
            **{name: _member(name, plan.get(name)) for name in names},
            **dict.fromkeys(_CLIENT_ALIASES, _ANYTHING),
        },
    }
    return schema | ({"required": required} if required else {})


def _requires(name: str, node: Mapping[str, Any]) -> bool:
    """Whether a body without the member is refused, wherever else its value might come from."""
    if name == "ClientToken":
        return False  # a header says it as well
    [(kind, spec)] = node.items()
    if kind == "map":
        return any(_requires("", child) for child in spec.values())
    return kind in ("caller", "signed") and bool(spec.get("required"))


def _member(name: str, node: Mapping[str, Any] | None) -> dict[str, Any]:
    if node is None or name in _IDS:
        return _ANYTHING
    [(kind, spec)] = node.items()
    if kind == "caller":
        return _value(spec)
    if kind == "signed":
        return {"type": ["string", "null"]}
    if kind not in ("of", "map"):
        return _ANYTHING
    # Some clients send the attributes as JSON text.
    types = ["object", "string", "null"] if name == "Attributes" else ["object", "null"]
    return {"type": types, "properties": {key: _member("", child) for key, child in spec.items()}}


def _value(bounds: Mapping[str, Any]) -> dict[str, Any]:
    kind = bounds.get("type", "string")
    if kind == "list":
        limits = {"minItems": max(bounds.get("min", 1), 1), "maxItems": bounds.get("max")}
        return {"type": ["array", "null"], "items": {"type": "string"}} | _known(limits)
    if kind == "integer" and isinstance(bounds.get("one_of"), Mapping):
        return {"type": ["string", "null"]}  # a public name
    if kind == "integer":
        return {"type": ["integer", "null"]}
    return {"type": ["string", "null"]}


def _known(limits: Mapping[str, int | None]) -> dict[str, int]:
    return {word: limit for word, limit in limits.items() if limit is not None}
