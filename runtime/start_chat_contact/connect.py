"""The call of Connect."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from .errors import BadUpstream
from .retry import UNSTEADY, AttemptFailed

_IDS = ("ContactId", "ParticipantId", "ParticipantToken")


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
        except Exception as error:
            from . import connect_errors  # most starts succeed, and each module costs its share of the cold start

            if not connect_errors.is_failure(error):
                raise
            raise connect_errors.failure(error, request, said) from None
        if not all(isinstance(result.get(name), str) and result[name] for name in _IDS):
            # The chat may have started: the ClientToken makes Connect return it again.
            raise AttemptFailed(BadUpstream(cause="MissingIds"), UNSTEADY)
        return result

    return attempt
