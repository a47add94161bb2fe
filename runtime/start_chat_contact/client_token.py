"""Idempotency: the token that makes Connect answer a repeated request with the same contact.

The token is derived from the deployment, the caller, the caller's key and the request, so that one key of two callers,
or of two requests, means two chats. A key never reaches Connect or a log as it is.
"""

import base64
import hashlib
import json
import re
import secrets
from typing import Any

from .errors import InvalidRequest, Problem
from .event import HttpRequest
from .identity import Identity
from .plan import Plan

_HEADER = "idempotency-key"
_KEY = re.compile(r"[\x20-\x7e]{1,255}")
# Shorter ones can be guessed; a UUID without its hyphens has 32 characters, 128 random bits in base64 have 22.
_SHORTEST_SHARED_KEY = 22


def read_key(request: HttpRequest, body: dict[str, Any], plan: Plan, identity: Identity) -> str | None:
    """Return the caller's idempotency key, from the header or from ``ClientToken`` in the body; None without one.

    Raises `InvalidRequest` for a key that is malformed, ambiguous, or too easy to guess for callers who share a scope.
    """
    problems = []
    values: set[Any] = set(request.header(_HEADER))
    token = body.get("ClientToken")
    if token is not None and not isinstance(token, str):
        raise InvalidRequest(problems=[Problem("/ClientToken", "must be text")])
    if token is not None:
        values.add(token)
    node = plan.request.get("ClientToken", {}).get("caller", {})
    if not values and node.get("required"):
        problems.append(Problem("/ClientToken", "is required, here or as the header Idempotency-Key"))
    if len(values) > 1:
        problems.append(Problem("/ClientToken", "differs from the header Idempotency-Key, or that was given twice"))
    key = values.pop() if len(values) == 1 else None
    if key is not None and not _KEY.fullmatch(key):
        problems.append(Problem("/ClientToken", "must have 1 to 255 printable ASCII characters"))
    elif key is not None and identity.shared and len(key) < _SHORTEST_SHARED_KEY:
        problems.append(Problem("/ClientToken", f"must have {_SHORTEST_SHARED_KEY} characters or more; send a UUID"))
    if problems:
        raise InvalidRequest(problems=problems)
    return key


def client_token(plan: Plan, identity: Identity, key: str | None, request: dict[str, Any]) -> str:
    """Return the ``ClientToken`` to send with ``request``: 43 characters, fresh and random when there is no key."""
    if key is None:
        return secrets.token_urlsafe(32)
    # JSON keeps the parts apart, and its canonical form makes equal requests equal.
    parts = ["v1", plan.deployment, identity.scope, key, request]
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
