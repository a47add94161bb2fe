"""Lets the emulator's `SimulatePrincipalPolicy` see the condition keys that its caller gives as ContextEntries."""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

Parameters = dict[str, list[str]]

_context: ContextVar[dict[str, str | list[str]]] = ContextVar("context")


def apply() -> None:
    """Edit ministack's table of IAM's actions and its evaluation context in place, before it serves."""
    from ministack.core import iam_evaluator
    from ministack.services import iam

    stock = iam_evaluator.EvalContext

    def with_context(**members: Any) -> Any:
        return stock(**({"service_context": _context.get({})} | members))

    iam_evaluator.EvalContext = with_context
    iam._IAM_HANDLERS["SimulatePrincipalPolicy"] = _with_entries(iam._IAM_HANDLERS["SimulatePrincipalPolicy"])


def _with_entries(stock: Callable[[Parameters], Any]) -> Callable[[Parameters], Any]:
    def simulate(parameters: Parameters) -> Any:
        token = _context.set(dict(_entries(parameters)))
        try:
            return stock(parameters)
        finally:
            _context.reset(token)

    return simulate


def _entries(parameters: Parameters) -> Iterator[tuple[str, str | list[str]]]:
    entry = 1
    while name := parameters.get(f"ContextEntries.member.{entry}.ContextKeyName"):
        prefix = f"ContextEntries.member.{entry}.ContextKeyValues.member."
        values = [given[0] for key, given in parameters.items() if key.startswith(prefix)]
        yield name[0].lower(), values[0] if len(values) == 1 else values
        entry += 1
