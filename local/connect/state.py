"""Everything that a stand-in remembers. Only the server's event loop touches it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local.connect.connections import Connections
from local.connect.contacts import Contacts, iso
from local.connect.identifiers import Identifiers
from local.connect.settings import Settings
from local.connect.throttle import TokenBucket


class State:
    """Contacts, connections, calls and settings of one stand-in."""

    def __init__(self, settings: Settings, clock: Callable[[], float], seed: int | None, websocket_url: str) -> None:
        self.clock = clock
        self._seed = seed
        self._websocket_url = websocket_url
        self.set(settings)
        self.reset()

    def set(self, settings: Settings) -> None:
        """Replaces the settings; the rate limit starts with a full bucket."""
        self.settings = settings
        self._bucket = TokenBucket(*settings.rate, self.clock()) if settings.rate else None

    def reset(self) -> None:
        """Forgets all contacts and calls and starts the seed again; the settings stay."""
        self.identifiers = Identifiers(self._seed)
        self.connections = Connections(self._websocket_url, self.clock, self.identifiers)
        self.contacts = Contacts()
        self.calls: list[dict[str, Any]] = []
        self.set(self.settings)

    def record(self, call: dict[str, Any]) -> None:
        """Adds one call of StartChatContact to the record."""
        self.calls.append({"At": iso(self.clock()), **call})

    def take_token(self) -> bool:
        """Whether the rate limit lets one more request through."""
        return self._bucket is None or self._bucket.take(self.clock())

    def end_due(self) -> None:
        """Ends the chats whose time is over."""
        now = self.clock()
        for contact, reason in self.contacts.due(now):
            self.contacts.end(contact, reason, now)
