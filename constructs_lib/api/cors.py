"""Which pages may call, and what browsers are told about them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import Duration

from constructs_lib import defaults
from constructs_lib.access.model import Access
from constructs_lib.prop_types import check_type
from constructs_lib.tokens import is_unresolved

_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?")
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_EXAMPLE = "give origins as https://www.example.com"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cors:
    """The pages that may call, by their exact origins.

    Browsers never send cookies or other stored credentials to the endpoint.
    """

    allow_origins: Sequence[str]
    """Origins: ``https``, host and a port that is not 443; ``http`` for this machine alone. ``["*"]`` lets pages of
    every site call, and brings a warning."""
    max_age: Duration | None = None
    """How long browsers may cache the response to a preflight. Default: Duration.hours(1)."""

    @property
    def problems(self) -> list[str]:
        """What is wrong: an empty list, or anything that is not an origin as browsers send it."""
        return list(_check(self))

    @property
    def is_open(self) -> bool:
        """Whether pages of every site may call."""
        return list(self.allow_origins) == ["*"]

    @property
    def preflight_max_age(self) -> Duration:
        """How long browsers may cache the response to a preflight."""
        return self.max_age or Duration.seconds(defaults.CORS_MAX_AGE)

    @property
    def warnings(self) -> list[str]:
        """What the deployer should know of these origins."""
        return (
            ["cors.allow_origins: '*' lets pages of every site start chats; name the origins"] if self.is_open else []
        )


def _check(cors: Cors) -> Iterator[str]:
    if cors.max_age is not None:
        yield from check_type("cors.max_age", cors.max_age, Duration, "Duration.hours(…)")
    path = "cors.allow_origins"
    origins: object = cors.allow_origins
    if isinstance(origins, str) or not isinstance(origins, Sequence):
        yield f"{path}: got {type(origins).__name__}; give a list of origins"
        return
    if not origins:
        yield f"{path}: is empty, which allows nothing; name an origin, or leave cors out when no page calls"
    if "*" in origins and len(origins) > 1:
        yield f"{path}: '*' stands beside other origins; drop it, or drop them"
    for origin in origins:
        if origin != "*" and not is_unresolved(origin):
            yield from (f"{path}: {origin!r} {reason}" for reason in _origin_problems(origin))


def _origin_problems(origin: Any) -> Iterator[str]:
    found = _ORIGIN.fullmatch(origin) if isinstance(origin, str) else None
    if found is None:
        trimmed = re.match(r"https?://[^/?#]+", origin) if isinstance(origin, str) else None
        if trimmed and _ORIGIN.fullmatch(trimmed[0]):
            yield f"goes on after the host; say {trimmed[0]!r}"
        elif isinstance(origin, str) and _ORIGIN.fullmatch(origin.lower()):
            yield f"is not how browsers write it; say {origin.lower()!r}"
        else:
            yield f"is not a valid origin; {_EXAMPLE}"
    elif found["scheme"] == "http" and found["host"] not in _LOCAL:
        yield f"is not encrypted; only {', '.join(_LOCAL)} may use http"
    elif (found["scheme"], found["port"]) in (("https", "443"), ("http", "80")):
        yield f"names the port that browsers leave out; say {origin.rpartition(':')[0]!r}"


def allow_headers(access: Access) -> list[str]:
    """Return the request headers that pages may send: those of a start, and those that carry credentials."""
    return ["Content-Type", "Idempotency-Key", *access.facts.headers]
