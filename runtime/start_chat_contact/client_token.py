"""Idempotency: the token that makes Connect return the same contact for a repeated request.

The token is derived from the deployment, the caller, the caller's key and what the caller sent, so that one key of two
callers, or with two bodies, means two chats. What the declaration adds is left out: a retry finds its chat even after a
deployment, or with a renewed token. A key never reaches Connect or a log as it is.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from .bounds import OutOfBounds, check
from .errors import InvalidRequest, Problem
from .event import HttpRequest
from .identity import Identity
from .plan import Plan

_HEADER = "idempotency-key"
# No comma: with one between them, an HTTP API joins two headers.
_KEY = r"[\x20-\x2b\x2d-\x7e]{1,255}"
# Shorter ones can be guessed; a UUID without its hyphens has 32 characters, 128 random bits in base64 have 22.
_SHORTEST_SHARED_KEY = 22
"""The shortest idempotency key, in characters, where strangers share a scope: 22 of base64 hold 128 bits."""
_FEWEST_DIFFERENT = 10
"""The fewest different characters of such a key."""
# One random UUID in 6,000 has fewer than 10 different digits; none ever has fewer than 6.
_UUID = r"[0-9a-fA-F]{8}(-?)(?:[0-9a-fA-F]{4}\1){3}[0-9a-fA-F]{12}"
_FEWEST_DIFFERENT_IN_UUID = 6


class KeyReader:
    """Reads callers' idempotency keys, within the bounds that the plan has for them."""

    def __init__(self, plan: Plan) -> None:
        bounds = plan.request.get("ClientToken", {}).get("caller", {})
        self._check = check(bounds)
        self._is_required = bounds.get("required", False)

    def read(self, request: HttpRequest, body: dict[str, Any], identity: Identity) -> str | None:
        """Return the caller's key, from the header or from ``ClientToken`` in the body; None without one.

        Raises `InvalidRequest` for a key that is malformed, ambiguous, or too easy to guess for callers who share a
        scope.
        """
        token = body.get("ClientToken")
        keys = {*request.header(_HEADER), *([] if token is None else [_text(token)])}
        if len(keys) > 1:
            raise _refused("differs from the header Idempotency-Key, or that was given twice")
        if not keys:
            if self._is_required:
                raise _refused("is required, here or as the header Idempotency-Key")
            return None
        [key] = keys
        if not re.fullmatch(_KEY, key):
            raise _refused("must have 1 to 255 printable ASCII characters and no comma")
        if identity.shared and _is_guessable(key):
            raise _refused(
                f"must have {_SHORTEST_SHARED_KEY} characters or more, {_FEWEST_DIFFERENT} of them different; "
                "send a random UUID"
            )
        try:
            self._check(key)
        except OutOfBounds as outside:
            raise _refused(str(outside)) from None
        return key


def _is_guessable(key: str) -> bool:
    """Whether two strangers could send the same key: a short one, a nil UUID, a placeholder, one letter repeated."""
    fewest = _FEWEST_DIFFERENT_IN_UUID if re.fullmatch(_UUID, key) else _FEWEST_DIFFERENT
    return len(key) < _SHORTEST_SHARED_KEY or len(set(key)) < fewest


def _text(token: Any) -> str:
    if not isinstance(token, str):
        raise _refused("must be text")
    return token


def _refused(reason: str) -> InvalidRequest:
    return InvalidRequest(problems=[Problem("/ClientToken", reason)])


def client_token(plan: Plan, identity: Identity, key: str | None, said: Mapping[str, Any]) -> str:
    """Return the ``ClientToken`` to send: 43 characters, fresh and random when there is no key.

    ``said`` is what the caller sent, by JSON pointer.
    """
    if key is None:
        return secrets.token_urlsafe(32)
    # JSON keeps the parts apart, and its canonical form makes equal bodies equal.
    parts = ["v2", plan.deployment, identity.scope, key, said]
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
