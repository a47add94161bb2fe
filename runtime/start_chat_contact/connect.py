"""The call of Connect: what its responses and errors mean. No other module knows botocore or Connect's error codes."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ReadTimeoutError,
)
from botocore.exceptions import CredentialRetrievalError as NoCredentialsFromEndpoint

from .errors import (
    BadUpstream,
    ChatCapacity,
    KeyConflict,
    Misconfigured,
    Throttled,
    UpstreamError,
    UpstreamTimeout,
)
from .retry import THROTTLED, UNSTEADY, AttemptFailed

_IDS = ("ContactId", "ParticipantId", "ParticipantToken")
THROTTLES = frozenset(
    {"TooManyRequests", "TooManyRequestsException", "Throttling", "ThrottlingException", "ThrottledException", "429"}
)
# The quota of concurrent chats: it clears when a chat ends, and no retry makes one end.
_QUOTAS = frozenset({"LimitExceededException", "ServiceQuotaExceededException"})
_CONFLICTS = frozenset({"ConflictException", "IdempotencyException"})
_INVALID = frozenset({"InvalidRequestException", "InvalidParameterException"})
_NOT_FOUND = "ResourceNotFoundException"
_CONTACT_IDS = frozenset({"/RelatedContactId", "/PersistentChat/SourceContactId"})
"""What a caller can name that may not be found; instance and flow are the deployer's."""
DEPLOYERS_FAULT = (ParamValidationError, NoCredentialsError, PartialCredentialsError, NoCredentialsFromEndpoint)


class ConnectClient(Protocol):
    """What is needed of a client for Amazon Connect."""

    def start_chat_contact(self, **request: Any) -> Mapping[str, Any]:
        """Start a chat contact; raises botocore's exceptions."""
        ...


def start_chat(
    client: ConnectClient, request: Mapping[str, Any], said: Mapping[str, Any]
) -> Callable[[], Mapping[str, Any]]:
    """Return a call that makes one attempt to start the chat, and raises `AttemptFailed` with what the failure means.

    ``said`` is what the caller sent, by JSON pointer: only that can be the caller's mistake.
    """

    def attempt() -> Mapping[str, Any]:
        try:
            result = client.start_chat_contact(**request)
        except ClientError as error:
            raise _meaning(error, request, said) from None
        except DEPLOYERS_FAULT as error:
            raise AttemptFailed(Misconfigured(cause=type(error).__name__), None) from None
        except (ReadTimeoutError, ConnectTimeoutError) as error:
            raise AttemptFailed(UpstreamTimeout(cause=type(error).__name__), UNSTEADY) from None
        except Exception as error:
            if not is_broken_connection(error):
                raise
            raise AttemptFailed(UpstreamError(cause=type(error).__name__), UNSTEADY) from None
        if not all(isinstance(result.get(name), str) and result[name] for name in _IDS):
            # The chat may have started: the ClientToken makes Connect return it again.
            raise AttemptFailed(BadUpstream(cause="MissingIds"), UNSTEADY)
        return result

    return attempt


def is_broken_connection(error: Exception) -> bool:
    """Whether a connection broke, in botocore's words or, while a body is read, in those of the layers below it."""
    layer = type(error).__module__.partition(".")[0]
    return isinstance(error, (BotoCoreError, OSError)) or layer in ("urllib3", "http", "botocore")


def _meaning(error: ClientError, request: Mapping[str, Any], said: Mapping[str, Any]) -> AttemptFailed:
    """What an error of Connect means."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    text = str(error.response.get("Error", {}).get("Message", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _QUOTAS:
        return AttemptFailed(ChatCapacity(cause=code), None)
    if code in THROTTLES or status == 429:
        return AttemptFailed(Throttled(cause=code), THROTTLED)
    if status >= 500 or code == "InternalServiceException":
        return AttemptFailed(UpstreamError(cause=code), UNSTEADY)
    if code in _CONFLICTS:
        return AttemptFailed(KeyConflict(cause=code), None)
    if code in _INVALID or code == _NOT_FOUND:
        from .refusal import refusal  # rare, and each module costs its share of the cold start

        blamed = {name: said[name] for name in _CONTACT_IDS & said.keys()} if code == _NOT_FOUND else said
        return AttemptFailed(refusal(text, request, blamed, code), None)
    return AttemptFailed(Misconfigured(cause=code), None)
