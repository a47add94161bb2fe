"""The rules of StartChatContact that its documentation states and its model cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

MARKDOWN = "text/markdown"
PLAIN = "text/plain"
INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive"
INTERACTIVE_RESPONSE = f"{INTERACTIVE}.response"

SENDABLE_CONTENT_TYPES = (PLAIN, MARKDOWN, "application/json", INTERACTIVE_RESPONSE)
"""What a customer may send; ``SupportedMessagingContentTypes`` may also hold `INTERACTIVE`."""

MAX_ATTRIBUTE_BYTES = 32_768
MAX_CONTENT_BYTES = 16_384

_SUPPORTED_CONTENT_TYPES = (*SENDABLE_CONTENT_TYPES, INTERACTIVE)
_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SEGMENT_KEY = re.compile(r"(connect:)?[A-Za-z0-9_-]+")
_STANDARD_TOPIC = re.compile(r"arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}")


def broken_rules(request: dict[str, Any]) -> Iterator[str]:
    """Sentences about every documented rule that ``request`` breaks; it already conforms to the model."""
    yield from _attributes(request.get("Attributes") or {})
    yield from _content_types(request)
    yield from _segment_attributes(request)
    yield from _persistent_chat(request)
    yield from _initial_message(request.get("InitialMessage") or {})
    streaming = request.get("ChatStreamingConfiguration")
    if streaming and not _STANDARD_TOPIC.fullmatch(streaming["StreamingEndpointArn"]):
        yield "ChatStreamingConfiguration.StreamingEndpointArn must be the ARN of a standard SNS topic"


def _attributes(attributes: dict[str, str]) -> Iterator[str]:
    if not all(_KEY.fullmatch(key) for key in attributes):
        yield "Attributes keys can include only alphanumeric, dash, and underscore characters"
    size = sum(len(key.encode()) + len(value.encode()) for key, value in attributes.items())
    if size > MAX_ATTRIBUTE_BYTES:
        yield f"Attributes have {size} UTF-8 bytes across all key-value pairs; there can be up to {MAX_ATTRIBUTE_BYTES}"


def _content_types(request: dict[str, Any]) -> Iterator[str]:
    types = request.get("SupportedMessagingContentTypes")
    if types is None:
        return
    if PLAIN not in types:
        yield f"SupportedMessagingContentTypes must always contain {PLAIN}"
    if not set(types) <= set(_SUPPORTED_CONTENT_TYPES):
        yield f"SupportedMessagingContentTypes can contain only {', '.join(_SUPPORTED_CONTENT_TYPES)}"


def _segment_attributes(request: dict[str, Any]) -> Iterator[str]:
    segment = request.get("SegmentAttributes") or {}
    if not all(_SEGMENT_KEY.fullmatch(key) for key in segment):
        yield "SegmentAttributes keys can include only alphanumeric, - and _, after connect: for system attributes"
    if any(not arn.startswith("arn:") for arn in _arns(segment)):
        yield "SegmentAttributes ValueArn has to be a valid ARN"
    is_guide = segment.get("connect:Subtype", {}).get("ValueString") == "connect:Guide"
    if is_guide and not {INTERACTIVE, INTERACTIVE_RESPONSE} <= set(request.get("SupportedMessagingContentTypes") or ()):
        yield f"connect:Guide needs {INTERACTIVE} and {INTERACTIVE_RESPONSE} in SupportedMessagingContentTypes"


def _arns(values: dict[str, dict[str, Any]]) -> Iterator[str]:
    for value in values.values():
        if value.get("ValueArn") is not None:
            yield value["ValueArn"]
        yield from _arns(value.get("ValueMap") or {})
        yield from _arns(dict(enumerate(value.get("ValueList") or ())))  # type: ignore[arg-type]


def _persistent_chat(request: dict[str, Any]) -> Iterator[str]:
    persistent = request.get("PersistentChat")
    if persistent is None:
        return
    if request.get("RelatedContactId") is not None:
        yield "You cannot provide data for both RelatedContactId and PersistentChat"
    for member in ("RehydrationType", "SourceContactId"):
        if persistent.get(member) is None:
            yield f"PersistentChat.{member} is required for persistent chat"


def _initial_message(message: dict[str, str]) -> Iterator[str]:
    if message and message["ContentType"] not in SENDABLE_CONTENT_TYPES:
        yield f"InitialMessage.ContentType must be one of {', '.join(SENDABLE_CONTENT_TYPES)}"
    size = len(message.get("Content", "").encode())
    if size > MAX_CONTENT_BYTES:
        yield f"InitialMessage.Content has {size} bytes; the maximum is {MAX_CONTENT_BYTES}"
