"""The contacts that were started, and how they are found."""

from __future__ import annotations

import asyncio
import dataclasses
import math
from collections.abc import Iterator
from typing import Any

from local.connect.chat import Chat, Participant
from local.connect.times import iso

DEFAULT_DURATION_MINUTES = 25 * 60
CONNECT_WITHIN_SECONDS = 5 * 60


@dataclasses.dataclass(eq=False, kw_only=True)
class Contact:
    """One chat contact. Times are seconds since the epoch, by the stand-in's clock.

    Attributes:
        request: the request that started it, as received
        role: ARN of the role that called, where the session token names one
        response: the body of the response, secrets included
        responded_at: when the response was sent: first for the start, then for each repeat with the same ClientToken
        continued_from: the ended contact that a persistent chat goes on with
        connected_at: when the customer connected, within five minutes of the start
        attendant: the talking agent at work
        sent: responses of SendMessage, by their ClientToken
        end_reason: ``DISCONNECTED``, ``AGENT_ENDED``, ``DURATION_OVER`` or ``NEVER_CONNECTED``, once it has ended
    """

    contact_id: str
    customer: Participant
    participant_token: str
    request: dict[str, Any]
    role: str | None
    started_at: float
    chat: Chat
    continued_from: Contact | None
    response: dict[str, Any] = dataclasses.field(default_factory=dict)
    responded_at: list[float] = dataclasses.field(default_factory=list)
    connected_at: float | None = None
    attendant: asyncio.Task[None] | None = None
    sent: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    ended_at: float | None = None
    end_reason: str | None = None

    @property
    def deadline(self) -> tuple[float, str]:
        """When the chat ends by itself, and why; connecting may put it off."""
        minutes = self.request.get("ChatDurationInMinutes") or DEFAULT_DURATION_MINUTES
        over = (self.started_at + 60.0 * minutes, "DURATION_OVER")
        if self.connected_at is not None:
            return over
        return min(over, (self.started_at + CONNECT_WITHIN_SECONDS, "NEVER_CONNECTED"))

    def entry(self) -> dict[str, Any]:
        """This contact's entry in the ledger."""
        return {
            "ContactId": self.contact_id,
            "ParticipantId": self.customer.participant_id,
            "ClientToken": self.request.get("ClientToken"),
            "Role": self.role,
            "Request": self.request,
            "Response": self.response,
            "RespondedAt": [iso(at) for at in self.responded_at],
            "StartedAt": iso(self.started_at),
            "ConnectedAt": None if self.connected_at is None else iso(self.connected_at),
            "EndedAt": None if self.ended_at is None else iso(self.ended_at),
            "EndReason": self.end_reason,
        }


class Contacts:
    """All contacts, in the order of their start."""

    def __init__(self) -> None:
        self._all: dict[str, Contact] = {}
        self._by_client_token: dict[str, Contact] = {}
        self._by_participant_token: dict[str, Contact] = {}
        self._active: dict[str, Contact] = {}
        # Spares most looks at all the active contacts; it is never too late, for connecting only puts a deadline off.
        self._nothing_due_before = math.inf

    def __iter__(self) -> Iterator[Contact]:
        return iter(self._all.values())

    def add(self, contact: Contact) -> None:
        """Takes up a started contact."""
        self._all[contact.contact_id] = contact
        self._active[contact.contact_id] = contact
        self._nothing_due_before = min(self._nothing_due_before, contact.deadline[0])
        self._by_participant_token[contact.participant_token] = contact
        if contact.request.get("ClientToken"):
            self._by_client_token[contact.request["ClientToken"]] = contact

    def end(self, contact: Contact, reason: str, now: float) -> None:
        """Marks an active contact as ended."""
        contact.ended_at, contact.end_reason = now, reason
        del self._active[contact.contact_id]

    def by_id(self, contact_id: str) -> Contact | None:
        """The contact with this id."""
        return self._all.get(contact_id)

    def by_client_token(self, client_token: str | None) -> Contact | None:
        """The contact that was started with this ClientToken."""
        return self._by_client_token.get(client_token or "")

    def by_participant_token(self, participant_token: str) -> Contact | None:
        """The contact whose customer has this ParticipantToken."""
        return self._by_participant_token.get(participant_token)

    def active(self, instance_id: str) -> int:
        """How many chats of an instance are active: the ones waiting to be connected count too."""
        return sum(contact.request["InstanceId"] == instance_id for contact in self._active.values())

    def due(self, now: float) -> list[tuple[Contact, str]]:
        """The active contacts whose time is over at ``now``, each with the reason."""
        if now < self._nothing_due_before:
            return []
        deadlines = [(contact, *contact.deadline) for contact in self._active.values()]
        self._nothing_due_before = min((at for _, at, _ in deadlines if at > now), default=math.inf)
        return [(contact, reason) for contact, at, reason in deadlines if at <= now]
