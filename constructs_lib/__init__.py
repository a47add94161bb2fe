"""Amazon Connect chat behind your own API: declare the request, deploy the endpoint.

The names of a declaration (`StartChatContactRequest`, its nested shapes, the sources) load neither ``aws_cdk`` nor
``boto3``; the constructs load ``aws_cdk`` when they are first named.
"""

from .request import (
    ChatMessage,
    ChatStreamingConfiguration,
    ParticipantConfiguration,
    ParticipantDetails,
    PersistentChat,
    SegmentAttributeValue,
    StartChatContactRequest,
)
from .sources import FromCaller, FromClaim, SignedContactId
from .validation import DeclarationError

__all__ = [
    "ChatMessage",
    "ChatStreamingConfiguration",
    "DeclarationError",
    "FromCaller",
    "FromClaim",
    "ParticipantConfiguration",
    "ParticipantDetails",
    "PersistentChat",
    "SegmentAttributeValue",
    "SignedContactId",
    "StartChatContactRequest",
]
