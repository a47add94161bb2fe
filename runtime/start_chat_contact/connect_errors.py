"""Translates botocore's exceptions and Connect's error codes: whose mistake is it, and does another attempt help?"""

from collections.abc import Mapping
from typing import Any

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
    ChatCapacity,
    KeyConflict,
    Misconfigured,
    Throttled,
    UpstreamError,
    UpstreamTimeout,
)
from .retry import THROTTLED, UNSTEADY, AttemptFailed

THROTTLES = frozenset(
    {"TooManyRequests", "TooManyRequestsException", "Throttling", "ThrottlingException", "ThrottledException", "429"}
)
# The quota of concurrent chats is full. A retry doesn't help: the quota clears when a chat ends.
_QUOTAS = frozenset({"LimitExceededException", "ServiceQuotaExceededException"})
_CONFLICTS = frozenset({"ConflictException", "IdempotencyException"})
_INVALID = frozenset({"InvalidRequestException", "InvalidParameterException"})
_NOT_FOUND = "ResourceNotFoundException"
_CONTACT_IDS = frozenset({"/RelatedContactId", "/PersistentChat/SourceContactId"})
"""Ids that callers send and that Connect may not find. The ids of the instance and the flow are the deployer's."""
DEPLOYERS_FAULT = (ParamValidationError, NoCredentialsError, PartialCredentialsError, NoCredentialsFromEndpoint)


def failure(error: Exception, request: Mapping[str, Any], said: Mapping[str, Any]) -> AttemptFailed:
    """Return the `AttemptFailed` for an exception that starting a chat raised. `is_failure` must be true for it.

    ``said`` is what the caller sent, by JSON pointer: only these values can be the caller's mistake.
    """
    if isinstance(error, ClientError):
        return _meaning(error, request, said)
    cause = type(error).__name__
    if isinstance(error, DEPLOYERS_FAULT):
        return AttemptFailed(Misconfigured(cause=cause), None)
    if isinstance(error, (ReadTimeoutError, ConnectTimeoutError)):
        return AttemptFailed(UpstreamTimeout(cause=cause), UNSTEADY)
    return AttemptFailed(UpstreamError(cause=cause), UNSTEADY)


def is_failure(error: Exception) -> bool:
    """Whether an exception means that a call of AWS failed. Any other exception is a bug in this code.

    It comes from botocore or, while a body is read, from the layers below it.
    """
    layer = type(error).__module__.partition(".")[0]
    return isinstance(error, (BotoCoreError, OSError)) or layer in ("urllib3", "http", "botocore")


def _meaning(error: ClientError, request: Mapping[str, Any], said: Mapping[str, Any]) -> AttemptFailed:
    """Return the `AttemptFailed` for an error response of Connect."""
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
        from .refusal import refusal  # rarely needed, and each import lengthens the cold start

        blamed = {name: said[name] for name in _CONTACT_IDS & said.keys()} if code == _NOT_FOUND else said
        return AttemptFailed(refusal(text, request, blamed, code), None)
    return AttemptFailed(Misconfigured(cause=code), None)
