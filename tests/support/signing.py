"""Secrets, tokens and signed contact ids for tests: the function's own code on a secret that is held in memory."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError
from start_chat_contact.identity import Identity
from start_chat_contact.plan import Plan
from start_chat_contact.secret_keys import SecretKeys
from start_chat_contact.signed_contact_id import SignedContactIds
from start_chat_contact.signed_jwt import SignedJwt

KEY = "k" * 43 + "1"
"""44 characters, as the hosted widget's keys have."""


class Secret:
    """A secret and, at once, the client that reads it; counts its readings."""

    def __init__(self, *values: str | bytes) -> None:
        self.versions: list[tuple[str, str | bytes]] = []
        self.reads: list[str] = []
        self.error: Exception | None = None
        self.previous_error: Exception | None = None
        for value in values or (KEY,):
            self.rotate(value)

    def rotate(self, value: str | bytes) -> None:
        """Make ``value`` the current version, and the current one the previous."""
        self.versions.insert(0, (hashlib.sha256(repr((value, len(self.versions))).encode()).hexdigest()[:36], value))

    def get_secret_value(self, **request: Any) -> dict[str, Any]:
        stage = request["VersionStage"]
        self.reads.append(stage)
        if self.error is not None:
            raise self.error
        if self.previous_error is not None and stage == "AWSPREVIOUS":
            raise self.previous_error
        index = ("AWSCURRENT", "AWSPREVIOUS").index(stage)
        if index >= len(self.versions):
            raise client_error("ResourceNotFoundException", 400)
        version_id, value = self.versions[index]
        kind = "SecretString" if isinstance(value, str) else "SecretBinary"
        return {"ARN": request["SecretId"], "VersionId": version_id, kind: value}


def client_error(code: str, status: int) -> ClientError:
    """Return the error that botocore raises for an answer."""
    answer = {"Error": {"Code": code, "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "GetSecretValue")


def keys(secret: Secret | None = None, clock: Callable[[], float] = time.time) -> SecretKeys:
    """Return the keys of a secret."""
    return SecretKeys(secret or Secret(), "secret", clocks=(clock, clock))


def signed_contact_ids(
    plan: Plan, secret: Secret | None = None, clock: Callable[[], float] = time.time
) -> SignedContactIds:
    """Return what an endpoint signs and reads contact ids with: ``Endpoint(plan, client, contact_ids=…)``."""
    return SignedContactIds(keys(secret, clock), plan, clock)


def signed_contact_id(plan: Plan, scope: tuple[Any, ...], contact_id: str, *, age: float = 0.0) -> str:
    """Return a signed contact id as the answer to a start held it ``age`` seconds ago."""
    return signed_contact_ids(plan, clock=lambda: time.time() - age).of(Identity(scope)).sign(contact_id)


def signed_jwt(key: str = KEY) -> SignedJwt:
    """Return what tells who is calling by a token: ``Endpoint(plan, client, authenticate=signed_jwt(…).identify)``."""
    return SignedJwt(keys(Secret(key)))


def token(
    claims: dict[str, Any],
    key: str | bytes = KEY,
    *,
    alg: str = "HS256",
    header: dict[str, Any] | None = None,
    iat: float | None = -5,
    exp: float | None = 300,
) -> str:
    """Return a token, signed with HMAC-SHA256 whatever ``alg`` says (``none``: not at all); times relative to now."""
    now = int(time.time())
    times = {name: now + value for name, value in (("iat", iat), ("exp", exp)) if value is not None}
    signed = f"{encode({'alg': alg, 'typ': 'JWT', **(header or {})})}.{encode({**times, **claims})}"
    secret = key.encode() if isinstance(key, str) else key
    signature = b"" if alg == "none" else hmac.digest(secret, signed.encode(), "sha256")
    return f"{signed}.{encode(signature)}"


def encode(value: Any) -> str:
    """Return bytes, or the JSON of anything else, in base64url without padding."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
