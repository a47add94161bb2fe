"""The caller's identity. It comes from API Gateway or from a verified token, never from the body."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from .event import HttpRequest
from .plan import Plan


class Identity(NamedTuple):
    """What is known about the caller."""

    scope: tuple[Any, ...]
    """Identifies the caller, or a group if ``shared``. Idempotency keys and signed contact ids are bound to it."""
    claims: Mapping[str, Any] = {}
    """The verified claims about the caller."""
    shared: bool = False
    """Whether strangers may share the scope. Then only idempotency keys that can't be guessed tell them apart."""
    guest: bool = False
    """Whether the caller got credentials without signing in, so that nothing about them is verified."""


Reader = Callable[[HttpRequest, Plan], Identity]
"""Returns the caller's identity. Raises `Unauthorized` if the kind of access requires an identity and there is none."""


def anonymous(request: HttpRequest, plan: Plan) -> Identity:
    """Return the identity that all callers of an anonymous endpoint share."""
    return Identity(("anonymous",), shared=True)
