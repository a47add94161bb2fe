"""Makes the request to send: fills in the plan from the body and the caller's claims.

The plan is compiled when the function is initialised: each node becomes a `Source`, which returns the value to send for
its member. The deployer's values win, and callers can set only the members that are open to them.
"""

from collections.abc import Mapping
from typing import Any

from . import bounds
from .plan import Node, Plan
from .pointers import child
from .resolution import CLOSED, FOREIGN, INVALID, UNKNOWN, ContactIdReader, Resolution, Source
from .strict_json import parse

API_MEMBERS = frozenset(
    {
        "InstanceId",
        "ContactFlowId",
        "Attributes",
        "ParticipantDetails",
        "ParticipantConfiguration",
        "InitialMessage",
        "ClientToken",
        "ChatDurationInMinutes",
        "SupportedMessagingContentTypes",
        "PersistentChat",
        "RelatedContactId",
        "SegmentAttributes",
        "CustomerId",
        "DisconnectOnCustomerExit",
        "ConnectionTypes",
        "ChatStreamingConfiguration",
    }
)
"""The members of the API. A member that is not open and an unknown member are refused with different errors."""

_IDS = ("InstanceId", "ContactFlowId")
_ATTRIBUTE_NAME_LENGTH = 128


class Resolver:
    """Makes requests as the plan declares them. Compiles the plan once, for all requests."""

    def __init__(self, plan: Plan) -> None:
        self._sources = _sources("", plan.request, plan.reserved_names)
        self._sources.pop("ClientToken", None)  # client_token.py reads it

    def resolve(
        self, body: Mapping[str, Any], claims: Mapping[str, Any], read_contact_id: ContactIdReader | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the members to send, and what the caller sent in them (`Resolution.said`).

        ``body`` has the API's names. Raises `InvalidRequest`, `FieldNotAllowed` or `NotOwner`.
        """
        resolution = Resolution(claims, read_contact_id)
        given = _given(body)
        for name in _others(given, self._sources):
            if name in API_MEMBERS:
                resolution.refuse(CLOSED, f"/{name}", "is not open to callers")
            else:
                resolution.refuse(UNKNOWN, child("", name), "is not a member of the request")
        sent = {name: source(given.get(name), resolution) for name, source in self._sources.items()}
        resolution.raise_worst()
        return {name: value for name, value in sent.items() if value is not None}, resolution.said


def _given(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that the caller sends.

    Leaves out empty ids and attributes, which stock clients send, and parses attributes that they send as JSON text.
    """
    given = {name: value for name, value in body.items() if value is not None and name != "ClientToken"}
    for name in _IDS:
        if given.get(name) == "":
            del given[name]
    if isinstance(given.get("Attributes"), str):
        given["Attributes"] = parse(given["Attributes"], "/Attributes", depth=2)
    if given.get("Attributes") in ({}, None):
        given.pop("Attributes", None)
    return given


def _sources(pointer: str, nodes: Mapping[str, Node], reserved_names: tuple[str, ...]) -> dict[str, Source]:
    return {name: _source(f"{pointer}/{name}", node, reserved_names) for name, node in nodes.items()}


def _source(pointer: str, node: Node, reserved_names: tuple[str, ...]) -> Source:
    [(kind, spec)] = node.items()
    if kind == "is":
        return _fixed(pointer, spec)
    if kind == "caller":
        return _from_caller(pointer, spec, reserved_names)
    # Few plans need these modules. They are imported only if needed, because each import lengthens the cold start.
    if kind == "claim":
        from .from_claim import from_claim

        return from_claim(pointer, spec, reserved_names)
    if kind == "signed":
        from .from_signed_contact_id import from_signed_contact_id

        return from_signed_contact_id(pointer, spec)
    return _structure(pointer, _sources(pointer, spec, reserved_names), is_map=kind == "map")


def _fixed(pointer: str, fixed: Any) -> Source:
    def source(given: Any, resolution: Resolution) -> Any:
        if given is not None and not _same(given, fixed):
            resolution.refuse(CLOSED, pointer, "is fixed and can't be changed")
        return fixed

    return source


def _from_caller(pointer: str, spec: dict[str, Any], reserved_names: tuple[str, ...]) -> Source:
    is_id = pointer.removeprefix("/") in _IDS
    check = bounds.names_or_values(spec) if is_id else bounds.check(spec, reserved_names)
    outside_is = FOREIGN if is_id else INVALID
    default = bounds.real(spec, spec.get("default"))
    is_required = spec.get("required")

    def source(given: Any, resolution: Resolution) -> Any:
        if given is None:
            if is_required:
                resolution.refuse(INVALID, pointer, "is required")
            return default
        try:
            accepted = check(given)
        except bounds.OutOfBounds as outside:
            resolution.refuse(outside_is, pointer, str(outside))
            return None
        resolution.said[pointer] = accepted
        return bounds.real(spec, accepted)

    return source


def _structure(pointer: str, sources: dict[str, Source], is_map: bool) -> Source:
    def source(given: Any, resolution: Resolution) -> Any:
        if given is not None and not isinstance(given, dict):
            resolution.refuse(INVALID, pointer, "must be an object")
            return None
        given = {name: entry for name, entry in (given or {}).items() if entry is not None}
        for name in _others(given, sources):
            if is_map and _is_entry_name(name):
                resolution.refuse(CLOSED, child(pointer, name), "is not open to callers")
            else:
                resolution.refuse(UNKNOWN, child(pointer, name), "is not a member of the request")
        entries = {name: entry(given.get(name), resolution) for name, entry in sources.items()}
        present = {name: entry for name, entry in entries.items() if entry is not None}
        if is_map or len(present) == len(entries):
            return present or None
        if given:
            for name in _others(entries, {**present, **given}):
                resolution.refuse(INVALID, f"{pointer}/{name}", "is required")
        return None  # an incomplete structure is not sent, for example a content type without content

    return source


def _others(members: Mapping[str, Any], known: Mapping[str, Any]) -> list[str]:
    """Return the names in ``members`` that are not in ``known``, in their order."""
    return [name for name in members if name not in known]


def _is_entry_name(name: str) -> bool:
    plain = name.replace(":", "").replace("-", "").replace("_", "")
    return 0 < len(name) <= _ATTRIBUTE_NAME_LENGTH and plain.isascii() and (plain.isalnum() or not plain)


def _same(value: Any, fixed: Any) -> bool:
    """Whether a caller's value is the deployer's, or a part of it. 1, 1.0 and true are three different values."""
    if isinstance(fixed, dict):
        return isinstance(value, dict) and all(
            entry is None or (name in fixed and _same(entry, fixed[name])) for name, entry in value.items()
        )
    if isinstance(fixed, list):
        return type(value) is list and len(value) == len(fixed) and all(map(_same, value, fixed))
    return type(value) is type(fixed) and bool(value == fixed)
