"""Checks that a request came through the proxy in front of the API, such as Amazon CloudFront.

The proxy adds a secret as a header to each request. A request without the secret was sent to the API's own address.
"""

import hmac
import time

from .errors import DirectRequest
from .event import HttpRequest
from .secret_keys import SecretKeys
from .secret_versions import Key

HEADER = "x-origin-verify"


class OriginSecret:
    """The secret that the proxy sends. Its current and its previous version are accepted."""

    def __init__(self, keys: SecretKeys) -> None:
        self._keys = keys

    def check(self, request: HttpRequest) -> None:
        """Raise `DirectRequest` if the request does not have the secret.

        Raises `KeysUnavailable` or `Misconfigured` if the secret can't be read.
        """
        values = request.header(HEADER)
        if len(values) != 1:
            raise DirectRequest
        value = values[0].encode("utf-8", "surrogatepass")

        def matches(key: Key) -> bool | None:
            return hmac.compare_digest(value, key.value) or None

        # The value may be newer than the versions that were read, so it counts as made now.
        if self._keys.find(matches, time.time()) is None:
            raise DirectRequest
