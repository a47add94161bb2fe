"""The function's one environment variable: the whole plan as JSON, tokens included."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aws_cdk import Aws, Duration, Stack
from constructs import Construct

from constructs_lib import defaults
from constructs_lib.access.model import Access
from constructs_lib.api.cors import Cors
from constructs_lib.rendering.plan import request_plan
from constructs_lib.rendering.references import References

VARIABLE = "PLAN"
_TOKEN_BYTES = 128
"""What a value that only the deployment knows is counted as: a stack's id is about that long."""


def make_plan(
    scope: Construct,
    references: References,
    access: Access,
    cors: Cors | None,
    deadline: Duration,
    attachments: bool,
    reserved_display_names: Sequence[str] | None,
) -> dict[str, Any]:
    """What the function is told; ``start_chat_contact/plan.py`` documents it."""
    plan: dict[str, Any] = {
        "access": access.kind,
        "deployment": f"{Aws.STACK_ID}/{scope.node.addr}",
        "allow_origins": list(cors.allow_origins) if cors else [],
        "attachments": attachments,
        "limits": {
            "deadline": deadline.to_seconds(integral=False),
            "connect_timeout": defaults.CONNECT_TIMEOUT,
            "read_timeout": defaults.READ_TIMEOUT,
            "attempts": defaults.ATTEMPTS,
        },
        "request": request_plan(references.request),
    }
    return plan | ({"reserved_names": list(reserved_display_names)} if reserved_display_names else {})


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
