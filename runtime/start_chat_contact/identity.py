"""Who is calling: only API Gateway's own word counts, never a header or the body."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from .event import HttpRequest
from .plan import Plan


class Identity(NamedTuple):
    """The caller, as far as they are known."""

    scope: tuple[Any, ...]
    """Tells this caller from every other; idempotency keys and signed contact ids are bound to it."""
    claims: Mapping[str, Any] = {}
    """What the identity says of the caller."""
    shared: bool = False
    """Whether strangers share the scope, so that only a key that can't be guessed tells them apart."""
    guest: bool = False
    """Whether the caller got credentials without signing in, so that nothing about them is verified."""


Reader = Callable[[HttpRequest, Plan], Identity]
"""Returns the caller's identity. Raises `Unauthorized` when the access kind requires one that is missing."""


def anonymous(request: HttpRequest, plan: Plan) -> Identity:
    """Return the one identity that all callers of an anonymous endpoint share."""
    return Identity(("anonymous",), shared=True)
