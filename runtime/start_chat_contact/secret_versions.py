"""Reads two keys in a secret of AWS Secrets Manager: its current and its previous version, with separate calls.

Secrets Manager rotates the keys: a new version becomes the current version, the old version stays valid as the previous
version, and older versions are no longer valid.
"""

import hashlib
import json
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from botocore.exceptions import ClientError

from .connect_errors import DEPLOYERS_FAULT, THROTTLES, is_failure
from .errors import KeysUnavailable, Misconfigured, UpstreamTimeout
from .plan import Limits
from .retry import THROTTLED, UNSTEADY, AttemptFailed, Attempts, Budget

SHORTEST_KEY = 32
"""The shortest key that is accepted, in bytes. Shorter keys weaken HMAC-SHA256; longer keys don't strengthen it."""
CONNECT_TIMEOUT = 0.5
"""To open a connection to Secrets Manager."""
READ_TIMEOUT = 0.5
"""For each read of Secrets Manager's response."""
ATTEMPTS = 3
"""The most calls to Secrets Manager for each of the two versions, including the first. Time may allow fewer."""


class SecretsClient(Protocol):
    """The part of a client for AWS Secrets Manager that the function uses."""

    def get_secret_value(self, **request: Any) -> dict[str, Any]:
        """Return a version of a secret; raises botocore's exceptions."""
        ...


@dataclass(frozen=True, slots=True)
class Key:
    """One version of the secret."""

    id: str
    """Identifies this version of the secret. Texts that the function signs with the key contain the id."""
    value: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Versions:
    """What the secret holds now."""

    current: Key
    others: tuple[Key, ...] = ()
    """The previous version; empty if there is none, if it can't be a key, or if it could not be read."""
    failure: KeysUnavailable | None = None
    """Why the previous version could not be read; otherwise None."""


class SecretReader:
    """Reads one secret.

    ``timeout`` is the most seconds that reading both versions may take.
    """

    def __init__(self, client: SecretsClient, secret_id: str, timeout: float) -> None:
        self._client = client
        self._secret_id = secret_id
        self._limits = Limits(
            time_budget=timeout, connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT, attempts=ATTEMPTS
        )
        self._budget = Budget()

    def read(self) -> Versions:
        """Return both versions.

        Raises `KeysUnavailable` if Secrets Manager fails to return the current version. Raises `Misconfigured` if
        Secrets Manager refuses to return it, or if it can't be a key.
        """
        deadline = time.monotonic() + self._limits.time_budget
        current = self._version("AWSCURRENT", deadline)
        try:
            return Versions(current, (self._version("AWSPREVIOUS", deadline),))
        except Misconfigured:  # for example, a secret that was never rotated
            return Versions(current)
        except KeysUnavailable as failure:
            return Versions(current, failure=failure)

    def _version(self, stage: str, deadline: float) -> Key:
        try:
            return Attempts(self._limits, deadline, self._budget).run(lambda: self._attempt(stage))
        except UpstreamTimeout:
            raise KeysUnavailable(cause="ReadTimeoutError") from None

    def _attempt(self, stage: str) -> Key:
        try:
            version = self._client.get_secret_value(SecretId=self._secret_id, VersionStage=stage)
        except ClientError as error:
            raise _meaning(error) from None
        except DEPLOYERS_FAULT as error:
            raise AttemptFailed(Misconfigured(cause=type(error).__name__), None) from None
        except Exception as error:
            if not is_failure(error):
                raise
            raise AttemptFailed(KeysUnavailable(cause=type(error).__name__), UNSTEADY) from None
        text, binary, version_id = (version.get(name) for name in ("SecretString", "SecretBinary", "VersionId"))
        value = text.encode() if isinstance(text, str) else binary
        if not isinstance(value, bytes) or not isinstance(version_id, str):
            raise AttemptFailed(KeysUnavailable(cause="MissingSecret"), UNSTEADY)
        if mistake := _mistake(value, is_text=isinstance(text, str)):
            raise AttemptFailed(Misconfigured(cause=mistake), None)
        # A hash, because whoever adds a version may choose its id, and two ids may begin with the same characters.
        return Key(hashlib.sha256(version_id.encode()).hexdigest()[:8], value)


def _meaning(error: ClientError) -> AttemptFailed:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in THROTTLES or status == 429:
        return AttemptFailed(KeysUnavailable(cause=code), THROTTLED)
    if status >= 500 or code == "InternalServiceError":
        return AttemptFailed(KeysUnavailable(cause=code), UNSTEADY)
    return AttemptFailed(Misconfigured(cause=code), None)


def _mistake(value: bytes, *, is_text: bool) -> str:
    """Return a code for the log that says why a value can't be a key; empty if it can be a key."""
    if value.lstrip().startswith(b"-----BEGIN"):
        return "KeyIsPem"
    if _is_json(value):
        return "KeyIsJson"
    if is_text and value.endswith((b"\n", b"\r")):
        return "KeyEndsWithNewline"
    return "KeyTooShort" if len(value) < SHORTEST_KEY else ""


def _is_json(value: bytes) -> bool:
    """Whether a value is a JSON object or string. JSON numbers are allowed, because a key may consist of digits."""
    try:
        return isinstance(json.loads(value), (dict, str))
    except (ValueError, RecursionError):
        return False
