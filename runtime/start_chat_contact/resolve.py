"""The request that is sent: the plan filled in from the body and the caller's claims.

The deployer's values win, a caller reaches open members alone, and nothing is repaired: every fault is collected, and
the most basic kind of fault decides the response.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from . import bounds
from .claims import Missing, find_claim
from .errors import ChatError, FieldNotAllowed, InvalidRequest, NotOwner, Problem
from .plan import Node, Plan
from .pointers import child
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
"""The members of the API: one that is not open is refused otherwise than one that does not exist."""

_IDS = ("/InstanceId", "/ContactFlowId")
_ATTRIBUTE_NAME_LENGTH = 128
_INTEGER = r"-?[0-9]{1,19}"

ContactIdReader = Callable[[str, int], str | None]
"""Reads a contact id that was signed in the last hours; None when it is not one that this caller may use."""


def resolve(
    plan: Plan, body: Mapping[str, Any], claims: Mapping[str, Any], read_contact_id: ContactIdReader | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the members to send, and what the caller said in them, by JSON pointer.

    What the caller said is checked, trimmed and normalised, but in the caller's words: the plan added nothing to it.
    ``body`` is under the API's names. Raises `InvalidRequest`, `FieldNotAllowed` or `NotOwner`.
    """
    resolver = _Resolver(claims, read_contact_id, plan.reserved_names)
    nodes = {name: node for name, node in plan.request.items() if name != "ClientToken"}  # see client_token.py
    body = {name: value for name, value in body.items() if name != "ClientToken" and value is not None}
    if isinstance(body.get("Attributes"), str):  # ChatJS's own example sends them as JSON text
        body["Attributes"] = parse(body["Attributes"], "/Attributes", depth=2)
    if body.get("Attributes") in ({}, None):
        body.pop("Attributes", None)  # a stock client sends them empty
    for name in body.keys() - nodes.keys():
        resolver.refuse_undeclared(name)
    sent = {}
    for name, node in nodes.items():
        value = resolver.value(f"/{name}", node, body.get(name))
        if value is not None:
            sent[name] = value
    resolver.raise_worst()
    return sent, resolver.said


