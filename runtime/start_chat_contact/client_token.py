"""Idempotency: makes the ``ClientToken``, so that Connect returns the same contact when a request is repeated.

The token is a hash of the deployment, the caller, the caller's idempotency key and what the caller sent. Two callers
who use the same key start two chats, and so does a caller who uses one key with two bodies. The hash leaves out what
the declaration adds, so that a retry still finds its chat after a new deployment, or when the caller's access token was
renewed. The key itself is never sent to Connect or logged.
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
# No comma, because an HTTP API joins two headers with a comma.
_KEY = r"[\x20-\x2b\x2d-\x7e]{1,255}"
# Shorter keys can be guessed. 128 random bits in base64 have 22 characters; a UUID without hyphens has 32.
_SHORTEST_SHARED_KEY = 22
"""The shortest idempotency key, in characters, where strangers share a scope: 128 bits in base64."""
_FEWEST_DIFFERENT = 10
"""The fewest different characters in an idempotency key where strangers share a scope."""
# One random UUID in 6,000 has fewer than 10 different digits; practically none has fewer than 6.
_UUID = r"[0-9a-fA-F]{8}(-?)(?:[0-9a-fA-F]{4}\1){3}[0-9a-fA-F]{12}"
_FEWEST_DIFFERENT_IN_UUID = 6


class KeyReader:
    """Reads callers' idempotency keys, and checks them against the bounds in the plan."""

    def __init__(self, plan: Plan) -> None:
        bounds = plan.request.get("ClientToken", {}).get("caller", {})
        self._check = check(bounds)
        self._is_required = bounds.get("required", False)

    def read(self, request: HttpRequest, body: dict[str, Any], identity: Identity) -> str | None:
        """Return the caller's key from the header or from ``ClientToken`` in the body; None if there is no key.

        Raises `InvalidRequest` if the plan requires a key and there is none, or if the key is malformed, ambiguous, or
        easy to guess where strangers share a scope.
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
    """Whether two strangers could send the same key: it is short, a nil UUID, a placeholder, or one letter repeated."""
    fewest = _FEWEST_DIFFERENT_IN_UUID if re.fullmatch(_UUID, key) else _FEWEST_DIFFERENT
    return len(key) < _SHORTEST_SHARED_KEY or len(set(key)) < fewest


def _text(token: Any) -> str:
    if not isinstance(token, str):
        raise _refused("must be text")
    return token


def _refused(reason: str) -> InvalidRequest:
    return InvalidRequest(problems=[Problem("/ClientToken", reason)])


def client_token(plan: Plan, identity: Identity, key: str | None, said: Mapping[str, Any]) -> str:
    """Return the ``ClientToken`` to send, of 43 characters. It is random if there is no key.

    ``said`` is what the caller sent, by JSON pointer.
    """
    if key is None:
        return secrets.token_urlsafe(32)
    # JSON keeps the parts apart. Sorted names give equal bodies the same text.
    parts = ["v2", plan.deployment, identity.scope, key, said]
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
