"""Keeps the current and the previous key of one secret for some minutes. The current key signs; both verify.

If no known key made a signature, a newer key may have made it. If that is possible, the secret is read again. If it
can't be read, the signed text is neither accepted nor refused: `KeysUnavailable` is raised.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from .errors import ChatError, KeysUnavailable, Misconfigured
from .secret_versions import Key, SecretReader, SecretsClient
from .token_bucket import TokenBucket

T = TypeVar("T")

_FRESH = 300.0
"""Seconds after which keys are read again."""
_USABLE = 3600.0
"""Seconds for which the last keys are used while Secrets Manager can't be reached."""
_PAUSE = 5.0
"""Seconds between a failed reading of the secret and the next reading."""
_EARLY_READS = 10
"""Extra readings of the secret that are allowed at once, for signatures that no known key made."""
_EARLY_INTERVAL = 1.0
"""Seconds after which one more extra reading is allowed, however many forged signatures callers send."""

_NEVER = (float("-inf"), float("-inf"))


class SecretKeys:
    """The valid keys of one secret.

    ``timeout`` is the most seconds that a reading may take. ``clocks`` are the time of day and a monotonic clock. Ages
    are measured with both, and the larger age counts: the time of day may be set back, and the monotonic clock may
    stand still while Lambda freezes the environment.
    """

    def __init__(
        self,
        client: SecretsClient,
        secret_id: str,
        *,
        timeout: float = 1.0,
        clocks: tuple[Callable[[], float], Callable[[], float]] = (time.time, time.monotonic),
    ) -> None:
        self._reader = SecretReader(client, secret_id, timeout)
        self._clocks = clocks
        self._keys: tuple[Key, ...] = ()
        self._complete = False
        self._failure: ChatError | None = None
        self._read_at = self._failed_at = _NEVER
        self._early = TokenBucket(_EARLY_READS, _EARLY_INTERVAL)

    def keys(self) -> tuple[Key, ...]:
        """Return the current key, which signs, and then the previous key if it is known.

        Raises `Misconfigured` if Secrets Manager refuses to return the secret, or if the secret holds no key. Raises
        `KeysUnavailable` if Secrets Manager fails and no keys were read in the last hour.
        """
        if not self._complete or self._age() >= _FRESH:
            try:
                self._read()
            except KeysUnavailable:
                if self._age() >= _USABLE:
                    raise
        return self._keys

    def find(self, use: Callable[[Key], T | None], signed_at: float) -> T | None:
        """Call ``use`` with each key, and return its first result that is not None, or None if all results are None.

        ``signed_at`` is the latest time of day at which the text can have been signed, as the text itself says. If no
        key gives a result, the keys are read again, unless they are complete and were read after ``signed_at``. Anybody
        can write such a text, so these extra readings are limited.

        Raises `Misconfigured` and `KeysUnavailable` as `keys` does. Also raises `KeysUnavailable` if the limit is
        reached, or if a key that can't be read now might have signed the text.
        """
        read_at = self._read_at
        found = _first(use, self.keys())
        if found is not None or (self._complete and (self._read_at != read_at or self._are_newer_than(signed_at))):
            return found
        if not self._early.take(self._clocks[1]()):
            raise KeysUnavailable(cause="TooManyReads")
        self._read()
        found = _first(use, self._keys)
        if found is None and self._failure is not None:
            raise KeysUnavailable(cause=self._failure.cause)
        return found

    def _read(self) -> None:
        """Read the secret. For `_PAUSE` seconds after a failed reading, raise the same error without reading."""
        if self._failure is not None and self._since(self._failed_at) < _PAUSE:
            raise type(self._failure)(cause=self._failure.cause)
        begun = self._now()
        try:
            versions = self._reader.read()
        except Misconfigured as error:
            self._keys, self._complete, self._read_at = (), False, _NEVER  # a deleted secret must not verify anything
            self._fail(error)
            raise
        except KeysUnavailable as error:
            self._fail(error)
            raise
        others = versions.others
        if versions.failure is None:
            self._failure = None
        else:
            self._fail(versions.failure)
            others = tuple(key for key in self._keys if key.id != versions.current.id)[:1]
        self._keys, self._complete, self._read_at = (versions.current, *others), versions.failure is None, begun

    def _fail(self, failure: ChatError) -> None:
        self._failure, self._failed_at = type(failure)(cause=failure.cause), self._now()

    def _age(self) -> float:
        return self._since(self._read_at)

    def _are_newer_than(self, time_of_day: float) -> bool:
        return self._clocks[0]() - self._age() > time_of_day

    def _since(self, then: tuple[float, float]) -> float:
        return max(now - before for now, before in zip(self._now(), then, strict=True))

    def _now(self) -> tuple[float, float]:
        wall, monotonic = self._clocks
        return wall(), monotonic()


def _first(use: Callable[[Key], T | None], keys: tuple[Key, ...]) -> T | None:
    return next((found for key in keys if (found := use(key)) is not None), None)