class _Resolver:
    """Walks the plan; collects problems by the kind of error that they deserve."""

    def __init__(self, claims: Mapping[str, Any], read_contact_id: ContactIdReader | None, names: tuple[str, ...]):
        self._claims = claims
        self._read_contact_id = read_contact_id
        self._reserved_names = names
        self.said: dict[str, Any] = {}
        # In the order in which they decide the response.
        self._unknown: list[Problem] = []
        self._closed: list[Problem] = []
        self._invalid: list[Problem] = []
        self._foreign: list[Problem] = []
        self._not_owned: list[Problem] = []

    def raise_worst(self) -> None:
        """Raise the error of the first kind that has problems."""
        kinds: list[tuple[type[ChatError], list[Problem]]] = [
            (InvalidRequest, self._unknown),
            (FieldNotAllowed, self._closed),
            (InvalidRequest, self._invalid),
            (FieldNotAllowed, self._foreign),
            (NotOwner, self._not_owned),
        ]
        for error, problems in kinds:
            if problems:
                raise error(problems=problems)

    def refuse_undeclared(self, name: str) -> None:
        """Refuse a member of the body that the plan does not name."""
        if name in API_MEMBERS:
            self._closed.append(Problem(f"/{name}", "is not open to callers"))
        else:
            self._unknown.append(Problem(child("", name), "is not a member of the request"))

    def value(self, pointer: str, node: Node, value: Any) -> Any:
        """Return what is sent for a node; None for nothing."""
        [(kind, spec)] = node.items()
        if pointer in _IDS and value == "":
            value = None
        if kind == "is":
            return self._fixed(pointer, spec, value)
        if kind == "caller":
            return self._caller(pointer, spec, value)
        if kind == "claim":
            return self._claim(pointer, spec, value)
        if kind == "signed":
            return self._signed(pointer, spec, value)
        return self._structure(pointer, spec, value, kind == "map")

    def _fixed(self, pointer: str, fixed: Any, value: Any) -> Any:
        if value is not None and not _same(value, fixed):
            self._closed.append(Problem(pointer, "is fixed and can't be changed"))
        return fixed

    def _caller(self, pointer: str, spec: dict[str, Any], value: Any) -> Any:
        if value is None:
            if spec.get("required"):
                self._invalid.append(Problem(pointer, "is required"))
            return bounds.real(spec, spec.get("default"))
        if pointer in _IDS:
            return self._flow(pointer, spec, value)
        return self._bounded(pointer, spec, value)

    def _flow(self, pointer: str, spec: dict[str, Any], value: Any) -> Any:
        """A flow can be named by its public name or, as stock clients do, by its id."""
        one_of = spec["one_of"]
        ids = one_of.values() if isinstance(one_of, dict) else one_of
        if type(value) is str and (value in one_of or value in ids):
            self.said[pointer] = value
            return bounds.real(spec, value)
        self._foreign.append(Problem(pointer, "is not one of the allowed values"))
        return None

    def _claim(self, pointer: str, spec: dict[str, Any], value: Any) -> Any:
        if value is not None:
            self._closed.append(Problem(pointer, "comes from the caller's identity"))
            return None
        try:
            claim = find_claim(self._claims, spec["name"])
        except Missing:
            if spec.get("required"):
                self._foreign.append(Problem(pointer, "needs a claim that the caller's identity lacks"))
            return bounds.real(spec, spec.get("default"))
        # Public names are text, whatever they stand for.
        is_number = spec.get("type") == "integer" and not isinstance(spec.get("one_of"), dict)
        if not is_number and isinstance(claim, (bool, int, float)):
            claim = ("true" if claim else "false") if isinstance(claim, bool) else str(claim)
        elif is_number and isinstance(claim, str) and re.fullmatch(_INTEGER, claim):
            claim = int(claim)  # API Gateway hands some claims over as text
        try:
            return bounds.real(spec, bounds.apply(spec, claim, self._reserved_names))
        except bounds.OutOfBounds:
            self._foreign.append(Problem(pointer, "needs a claim that is out of bounds in the caller's identity"))
            return None

    def _signed(self, pointer: str, spec: dict[str, Any], value: Any) -> Any:
        if value is None:
            if spec.get("required"):
                self._invalid.append(Problem(pointer, "is required"))
            return None
        if not isinstance(value, str):
            self._invalid.append(Problem(pointer, "must be text"))
            return None
        contact_id = self._read_contact_id(value, spec["hours"]) if self._read_contact_id else None
        if contact_id is None:
            self._not_owned.append(Problem(pointer, "is not a signed contact id of this caller"))
        self.said[pointer] = value
        return contact_id

    def _bounded(self, pointer: str, spec: dict[str, Any], value: Any) -> Any:
        try:
            accepted = bounds.apply(spec, value, self._reserved_names)
        except bounds.OutOfBounds as outside:
            self._invalid.append(Problem(pointer, str(outside)))
            return None
        self.said[pointer] = accepted
        return bounds.real(spec, accepted)

    def _structure(self, pointer: str, nodes: dict[str, Node], value: Any, is_map: bool) -> Any:
        if value is not None and not isinstance(value, dict):
            self._invalid.append(Problem(pointer, "must be an object"))
            return None
        value = {name: entry for name, entry in (value or {}).items() if entry is not None}
        for name in value.keys() - nodes.keys():
            self._refuse_entry(pointer, name, is_map)
        entries = {name: self.value(f"{pointer}/{name}", node, value.get(name)) for name, node in nodes.items()}
        present = {name: entry for name, entry in entries.items() if entry is not None}
        if is_map or len(present) == len(entries):
            return present or None
        if value:
            for name in entries.keys() - present.keys() - value.keys():
                self._invalid.append(Problem(f"{pointer}/{name}", "is required"))
        return None  # a part alone is not sent: a content type without a content says nothing

    def _refuse_entry(self, pointer: str, name: str, is_map: bool) -> None:
        if is_map and _is_entry_name(name):
            self._closed.append(Problem(child(pointer, name), "is not open to callers"))
        else:
            self._unknown.append(Problem(child(pointer, name), "is not a member of the request"))


def _is_entry_name(name: str) -> bool:
    plain = name.replace(":", "").replace("-", "").replace("_", "")
    return 0 < len(name) <= _ATTRIBUTE_NAME_LENGTH and plain.isascii() and (plain.isalnum() or not plain)


def _same(value: Any, fixed: Any) -> bool:
    """Whether a caller repeats the deployer's value, or a part of it; 1, 1.0 and true are three values."""
    if isinstance(fixed, dict):
        return isinstance(value, dict) and all(
            entry is None or (name in fixed and _same(entry, fixed[name])) for name, entry in value.items()
        )
    if isinstance(fixed, list):
        return type(value) is list and len(value) == len(fixed) and all(map(_same, value, fixed))
    return type(value) is type(fixed) and bool(value == fixed)
