"""The function's one environment variable: the plan as JSON, tokens included."""

from collections.abc import Iterator, Mapping
from typing import Any

from aws_cdk import Stack

from constructs_lib import defaults

VARIABLE = "PLAN"
_TOKEN_BYTES = 128
"""What a value that only the deployment knows counts as: a stack's id is about that long."""


def plan_text(stack: Stack, plan: Mapping[str, Any]) -> str:
    """Return the plan as compact JSON; values that only the deployment knows stay tokens."""
    return stack.to_json_string(plan)


def check_size(stack: Stack, plan: Mapping[str, Any]) -> Iterator[str]:
    """Yield by how much a plan exceeds what AWS Lambda allows, and which members take the room."""
    size = len(VARIABLE) + _size(stack, plan)
    if size <= defaults.PLAN_LIMIT:
        return
    shares = sorted(((_size(stack, node), name) for name, node in plan["request"].items()), reverse=True)
    largest = ", ".join(f"{name} {share:,}" for share, name in shares[:3])
    yield (
        f"request: the function's plan takes {size:,} bytes, {size - defaults.PLAN_LIMIT:,} more than the "
        f"{defaults.PLAN_LIMIT:,} that AWS Lambda allows; shorten the largest members: {largest}"
    )


def _size(stack: Stack, value: Any) -> int:
    resolved = stack.resolve(stack.to_json_string(value))
    if isinstance(resolved, str):
        return len(resolved.encode())
    parts = resolved["Fn::Join"][1]
    return sum(len(part.encode()) if isinstance(part, str) else _TOKEN_BYTES for part in parts)
