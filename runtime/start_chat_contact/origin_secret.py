"""Whether a request came through what stands in front of the API, such as Amazon CloudFront.

That adds a secret as a header to each request. A request without it was sent to the API's own address.
"""

import hmac
import time

from .errors import DirectRequest
from .event import HttpRequest
from .secret_keys import SecretKeys
from .secret_versions import Key

HEADER = "x-origin-verify"


class OriginSecret:
    """The secret; its current version is accepted, and the one before."""

    def __init__(self, keys: SecretKeys) -> None:
        self._keys = keys

    def check(self, request: HttpRequest) -> None:
        """Raise `DirectRequest` for a request without the secret.

        Raises `KeysUnavailable` and `Misconfigured` where the secret can't be read.
        """
        values = request.header(HEADER)
        if len(values) != 1:
            raise DirectRequest
        value = values[0].encode("utf-8", "surrogatepass")

        def matches(key: Key) -> bool | None:
            return hmac.compare_digest(value, key.value) or None

        # A value may be newer than what was read, so its time is now.
        if self._keys.find(matches, time.time()) is None:
            raise DirectRequest
