"""Reads the JSON object in the body of a request. Checks media type, size, encoding and JSON, in this order."""

import base64
import binascii
from typing import Any

from .errors import InvalidRequest, Problem, TooLarge, UnsupportedMediaType
from .event import HttpRequest
from .strict_json import parse

MAX_BYTES = 65_536
"""The largest body that is accepted, in bytes."""

# Stock chat clients label their JSON as text or as a form, which browsers send without a CORS preflight.
_MEDIA_TYPES = ("application/json", "text/plain", "application/x-www-form-urlencoded")
# The iOS demo sends "amz-1.0", which names a message format and not a compression.
_ENCODINGS = ("identity", "amz-1.0")


def read_body(request: HttpRequest) -> dict[str, Any]:
    """Return the object in the body, or an empty object if there is no body.

    Raises `UnsupportedMediaType`, `TooLarge` or `InvalidRequest`.
    """
    _check_media_type(request)
    text = _text(request)
    if not text:
        return {}
    value = parse(text)
    if not isinstance(value, dict):
        raise InvalidRequest(problems=[Problem("", "must be an object")])
    return value


def _check_media_type(request: HttpRequest) -> None:
    types = request.header("content-type")
    if len(types) > 1 or (types and types[0].strip() and not _is_supported(types[0])):
        raise UnsupportedMediaType
    encodings = request.header("content-encoding")
    if any(value.strip().lower() not in ("", *_ENCODINGS) for value in encodings):
        raise UnsupportedMediaType


def _is_supported(media_type: str) -> bool:
    name, *parameters = (part.strip().lower() for part in media_type.split(";"))
    if "," in media_type:  # two headers joined by a comma: either may be meant
        return False
    charsets = [
        value.strip().strip('"') for key, _, value in (p.partition("=") for p in parameters) if key == "charset"
    ]
    return name in _MEDIA_TYPES and all(charset in ("utf-8", "utf8") for charset in charsets)


def _text(request: HttpRequest) -> str:
    body = request.body
    if body is None:
        return ""
    if not isinstance(body, str):
        raise InvalidRequest(problems=[Problem("", "must be text")])
    if not request.is_base64:
        return _checked(body, len(body.encode("utf-8", "surrogatepass")))
    if len(body) > (MAX_BYTES + 2) // 3 * 4:
        raise TooLarge
    try:
        decoded = base64.b64decode(body.encode("ascii"), validate=True)
        text = decoded.decode("utf-8")
    except (binascii.Error, ValueError):
        raise InvalidRequest(problems=[Problem("", "is not base64 of UTF-8 text")]) from None
    return _checked(text, len(decoded))


def _checked(text: str, size: int) -> str:
    if size > MAX_BYTES:
        raise TooLarge
    if text.startswith("\ufeff"):
        raise InvalidRequest(problems=[Problem("", "begins with a byte order mark")])
    return text
