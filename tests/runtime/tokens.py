"""HS256 tokens as a site's server signs them, and as an attacker does."""

import base64
import hashlib
import hmac
import json
from typing import Any

SECRET = "a-signing-secret-of-the-tests-of-44-characters"


def bearer(*, now: float, alg: str, claims: dict[str, Any], iat: int | None, exp: int | None) -> str:
    """A token; ``iat`` and ``exp`` are seconds from ``now``, and None leaves them out."""
    times = {name: int(now + offset) for name, offset in (("iat", iat), ("exp", exp)) if offset is not None}
    head, payload = (_encoded(json.dumps(part).encode()) for part in ({"alg": alg, "typ": "JWT"}, claims | times))
    signed = f"{head}.{payload}"
    signature = hmac.digest(SECRET.encode(), signed.encode(), hashlib.sha256) if alg != "none" else b""
    return f"{signed}.{_encoded(signature)}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
