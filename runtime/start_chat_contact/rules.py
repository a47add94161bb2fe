"""Checks the rules across members that Connect documents, and that callers' values may break."""

from typing import Any

from .errors import InvalidRequest, Problem

_ATTRIBUTES_BYTES = 32_768
"""The most UTF-8 bytes that all keys and values of ``Attributes`` may have together."""
_INTERACTIVE = (
    "application/vnd.amazonaws.connect.message.interactive",
    "application/vnd.amazonaws.connect.message.interactive.response",
)


def check_rules(request: dict[str, Any]) -> None:
    """Raise `InvalidRequest` if the request to send breaks one of these rules."""
    problems = []
    attributes = request.get("Attributes", {})
    if sum(len(text.encode()) for entry in attributes.items() for text in entry) > _ATTRIBUTES_BYTES:
        problems.append(Problem("/Attributes", f"must have at most {_ATTRIBUTES_BYTES} bytes of names and values"))
    supported = request.get("SupportedMessagingContentTypes")
    if supported is not None and "text/plain" not in supported:
        problems.append(Problem("/SupportedMessagingContentTypes", "must include text/plain"))
    if "PersistentChat" in request and "RelatedContactId" in request:
        problems.append(Problem("/RelatedContactId", "can't be sent together with PersistentChat"))
    subtype = request.get("SegmentAttributes", {}).get("connect:Subtype", {}).get("ValueString")
    if subtype == "connect:Guide" and not all(name in (supported or ()) for name in _INTERACTIVE):
        problems.append(Problem("/SupportedMessagingContentTypes", "must include both interactive types for a guide"))
    if problems:
        raise InvalidRequest(problems=problems)
