"""What Connect would say of a request: botocore's full model and the documented rules, and nothing of our own code."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import idna

from local.connect.model import operation, violations
from local.connect.rules import broken_rules

_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_SHAPE = operation("connect", "StartChatContact").input_shape


def objections(request: dict[str, Any]) -> Iterator[str]:
    """Everything that is wrong with a request that is about to be sent."""
    found = list(violations(_SHAPE, request))
    yield from found
    if not found:
        yield from broken_rules(request)
        yield from _name(request["ParticipantDetails"]["DisplayName"])
        for name, value in request.items():
            if isinstance(value, list) and len(set(value)) < len(value):
                yield f"{name} repeats an entry"
        if len(request["ClientToken"]) != 43:
            yield "ClientToken is not one of ours"


def _name(name: str) -> Iterator[str]:
    shown = [c for at, c in enumerate(name) if c not in "\u200c\u200d" or not idna.valid_contextj(name, at)]
    if name != name.strip() or {unicodedata.category(character) for character in shown} & _INVISIBLE:
        yield "DisplayName shows something else than it holds"
    if "<" in name or ">" in name or not name:
        yield "DisplayName is empty or markup"


def changed(request: dict[str, Any], fixed: dict[str, Any], open_members: dict[str, Any]) -> Iterator[str]:
    """The members of a request that are neither as the deployer fixed them nor open to callers.

    ``open_members`` holds True for a member that is open as a whole, and for a map the same of its entries.
    """
    for name, value in fixed.items():
        if isinstance(value, dict):
            yield from (
                f"{name}.{entry}" for entry in changed(request.get(name, {}), value, open_members.get(name, {}))
            )
        elif request.get(name) != value or type(request.get(name)) is not type(value):
            yield name
    for name, value in request.items():
        if name not in fixed and name not in open_members:
            yield name
        elif isinstance(open_members.get(name), dict) and name not in fixed:
            yield from (f"{name}.{entry}" for entry in value if entry not in open_members[name])
