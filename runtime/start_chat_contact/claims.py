"""Looking up claims of a verified identity."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .errors import InvalidRequest
from .strict_json import parse


class Missing(Exception):
    """The identity has no such claim, or an empty one."""


def find_claim(claims: Mapping[str, Any], name: str | Sequence[str]) -> Any:
    """Return a claim by its name, or a nested one by the path of names to it. Raises `Missing`.

    API Gateway hands many nested claims over as JSON text: a path goes through such text as through the object itself,
    unless the text can be read in two ways.
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
