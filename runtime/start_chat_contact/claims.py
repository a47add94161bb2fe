"""Looks up claims of a verified identity."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .errors import InvalidRequest
from .strict_json import parse


class Missing(Exception):
    """The identity lacks the claim, or the claim is empty."""


def find_claim(claims: Mapping[str, Any], name: str | Sequence[str]) -> Any:
    """Return the claim ``name``, or the nested claim if ``name`` is a path of names. Raises `Missing`.

    API Gateway passes many nested claims as JSON text. A path leads into such text as it leads into an object, but not
    into JSON that parsers may read differently.
    """
    value: Any = claims
    for step in [name] if isinstance(name, str) else name:
        value = _object(value).get(step)
        if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
            raise Missing
    return value


def _object(value: Any) -> Mapping[str, Any]:
    if isinstance(value, str):
        try:
            value = parse(value)
        except InvalidRequest:
            return {}
    return value if isinstance(value, Mapping) else {}
