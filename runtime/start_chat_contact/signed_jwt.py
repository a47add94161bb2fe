"""Short-lived tokens that the site's own server signs with a shared key, as the hosted chat widget takes them.

HS256 alone, by PyJWT: a token that names another algorithm is refused before any key is tried. A token can be replayed
while it is valid, ten minutes at most: no list of used tokens is kept, so a page that retries stays welcome.
"""

import re
import time
from collections.abc import Mapping
from typing import Any

import jwt

from .errors import Unauthorized
from .event import HttpRequest
from .identity import Identity
from .plan import Plan
from .secret_keys import SecretKeys

LONGEST_LIFE = 600
"""Seconds from ``iat`` to ``exp``, and the age at which a token is refused whatever its ``exp`` says."""
CLOCK_SKEW = 30
"""Seconds by which the clocks of the site's server and of AWS may differ."""
LONGEST_TOKEN = 6144
"""Bytes."""

_LAST_SECOND = 253_402_300_799  # of the year 9999
_BEARER = re.compile(r"bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)", re.IGNORECASE)
_REQUIRED = ["exp", "iat", "sub"]
# Beside PyJWT's own: numbers beyond every date, and JSON as deep as a stack.
_REFUSALS = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


class SignedJwt:
    """Tells who is calling by the token in the header ``Authorization: Bearer``."""

    def __init__(self, keys: SecretKeys) -> None:
        self._keys = keys

    def identify(self, request: HttpRequest, plan: Plan) -> Identity:
        """Return the identity that a valid token proves. Raises `Unauthorized` for any other and for none."""
        claims = self._verified(_token(request))
        _check_times(claims)
        _check_attributes(claims)
        issuer = claims.get("iss")
        return Identity(("signed_jwt", issuer if isinstance(issuer, str) else "", claims["sub"]), claims)

    def _verified(self, token: str) -> Mapping[str, Any]:
        for keys in self._keys.tries():
            for key in keys:
                try:
                    claims: Mapping[str, Any] = jwt.decode(
                        token, key.value, algorithms=["HS256"], leeway=CLOCK_SKEW, options={"require": _REQUIRED}
                    )
                except jwt.InvalidSignatureError:
                    continue  # perhaps signed with the other key, or with one that is newer than those read last
                except _REFUSALS:
                    raise Unauthorized from None
                return claims
        raise Unauthorized


def _token(request: HttpRequest) -> str:
    values = request.header("authorization")
    form = _BEARER.fullmatch(values[0]) if len(values) == 1 and len(values[0]) <= LONGEST_TOKEN + 16 else None
    if form is None or len(form[1]) > LONGEST_TOKEN:
        raise Unauthorized
    return form[1]


def _check_times(claims: Mapping[str, Any]) -> None:
    """PyJWT has seen to a token that is over or not yet valid; the bounds on its life are ours."""
    issued, expires = claims["iat"], claims["exp"]
    # The bound refuses NaN and infinity too, and whole numbers that no float can hold.
    if not all(type(value) in (int, float) and 0 <= value <= _LAST_SECOND for value in (issued, expires)):
        raise Unauthorized
    if expires - issued > LONGEST_LIFE or time.time() - issued > LONGEST_LIFE + CLOCK_SKEW:
        raise Unauthorized


def _check_attributes(claims: Mapping[str, Any]) -> None:
    attributes = claims.get("attributes", {})
    if not isinstance(attributes, dict) or not all(isinstance(value, str) for value in attributes.values()):
        raise Unauthorized
    if not claims["sub"]:
        raise Unauthorized
