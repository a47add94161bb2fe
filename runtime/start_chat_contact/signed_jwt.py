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
from .secret_versions import Key

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
        """Return the identity that a valid token proves.

        Raises `Unauthorized` for any other token and for none, and `KeysUnavailable` for one that may be signed with a
        key that can't be read now.
        """
        claims = self._verified(_token(request))
        _check_times(claims)
        _check_attributes(claims)
        issuer = claims.get("iss")
        return Identity(("signed_jwt", issuer if isinstance(issuer, str) else "", claims["sub"]), claims)

    def _verified(self, token: str) -> Mapping[str, Any]:
        claims = self._keys.find(lambda key: _claims(token, key), _issued_at(token) + CLOCK_SKEW)
        if claims is None:
            raise Unauthorized
        return claims


def _claims(token: str, key: Key) -> Mapping[str, Any] | None:
    """The claims of a valid token; None for one that is signed with another key."""
    try:
        claims: Mapping[str, Any] = jwt.decode(
            token, key.value, algorithms=["HS256"], leeway=CLOCK_SKEW, options={"require": _REQUIRED}
        )
    except jwt.InvalidSignatureError:
        return None
    except _REFUSALS:
        raise Unauthorized from None
    return claims


def _issued_at(token: str) -> float:
    """When the token was issued, by its own account, which no signature vouches for."""
    try:
        unverified = jwt.decode_complete(token, options={"verify_signature": False})
    except _REFUSALS:
        raise Unauthorized from None
    # Extensions that a verifier must understand (RFC 7515 §4.1.11). There are none here; PyJWT 2.10 ignores them.
    if "crit" in unverified["header"]:
        raise Unauthorized
    issued = unverified["payload"].get("iat")
    if not _is_time(issued):
        raise Unauthorized
    return float(issued)


def _token(request: HttpRequest) -> str:
    values = request.header("authorization")
    form = _BEARER.fullmatch(values[0]) if len(values) == 1 and len(values[0]) <= LONGEST_TOKEN + 16 else None
    if form is None or len(form[1]) > LONGEST_TOKEN:
        raise Unauthorized
    return form[1]


def _check_times(claims: Mapping[str, Any]) -> None:
    """PyJWT has seen to a token that is over or not yet valid; the bounds on its life are ours."""
    issued, expires = claims["iat"], claims["exp"]
    if not _is_time(issued) or not _is_time(expires):
        raise Unauthorized
    if expires - issued > LONGEST_LIFE or time.time() - issued > LONGEST_LIFE + CLOCK_SKEW:
        raise Unauthorized


def _is_time(value: Any) -> bool:
    # The bound refuses NaN and infinity too, and whole numbers that no float can hold.
    return type(value) in (int, float) and 0 <= value <= _LAST_SECOND


def _check_attributes(claims: Mapping[str, Any]) -> None:
    attributes = claims.get("attributes", {})
    if not isinstance(attributes, dict) or not all(isinstance(value, str) for value in attributes.values()):
        raise Unauthorized
    if not claims["sub"]:
        raise Unauthorized
