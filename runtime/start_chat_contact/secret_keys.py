"""Signing keys from AWS Secrets Manager: the current version of a secret and the one before it.

Rotation is Secrets Manager's own: a new version becomes current, the old one stays valid as the previous one, and the
one before that is forgotten.
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from .errors import ChatError, Misconfigured, UpstreamError, UpstreamTimeout
from .watchdog import DeadlineExceeded, run_with_timeout

SHORTEST_KEY = 32
"""Bytes: HMAC-SHA256 is as strong as its key, and never stronger than 32 bytes."""

_FRESH = 300.0
"""Seconds after which keys are read again."""
_USABLE = 3600.0
"""Seconds for which the last keys serve while Secrets Manager can't be reached."""
_PAUSE = 30.0
"""Seconds between two readings, however many unknown keys callers name."""
_KEY_ID_LENGTH = 8


class SecretsClient(Protocol):
    """What is needed of a client for AWS Secrets Manager."""

    def get_secret_value(self, **request: Any) -> dict[str, Any]:
        """Return a version of a secret; raises botocore's exceptions."""
        ...


@dataclass(frozen=True, slots=True)
class Key:
    """One version of the secret."""

    id: str
    """The first 8 characters of the version's id."""
    value: bytes = field(repr=False)


class SecretKeys:
    """The valid keys of one secret, newest first, kept for some minutes."""

    def __init__(
        self,
        client: SecretsClient,
        secret_id: str,
        clock: Callable[[], float] = time.time,
        *,
        timeout: float = 3.0,
    ) -> None:
        """``timeout``: seconds that a reading may take out of a request's time."""
        self._client = client
        self._secret_id = secret_id
        self._clock = clock
        self._timeout = timeout
        self._keys: tuple[Key, ...] = ()
        self._read_at = self._tried_at = float("-inf")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys: the one to sign with first, then the one that is still valid.

        Raises `Misconfigured` when the secret can't be read or its key is too short, `UpstreamError` or
        `UpstreamTimeout` when Secrets Manager fails and keys read before are too old.
        """
        age = self._clock() - self._read_at
        if age >= _USABLE:
            self._read()
        elif age >= _FRESH and self._may_read():
            with contextlib.suppress(UpstreamError, UpstreamTimeout):
                self._read()
        return self._keys

    def tries(self) -> Iterator[tuple[Key, ...]]:
        """Yield the keys, and for whoever found none of them fitting the ones that a new reading adds."""
        known = self.keys()
        yield known
        if self._may_read():
            with contextlib.suppress(UpstreamError, UpstreamTimeout):
                self._read()
            if self._keys != known:
                yield self._keys

    def _may_read(self) -> bool:
        return self._clock() - self._tried_at >= _PAUSE

    def _read(self) -> None:
        self._tried_at = self._clock()
        try:
            keys = run_with_timeout(self._timeout, self._versions)
        except DeadlineExceeded:
            raise UpstreamTimeout(cause="ReadTimeoutError") from None
        except Misconfigured:
            self._keys, self._read_at = (), float("-inf")  # a secret that was taken away vouches for nobody
            raise
        self._keys, self._read_at = keys, self._tried_at

    def _versions(self) -> tuple[Key, ...]:
        try:
            current = self._version("AWSCURRENT")
            if len(current.value) < SHORTEST_KEY:
                raise Misconfigured(cause="KeyTooShort")
            previous = self._previous()
        except ClientError as error:
            raise _failure(error) from None
        except NoCredentialsError:
            raise Misconfigured(cause="NoCredentialsError") from None
        except BotoCoreError as error:
            raise UpstreamError(cause=type(error).__name__) from None
        return tuple(key for key in (current, previous) if key is not None and len(key.value) >= SHORTEST_KEY)

    def _previous(self) -> Key | None:
        try:
            return self._version("AWSPREVIOUS")
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
                return None  # a secret that was never rotated
            raise

    def _version(self, stage: str) -> Key:
        version = self._client.get_secret_value(SecretId=self._secret_id, VersionStage=stage)
        text = version.get("SecretString")
        value = text.encode() if isinstance(text, str) else version.get("SecretBinary") or b""
        return Key(re.sub(r"[^A-Za-z0-9_-]", "-", version["VersionId"][:_KEY_ID_LENGTH]), value)


def _failure(error: ClientError) -> ChatError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if status >= 500 or status == 429 or code in ("InternalServiceError", "ThrottlingException"):
        return UpstreamError(cause=code)
    return Misconfigured(cause=code)
