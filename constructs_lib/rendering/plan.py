"""Renders a declared request to the plan that the function executes.

The wire format belongs to the function, which documents it in ``start_chat_contact/plan.py``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from constructs_lib import defaults
from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.request.shape import Shape, api_name, members, narrowed
from constructs_lib.request.sources import FromCaller, FromClaim, SignedContactId
from constructs_lib.request.traversal import children, sources


def function_plan(
    request: StartChatContactRequest,
    *,
    access: str,
    caller_claim: str | Sequence[str] | None = None,
    deployment: str,
    allow_origins: Sequence[str] = (),
    attachments: bool = False,
    deadline: float = defaults.DEADLINE,
    reserved_display_names: Sequence[str] = (),
    contact_id_secret: str = "",
    jwt_secret: str = "",
    switch: str = "",
    origin_secret: str = "",
) -> dict[str, Any]:
    """Return the whole plan; values that only the deployment knows stay tokens."""
    plan = {
        "access": access,
        "deployment": deployment,
        "allow_origins": list(allow_origins),
        "attachments": attachments,
        "limits": {
            "deadline": deadline,
            "connect_timeout": defaults.CONNECT_TIMEOUT,
            "read_timeout": defaults.READ_TIMEOUT,
            "attempts": defaults.ATTEMPTS,
        },
        "request": request_plan(request),
    }
    optional = {
        "caller_claim": caller_claim if isinstance(caller_claim, str) else list(caller_claim or ()),
        "reserved_names": list(reserved_display_names),
        "contact_id_secret": contact_id_secret,
        "jwt_secret": jwt_secret,
        "switch": switch,
        "origin_secret": origin_secret,
    }
    return plan | {name: value for name, value in optional.items() if value}


def request_plan(request: StartChatContactRequest) -> dict[str, Any]:
    """Return the ``request`` part of the plan: a node for every declared member, under the API's names."""
    return {
        api_name(name): _node(value, shape, required)
        for name, shape, required in members(request)
        if (value := getattr(request, name)) is not None
    }


def _node(value: Any, shape: Shape, required: bool) -> dict[str, Any]:
    if isinstance(value, FromCaller):
        return {"caller": _bounds(value, shape) | _required(value.required or (required and value.default is None))}
    if isinstance(value, FromClaim):
        required_claim = value.required if value.required is not None else value.default is None
        required_claim = required_claim or (required and value.default is None)
        name = value.name if isinstance(value.name, str) else list(value.name)
        return {"claim": {"name": name} | _bounds(value, shape) | _required(required_claim)}
    if isinstance(value, SignedContactId):
        return {"signed": {"hours": value.valid_for_hours} | _required(value.required)}
    if not sources(value):
        return {"is": _literal(value)}
    if isinstance(value, Mapping):
        child_shape = shape.member if isinstance(shape.member, Shape) else Shape(type_name="structure")
        return {"map": {key: _node(child, child_shape, False) for key, child in value.items()}}
    return {
        "of": {
            api_name(name): _node(child, child_shape, required and child_required)
            for name, child_shape, child_required in members(value)
            if (child := getattr(value, name)) is not None
        }
    }


def _literal(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _literal(child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [_literal(child) for child in value]
    if hasattr(value, "__dataclass_fields__"):
        return {api_name(name): _literal(child) for name, child in children(value).items()}
    return value


def _bounds(source: FromCaller | FromClaim, shape: Shape) -> dict[str, Any]:
    """The bounds that hold at run time: the API's, narrowed by the source's own."""
    bounds = narrowed(source, shape)
    element = shape.member if isinstance(shape.member, Shape) else shape
    one_of: Any = source.one_of if source.one_of is not None else (element.enum or element.known or None)
    if isinstance(one_of, Sequence):
        one_of = list(one_of)
    default = list(source.default) if isinstance(source.default, (list, tuple)) else source.default
    chosen = one_of is not None and shape.type_name == "string"  # its values keep the lengths already
    words = {
        "type": None if shape.type_name == "string" else shape.type_name,
        "min": None if chosen else bounds.min,
        "max": None if chosen else bounds.max,
        "max_bytes": None if chosen else bounds.max_bytes,
        "pattern": source.pattern,
        "one_of": dict(one_of) if isinstance(one_of, Mapping) else one_of,
        "default": default,
        "format": shape.format,
    }
    return {word: value for word, value in words.items() if value is not None}


def _required(required_claim: bool) -> dict[str, bool]:
    return {"required": True} if required_claim else {}
