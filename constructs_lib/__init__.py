"""Amazon Connect chat behind your own API: declare the request, deploy the endpoint.

Importing `StartChatContactRequest`, its nested shapes and the sources loads neither ``aws_cdk`` nor ``boto3``; the
constructs load ``aws_cdk`` when they are first used. The public API is ``__all__`` and
`constructs_lib.testing`.
"""

import importlib
from typing import TYPE_CHECKING, Any

from .errors import DeclarationError
from .request.model import (
    ChatMessage,
    ChatStreamingConfiguration,
    ParticipantConfiguration,
    ParticipantDetails,
    PersistentChat,
    SegmentAttributeValue,
    StartChatContactRequest,
)
from .request.sources import FromCaller, FromClaim, SignedContactId

if TYPE_CHECKING:
    from .access.model import Access
    from .api.cors import Cors
    from .api.firewall import Firewall
    from .api.throttle import Throttle
    from .capacity import Capacity
    from .function.release import Release
    from .monitoring.thresholds import AlarmThresholds
    from .start_chat_contact_function import StartChatContactFunction
    from .start_chat_contact_http_api import StartChatContactHttpApi
    from .start_chat_contact_monitoring import StartChatContactMonitoring
    from .start_chat_contact_rest_api import StartChatContactRestApi

__version__ = "0.1.0"

__all__ = [
    "Access",
    "AlarmThresholds",
    "Capacity",
    "ChatMessage",
    "ChatStreamingConfiguration",
    "Cors",
    "DeclarationError",
    "Firewall",
    "FromCaller",
    "FromClaim",
    "ParticipantConfiguration",
    "ParticipantDetails",
    "PersistentChat",
    "Release",
    "SegmentAttributeValue",
    "SignedContactId",
    "StartChatContactFunction",
    "StartChatContactHttpApi",
    "StartChatContactMonitoring",
    "StartChatContactRequest",
    "StartChatContactRestApi",
    "Throttle",
]

_LOADED_WHEN_NAMED = {
    "Access": "access.model",
    "AlarmThresholds": "monitoring.thresholds",
    "Capacity": "capacity",
    "Cors": "api.cors",
    "Firewall": "api.firewall",
    "Release": "function.release",
    "StartChatContactFunction": "start_chat_contact_function",
    "StartChatContactHttpApi": "start_chat_contact_http_api",
    "StartChatContactMonitoring": "start_chat_contact_monitoring",
    "StartChatContactRestApi": "start_chat_contact_rest_api",
    "Throttle": "api.throttle",
}


def __getattr__(name: str) -> Any:
    if name in _LOADED_WHEN_NAMED:
        return getattr(importlib.import_module(f".{_LOADED_WHEN_NAMED[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
