"""How the plan reaches the function: in an environment variable, or what is too large for that in a file of its code.

A token inside JSON becomes whatever its value is, quotes and line breaks included; as a variable of its own any text is
safe. The function puts the texts back in place (``start_chat_contact/plan.py``).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aws_cdk import Stack

from constructs_lib import defaults
from constructs_lib.tokens import is_unresolved

VARIABLE = "PLAN"
_TOKEN_BYTES = 128
"""What a value that only the deployment knows counts as: a stack's id is about that long."""
_DECLARED = ("allow_origins", "caller_claim", "request", "reserved_names")
"""The parts of the plan that hold texts of the deployer's; the others hold names that AWS makes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """A plan on its way to the function."""

    variables: Mapping[str, str]
    """Environment variables: ``PLAN`` as compact JSON, and ``PLAN_1``, ``PLAN_2``… for tokens."""
    file: str | None = None
    """The parts with texts of the deployer's, where they don't fit into the environment."""
    problems: tuple[str, ...] = ()
    """Why the function can't get this plan."""


def carry(stack: Stack, plan: Mapping[str, Any]) -> Carried:
    """Return a plan as environment variables, or as these and a file."""
    names: dict[str, str] = {}
    placed = {part: _placed(value, names) if part in _DECLARED else value for part, value in plan.items()}
    texts = {name: text for text, name in names.items()}
    small = {VARIABLE: stack.to_json_string(placed)} | texts
    if _size(stack, small) <= defaults.PLAN_LIMIT:
        return Carried(variables=small)
    declared = {part: value for part, value in placed.items() if part in _DECLARED}
    rest = {part: value for part, value in placed.items() if part not in _DECLARED}
    variables = {VARIABLE: stack.to_json_string(rest)} | texts
    return Carried(
        variables=variables,
        file=json.dumps(declared, separators=(",", ":")),
        problems=(*_unknown_values(declared, "request"), *_too_many_texts(stack, variables, len(texts))),
    )


def _too_many_texts(stack: Stack, variables: Mapping[str, str], count: int) -> Iterator[str]:
    size = _size(stack, variables)
    if size > defaults.PLAN_LIMIT:
        yield (
            f"request: {count} texts that only the deployment knows take about {size:,} bytes of the function's "
            f"environment, {size - defaults.PLAN_LIMIT:,} more than the {defaults.PLAN_LIMIT:,} that AWS Lambda "
            "allows; name literal values where you can"
        )


def _unknown_values(value: Any, path: str) -> Iterator[str]:
    """Yield which numbers and lists only the deployment knows: a file has no place for them."""
    if not isinstance(value, str) and is_unresolved(value):
        yield (
            f"{path}: is a token, and the declaration is too large for the function's environment, where alone tokens "
            "that are not text can be; give a literal value"
        )
    elif isinstance(value, Mapping):
        for key, child in value.items():
            yield from _unknown_values(child, path if key in _DECLARED else f"{path}.{key}")
    elif isinstance(value, (list, tuple)):
        for child in value:
            yield from _unknown_values(child, path)


def _placed(value: Any, names: dict[str, str]) -> Any:
    """The value with ``$`` and a variable's name for each text with a token; ``names`` collects the names by text."""
    if isinstance(value, Mapping):
        return {key: _placed(child, names) for key, child in value.items()}
    if isinstance(value, (list, tuple)) and not is_unresolved(value):
        return [_placed(child, names) for child in value]
    if isinstance(value, str) and is_unresolved(value):
        return "$" + names.setdefault(value, f"{VARIABLE}_{len(names) + 1}")
    if isinstance(value, str) and value.startswith("$"):
        return "$" + value
    return value


def _size(stack: Stack, variables: Mapping[str, str]) -> int:
    return sum(len(name) + _bytes(stack, text) for name, text in variables.items())


def _bytes(stack: Stack, text: str) -> int:
    resolved = stack.resolve(text)
    if isinstance(resolved, str):
        return len(resolved.encode())
    parts = resolved["Fn::Join"][1] if "Fn::Join" in resolved else [resolved]
    return sum(len(part.encode()) if isinstance(part, str) else _TOKEN_BYTES for part in parts)
