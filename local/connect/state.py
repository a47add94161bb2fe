"""Everything that a stand-in remembers. Only the server's event loop touches it."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any

from local.connect.agent import attend
from local.connect.chat import Participant
from local.connect.connections import Connections
from local.connect.contacts import Contact, Contacts
from local.connect.identifiers import Identifiers
from local.connect.settings import Settings
from local.connect.throttle import TokenBucket
from local.connect.times import iso


class State:
    """Contacts, connections, calls and settings of one stand-in."""

    def __init__(self, settings: Settings, clock: Callable[[], float], seed: int | None, websocket_url: str) -> None:
        self.clock = clock
        self._seed = seed
        self._websocket_url = websocket_url
        self.contacts = Contacts()
        self.set(settings)
        self.reset()

    def set(self, settings: Settings) -> None:
        """Replaces the settings; the rate limit starts with a full bucket."""
        self._bucket = TokenBucket(*settings.rate, self.clock()) if settings.rate else None
        self.settings = settings

    def reset(self) -> None:
        """Forgets all contacts and calls and starts the seed again; the settings stay."""
        self.close()
        self.identifiers = Identifiers(self._seed)
        self.connections = Connections(self._websocket_url, self.clock, self.identifiers)
        self.contacts = Contacts()
        self.calls: list[dict[str, Any]] = []
        self.set(self.settings)

    def close(self) -> None:
        """Ends everybody's listening and sends the agents away; the contacts stay as they are."""
        for contact in self.contacts:
            contact.chat.close()
            if contact.attendant is not None:
                contact.attendant.cancel()

    def record(self, call: dict[str, Any]) -> None:
        """Adds one call of StartChatContact to the record."""
        self.calls.append({"At": iso(self.clock()), **call})

    def take_token(self) -> bool:
        """Whether the rate limit lets one more request through."""
        return self._bucket is None or self._bucket.take(self.clock())

    def connected(self, contact: Contact) -> None:
        """Notes that the customer connected; the first time they join the chat."""
        if contact.connected_at is None:
            contact.connected_at = self.clock()
            contact.chat.event("participant.joined", contact.customer)

    def listening(self, contact: Contact) -> None:
        """Notes that the customer can hear: the first time, the agent joins."""
        if contact.attendant is None:
            if contact.continued_from is not None:
                contact.chat.event("chat.rehydrated")
            agent = Participant(self.identifiers.id(), "Agent", "AGENT")
            end = functools.partial(self.end, contact, "AGENT_ENDED")
            contact.attendant = asyncio.create_task(attend(contact, agent, self.settings.pace, end))

    def end(self, contact: Contact, reason: str) -> None:
        """Ends an active chat: everybody hears of it, and the tokens no longer hold."""
        self.contacts.end(contact, reason, self.clock())
        contact.chat.event("chat.ended")
        contact.chat.close()

    def end_due(self) -> None:
        """Ends the chats whose time is over."""
        for contact, reason in self.contacts.due(self.clock()):
            self.end(contact, reason)
