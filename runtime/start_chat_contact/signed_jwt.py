"""Verifies short-lived tokens that the site's own server signs with a shared key, as for Connect's hosted widget.

PyJWT verifies them. Only HS256 is allowed: a token that names another algorithm is refused before any key is tried. No
list of used tokens is kept, so that pages can retry. A token can thus be replayed while it is valid, for ten minutes at
most.
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
"""The most seconds from ``iat`` to ``exp``. A token that is older is refused, whatever its ``exp`` says."""
CLOCK_SKEW = 30
"""Seconds by which the clocks of the site's server and of AWS may differ."""
LONGEST_TOKEN = 6144
"""The longest token that is accepted, in bytes."""

_LAST_SECOND = 253_402_300_799  # of the year 9999
_BEARER = re.compile(r"bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)", re.IGNORECASE)
_REQUIRED = ["exp", "iat", "sub"]
# PyJWT's own exceptions, and those that it lets through for huge numbers and for JSON that is nested too deep.
_REFUSALS = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


class SignedJwt:
    """Identifies the caller by the token in the header ``Authorization: Bearer``."""

    def __init__(self, keys: SecretKeys) -> None:
        self._keys = keys

    def identify(self, request: HttpRequest, plan: Plan) -> Identity:
        """Return the identity that a valid token proves.

        Raises `Unauthorized` if the token is missing or not valid, `KeysUnavailable` if it may be signed with a key
        that can't be read now, and `Misconfigured` if there is no key.
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
    """Return a token's claims; None if it is signed with another key. Raises `Unauthorized` if it is not valid."""
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
    """Return when the token says that it was issued. The token's signature has not been checked yet."""
    try:
        unverified = jwt.decode_complete(token, options={"verify_signature": False})
    except _REFUSALS:
        raise Unauthorized from None
    # "crit" lists extensions that a verifier must support (RFC 7515 §4.1.11). We support none; PyJWT 2.10 ignores it.
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
    """Check the token's lifetime and age. PyJWT has already refused a token that has expired or is not valid yet."""
    issued, expires = claims["iat"], claims["exp"]
    if not _is_time(issued) or not _is_time(expires):
        raise Unauthorized
    if expires - issued > LONGEST_LIFE or time.time() - issued > LONGEST_LIFE + CLOCK_SKEW:
        raise Unauthorized


def _is_time(value: Any) -> bool:
    # The bounds also refuse NaN, infinity, and whole numbers that are too large for a float.
    return type(value) in (int, float) and 0 <= value <= _LAST_SECOND


def _check_attributes(claims: Mapping[str, Any]) -> None:
    attributes = claims.get("attributes", {})
    if not isinstance(attributes, dict) or not all(isinstance(value, str) for value in attributes.values()):
        raise Unauthorized
    if not claims["sub"]:
        raise Unauthorized
