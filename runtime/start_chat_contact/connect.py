"""Calls Amazon Connect."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from .errors import BadUpstream
from .retry import UNSTEADY, AttemptFailed

_IDS = ("ContactId", "ParticipantId", "ParticipantToken")


class ConnectClient(Protocol):
    """The part of a client for Amazon Connect that the function uses."""

    def start_chat_contact(self, **request: Any) -> Mapping[str, Any]:
        """Start a chat contact; raises botocore's exceptions."""
        ...


def start_chat(
    client: ConnectClient, request: Mapping[str, Any], said: Mapping[str, Any]
) -> Callable[[], Mapping[str, Any]]:
    """Return a function that tries once to start the chat. It returns Connect's response or raises `AttemptFailed`.

    ``said`` is what the caller sent, by JSON pointer: only these values can be the caller's mistake.
    """

    def attempt() -> Mapping[str, Any]:
        try:
            result = client.start_chat_contact(**request)
        except Exception as error:
            from . import connect_errors  # most starts succeed, and each import lengthens the cold start

            if not connect_errors.is_failure(error):
                raise
            raise connect_errors.failure(error, request, said) from None
        if not all(isinstance(result.get(name), str) and result[name] for name in _IDS):
            # The chat may have started. Then the ClientToken makes Connect return the same chat to the next attempt.
            raise AttemptFailed(BadUpstream(cause="MissingIds"), UNSTEADY)
        return result

    return attempt
