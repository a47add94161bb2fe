"""Signs contact ids that callers can keep. Each is signed by this deployment for one caller.

The text is ``v1.<key id>.<payload>.<signature>``, with payload and signature in base64url without padding. The payload
holds the contact id and the time of signing. The signature also covers the deployment, the instance and the caller,
which are not in the text. If the id was changed, or belongs to another caller, the signature doesn't match.

Connect returns the id of a chat's first contact, even if the chat continues an earlier chat. So callers can use it for
both ways to continue: as the chat's first contact (``ENTIRE_PAST_SESSION``) and as a segment of the chat
(``FROM_SEGMENT``).
"""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from typing import Any

from .identity import Identity
from .plan import Plan
from .secret_keys import SecretKeys
from .secret_versions import Key

_CLOCK_SKEW = 5
"""Seconds by which the clocks of two environments may differ."""
_LAST_SECOND = 253_402_300_799  # of the year 9999
_FORM = re.compile(r"v1\.([A-Za-z0-9_-]{1,8})\.([A-Za-z0-9_-]{1,1024})\.([A-Za-z0-9_-]{43})")


class SignedContactIds:
    """Signs and reads contact ids of one deployment."""

    def __init__(self, keys: SecretKeys, plan: Plan, clock: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._issuer = [plan.deployment, plan.request["InstanceId"].get("is")]
        self._clock = clock

    def of(self, caller: Identity) -> "CallersContactIds":
        """Return what signs and reads contact ids for one caller.

        Raises `KeysUnavailable` or `Misconfigured` if there is no key to sign with.
        """
        return CallersContactIds(self._keys, [*self._issuer, caller.scope], self._clock)


class CallersContactIds:
    """Signs and reads contact ids of one caller."""

    def __init__(self, keys: SecretKeys, owner: list[Any], clock: Callable[[], float]) -> None:
        # Get the key before a chat is started, because no chat should start if there is no key to sign its id.
        self._signing_key = keys.keys()[0]
        self._keys = keys
        self._owner = json.dumps(owner, separators=(",", ":")).encode()
        self._clock = clock

    def sign(self, contact_id: str) -> str:
        """Return the signed form of a contact id."""
        payload = _encode(json.dumps([contact_id, int(self._clock())], separators=(",", ":")).encode())
        signed = f"v1.{self._signing_key.id}.{payload}"
        return f"{signed}.{self._signature(self._signing_key, signed)}"

    def read(self, text: str, hours: int) -> str | None:
        """Return the contact id in a text that was signed for this caller in the last ``hours``; otherwise None."""
        form = _FORM.fullmatch(text)
        payload = _payload(form[2]) if form else None
        if form is None or payload is None:
            return None
        contact_id, signed_at = payload
        if self._clock() >= signed_at + hours * 3600 or not self._is_signed(form[1], text, signed_at):
            return None
        return contact_id

    def _is_signed(self, key_id: str, text: str, signed_at: int) -> bool:
        signed, _, signature = text.rpartition(".")

        def use(key: Key) -> bool | None:
            # Compare the base64 texts, because different texts can decode to the same signature.
            return hmac.compare_digest(self._signature(key, signed), signature) if key.id == key_id else None

        return self._keys.find(use, signed_at + _CLOCK_SKEW) or False

    def _signature(self, key: Key, signed: str) -> str:
        # The signed text has no line break, so it is clear where it ends and the owner begins.
        return _encode(hmac.digest(key.value, signed.encode() + b"\n" + self._owner, hashlib.sha256))


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _payload(text: str) -> tuple[str, int] | None:
    """Return the contact id and the time of signing; None if the text is not a payload."""
    try:
        payload = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        return None
    match payload:
        case [str(contact_id), int(signed_at)] if 0 <= signed_at <= _LAST_SECOND:
            return contact_id, signed_at
    return None
