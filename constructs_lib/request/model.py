"""The declared request: a mirror of the input of Amazon Connect's ``StartChatContact``, member by member.

Names, order and bounds are those of the API (service model ``connect`` 2017-08-08). Each member says where its value
comes from: the deployer fixes a plain value; `FromCaller`, `FromClaim` and `SignedContactId` fill it per request; a
member that is left out is never sent, and a caller who sends it is refused. Nothing here imports ``aws_cdk`` or
``boto3``; CDK tokens are accepted wherever plain values are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

from . import content_types
from .shape import Shape, shape
from .sources import FromCaller, FromClaim, SignedContactId

if TYPE_CHECKING:
    from aws_cdk import aws_connect as connect

InstanceId = Union[str, "connect.CfnInstance"]
"""An instance: its id, its ARN, a token of one, or the instance itself."""
ContactFlowId = Union[str, "connect.CfnContactFlow"]
"""A contact flow: its id, its ARN, a token of one, or the flow itself."""
Text = str | FromCaller | FromClaim
"""Text that the deployer fixes, the caller sends, or the caller's identity provides."""

_CONTACT_ID = Shape(min=1, max=256, sources=(FromCaller, SignedContactId))


@dataclass(frozen=True, kw_only=True, slots=True)
class ParticipantDetails:
    """The customer's details, as the agent sees them."""

    display_name: Text = field(metadata=shape(min=1, max=256, sources=(FromCaller, FromClaim), format="display_name"))
    """The customer's name in the chat, 1 to 256 characters. Names from callers and claims are normalised; control
    characters, markup and names such as *System* are refused."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ParticipantConfiguration:
    """How the customer gets replies."""

    response_mode: str | FromCaller = field(metadata=shape(enum=("INCREMENTAL", "COMPLETE"), sources=(FromCaller,)))
    """``INCREMENTAL`` or ``COMPLETE``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatMessage:
    """The customer's first message. It is sent only if it has content."""

    content_type: str | FromCaller = field(
        metadata=shape(min=1, max=100, known=content_types.INITIAL_MESSAGE, sources=(FromCaller,))
    )
    """Content type, 1 to 100 characters. A caller can choose among those that the API documents for a first
    message, unless ``one_of`` says otherwise."""
    content: Text = field(metadata=shape(min=1, max=16384, max_bytes=16384, sources=(FromCaller, FromClaim)))
    """The text, 1 to 16,384 bytes of UTF-8."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersistentChat:
    """An earlier, ended chat that this one continues. Excludes ``related_contact_id``."""

    rehydration_type: str | FromCaller = field(
        metadata=shape(enum=("ENTIRE_PAST_SESSION", "FROM_SEGMENT"), sources=(FromCaller,))
    )
    """``ENTIRE_PAST_SESSION`` (the source is the first contact of the past chat) or ``FROM_SEGMENT`` (any of them)."""
    source_contact_id: str | FromCaller | SignedContactId = field(metadata={"shape": _CONTACT_ID})
    """The contact to continue, 1 to 256 characters. With `SignedContactId`, callers can continue only their
    own chats; with `FromCaller`, whoever knows the id of a contact can read its transcript."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SegmentAttributeValue:
    """The value of one segment attribute: exactly one of the members."""

    value_string: Text | None = field(default=None, metadata=shape(min=0, max=1024, sources=(FromCaller, FromClaim)))
    """Text, up to 1,024 characters. Default: - no text."""
    value_map: "Mapping[str, SegmentAttributeValue] | None" = field(
        default=None, metadata=shape(type_name="map", key=Shape(min=1, max=128))
    )
    """Nested values by name (1 to 128 characters). Default: - no map."""
    value_integer: int | FromCaller | FromClaim | None = field(
        default=None, metadata=shape(type_name="integer", sources=(FromCaller, FromClaim))
    )
    """Whole number. Default: - no number."""
    value_list: "Sequence[SegmentAttributeValue] | None" = field(default=None, metadata=shape(type_name="list"))
    """Values of a system-defined attribute. Default: - no list."""
    value_arn: Text | None = field(default=None, metadata=shape(min=0, max=1024, sources=(FromCaller, FromClaim)))
    """ARN of a system-defined attribute, up to 1,024 characters. Default: - no ARN."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatStreamingConfiguration:
    """Where the messages of the chat are streamed to from its start. Only the deployer can set it."""

    streaming_endpoint_arn: str = field(metadata=shape(min=1, max=350))
    """ARN of a standard SNS topic that lets Amazon Connect publish, 1 to 350 characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StartChatContactRequest:
    """The request that the endpoint sends, declared once: its policy, body schema and function follow from it.

    The construct that takes it raises `DeclarationError` with every problem of the declaration, each with the member,
    its value, what is allowed and what to do. `constructs_lib.testing.problems` lists them without a construct.
    """

    instance_id: InstanceId = field(metadata=shape(min=1, max=100, cdk_type="aws-cdk-lib.aws_connect.CfnInstance"))
    """The Amazon Connect instance: id, ARN or ``CfnInstance``; a token counts as the id, or as the ARN if it is a
    resource's ``Arn``. A caller who sends another one is refused."""
    contact_flow_id: ContactFlowId | FromCaller | FromClaim = field(
        metadata=shape(max=500, sources=(FromCaller, FromClaim), cdk_type="aws-cdk-lib.aws_connect.CfnContactFlow")
    )
    """The contact flow that handles the chat: id, ARN, token (as for the instance) or ``CfnContactFlow``. A source
    needs ``one_of``: the flows to choose from; the function is allowed to start no others."""
    attributes: Mapping[str, Text] | None = field(
        default=None,
        metadata=shape(
            type_name="map",
            max_bytes=32768,
            key=Shape(min=1, max=32767),
            member=Shape(min=0, max=32767, sources=(FromCaller, FromClaim)),
        ),
    )
    """Contact attributes that flows read, each declared by name (letters, digits, ``-``, ``_``); at most 32,768 bytes
    of keys and values. Default: - callers may not send it."""
    participant_details: ParticipantDetails = field(metadata=shape(type_name="structure", member=ParticipantDetails))
    """The customer's details."""
    participant_configuration: ParticipantConfiguration | None = field(
        default=None, metadata=shape(type_name="structure", member=ParticipantConfiguration)
    )
    """How the customer gets replies. Default: - callers may not send it."""
    initial_message: ChatMessage | None = field(default=None, metadata=shape(type_name="structure", member=ChatMessage))
    """The first message. Default: - callers may not send it."""
    client_token: FromCaller | None = field(default=None, metadata=shape(max=500, sources=(FromCaller,), plain=False))
    """The idempotency key, as the header ``Idempotency-Key`` or in the body. Connect never gets the key itself: the
    token sent is derived from it, the caller and the request. ``FromCaller(required=True)`` makes callers send one.
    Default: - callers may send one; without it every request starts a chat of its own."""
    chat_duration_in_minutes: int | FromCaller | None = field(
        default=None, metadata=shape(type_name="integer", min=60, max=10080, sources=(FromCaller,))
    )
    """Total life of the chat in minutes, 60 to 10,080. Default: - callers may not send it; Connect's 25 hours."""
    supported_messaging_content_types: Sequence[str] | FromCaller | None = field(
        default=None,
        metadata=shape(
            type_name="list", member=Shape(min=1, max=100, known=content_types.SUPPORTED), sources=(FromCaller,)
        ),
    )
    """Content types that the customer's client handles, ``text/plain`` among them.
    Default: - callers may not send it; Connect's ``text/plain``."""
    persistent_chat: PersistentChat | None = field(
        default=None, metadata=shape(type_name="structure", member=PersistentChat)
    )
    """The earlier chat to continue. Default: - callers may not send it."""
    related_contact_id: str | FromCaller | SignedContactId | None = field(default=None, metadata={"shape": _CONTACT_ID})
    """An existing contact to link to, 1 to 256 characters; its properties are copied. Excludes ``persistent_chat``.
    Default: - callers may not send it."""
    segment_attributes: Mapping[str, SegmentAttributeValue] | None = field(
        default=None, metadata=shape(type_name="map", key=Shape(min=1, max=128), member=SegmentAttributeValue)
    )
    """System attributes of the contact segment, by name (1 to 128 characters; letters, digits, ``-``, ``_``, or a
    name that begins with ``connect:``). Default: - callers may not send it."""
    customer_id: Text | None = field(
        default=None, metadata=shape(min=1, max=128, sources=(FromCaller, FromClaim), sensitive=True)
    )
    """The customer's number, 1 to 128 characters. Default: - callers may not send it."""
    disconnect_on_customer_exit: Sequence[str] | FromCaller | None = field(
        default=None,
        metadata=shape(type_name="list", min=1, max=1, member=Shape(enum=("AGENT",)), sources=(FromCaller,)),
    )
    """Participants to drop when the customer ends the chat: ``["AGENT"]``. Default: - callers may not send it."""
    connection_types: Sequence[str] | FromCaller | None = field(
        default=None,
        metadata=shape(
            type_name="list",
            min=1,
            max=2,
            member=Shape(enum=("WEBSOCKET", "CONNECTION_CREDENTIALS", "AUTHENTICATION_SESSION", "WEBRTC_CONNECTION")),
            sources=(FromCaller,),
        ),
    )
    """Connection data to return with the start, one or two types. Default: - callers may not send it."""
    chat_streaming_configuration: ChatStreamingConfiguration | None = field(
        default=None, metadata=shape(type_name="structure", member=ChatStreamingConfiguration)
    )
    """Where the messages are streamed to. Default: - never sent; callers can't send it either way."""
