"""Connection tokens and presigned websocket URLs: what a participant connects with."""

from __future__ import annotations

from collections.abc import Callable

from local.connect.contacts import Contact
from local.connect.identifiers import Identifiers
from local.connect.times import iso

CONNECTION_TOKEN_SECONDS = 24 * 60 * 60
WEBSOCKET_URL_SECONDS = 100


class Connections:
    """Hands out connection tokens and websocket URLs, and knows whose they are while they hold.

    Args:
        websocket_url: the address of the websocket endpoint, without a query
        clock: seconds since the epoch
        identifiers: makes the tokens
    """

    def __init__(self, websocket_url: str, clock: Callable[[], float], identifiers: Identifiers) -> None:
        self._websocket_url = websocket_url
        self._clock = clock
        self._identifiers = identifiers
        self._connection_tokens: dict[str, tuple[Contact, float]] = {}
        self._websocket_tokens: dict[str, tuple[Contact, float]] = {}

    def credentials(self, contact: Contact) -> dict[str, str]:
        """A new ``ConnectionCredentials``: a token that holds for a day, whatever the chat's duration."""
        token, expiry = self._issue(self._connection_tokens, contact, CONNECTION_TOKEN_SECONDS)
        return {"ConnectionToken": token, "Expiry": iso(expiry)}

    def websocket(self, contact: Contact) -> dict[str, str]:
        """A new ``Websocket``: a URL that can be connected to for 100 seconds."""
        token, expiry = self._issue(self._websocket_tokens, contact, WEBSOCKET_URL_SECONDS)
        return {"Url": f"{self._websocket_url}?X-Amz-Security-Token={token}", "ConnectionExpiry": iso(expiry)}

    def by_connection_token(self, token: str) -> Contact | None:
        """The contact of a connection token that still holds."""
        return self._holding(self._connection_tokens, token)

    def by_websocket_token(self, token: str) -> Contact | None:
        """The contact of a websocket URL's token that still holds."""
        return self._holding(self._websocket_tokens, token)

    def _issue(self, tokens: dict[str, tuple[Contact, float]], contact: Contact, seconds: float) -> tuple[str, float]:
        token, expiry = self._identifiers.token(), self._clock() + seconds
        tokens[token] = (contact, expiry)
        return token, expiry

    def _holding(self, tokens: dict[str, tuple[Contact, float]], token: str) -> Contact | None:
        contact, expiry = tokens.get(token, (None, 0.0))
        return contact if self._clock() < expiry else None
