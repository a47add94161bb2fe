"""Decides whose mistake it is when Connect refuses a request, or does not find something that the request names.

Connect's text names a member, an attribute, or nothing. If the caller sent nothing, or if the text names what the
caller did not send, it is the deployer's mistake. Otherwise it counts as the caller's, because a stranger must not be
able to set off the deployer's alarm. The text is only searched for names, and never repeated.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .errors import ChatError, ChatNotEnded, Misconfigured, Problem, RequestRefused

_PERSISTENT_CHAT = "/PersistentChat/"
# Callers can only choose these from the deployer's own list.
_DEPLOYERS = ("/InstanceId", "/ContactFlowId")


def refusal(text: str, request: Mapping[str, Any], said: Mapping[str, Any], cause: str) -> ChatError:
    """Return the error for a request that Connect refused with ``text``.

    ``said`` is what the caller sent, by JSON pointer; ``cause`` is Connect's error code.
    """
    callers = {pointer: _named(pointer, text) for pointer in said if pointer not in _DEPLOYERS}
    others = [_named(pointer, text) for pointer in _leaves("", request) if pointer not in callers]
    closest = max(callers.values(), default=0)
    problems = [Problem(p, "was refused by Connect") for p, depth in sorted(callers.items()) if depth == closest > 0]
    is_callers = bool(callers) and closest >= max(others, default=0)
    if is_callers and any(not problem.pointer.startswith(_PERSISTENT_CHAT) for problem in problems):
        return RequestRefused(problems=problems, cause=cause)
    # AWS does not document the error for a chat that is still active, or whose transcript is not written yet.
    if "PersistentChat" in request:
        return ChatNotEnded(cause=cause)
    return RequestRefused(problems=problems, cause=cause) if is_callers else Misconfigured(cause=cause)


def _named(pointer: str, text: str) -> int:
    """Return how closely a text names a member: the depth of the innermost name of its pointer in the text, or 0."""
    names = pointer.split("/")
    return max((depth for depth, name in enumerate(names) if depth and _holds(text, name)), default=0)


def _holds(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE) is not None


def _leaves(pointer: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _leaves(f"{pointer}/{name}", member)
    else:
        yield pointer
