"""The function's environment variables: the plan as JSON, and texts that only the deployment knows.

A token inside JSON becomes whatever its value is, quotes and line breaks included; as a variable of its own any text is
safe. The function puts the texts back in place (``start_chat_contact/plan.py``).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from aws_cdk import Stack

from constructs_lib import defaults
from constructs_lib.tokens import is_unresolved

VARIABLE = "PLAN"
_TOKEN_BYTES = 128
"""What a value that only the deployment knows counts as: a stack's id is about that long."""


_DECLARED = ("allow_origins", "caller_claim", "request", "reserved_names")
"""The parts of the plan that hold texts of the deployer's; the others hold names that AWS makes."""


def environment(stack: Stack, plan: Mapping[str, Any]) -> dict[str, str]:
    """Return the variables by name: ``PLAN`` with the plan as compact JSON, and ``PLAN_1``, ``PLAN_2``… for tokens."""
    names: dict[str, str] = {}
    placed = {part: _placed(value, names) if part in _DECLARED else value for part, value in plan.items()}
    return {VARIABLE: stack.to_json_string(placed)} | {name: text for text, name in names.items()}


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


def check_size(stack: Stack, plan: Mapping[str, Any]) -> Iterator[str]:
    """Yield by how much a plan exceeds what AWS Lambda allows, and which members take the space."""
    size = sum(len(name) + _bytes(stack, text) for name, text in environment(stack, plan).items())
    if size <= defaults.PLAN_LIMIT:
        return
    shares = sorted(((_size(stack, node), name) for name, node in plan["request"].items()), reverse=True)
    largest = ", ".join(f"{name} {share:,}" for share, name in shares[:3])
    yield (
        f"request: the function's plan takes {size:,} bytes, {size - defaults.PLAN_LIMIT:,} more than the "
        f"{defaults.PLAN_LIMIT:,} that AWS Lambda allows; shorten the largest members: {largest}"
    )


def _size(stack: Stack, value: Any) -> int:
    return _bytes(stack, stack.to_json_string(value))


def _bytes(stack: Stack, text: str) -> int:
    resolved = stack.resolve(text)
    if isinstance(resolved, str):
        return len(resolved.encode())
    parts = resolved["Fn::Join"][1] if "Fn::Join" in resolved else [resolved]
    return sum(len(part.encode()) if isinstance(part, str) else _TOKEN_BYTES for part in parts)
