"""The conversation of one contact: what was said, and who hears it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from typing import Any

from local.connect.identifiers import Identifiers
from local.connect.times import iso

Item = dict[str, Any]
Inbox = asyncio.Queue[Item | None]

_EVENT = "application/vnd.amazonaws.connect.event."
_TIMESTAMPS = {"message.delivered": "DeliveredTimestamp", "message.read": "ReadTimestamp"}
RECEIPTS = tuple(f"{_EVENT}{name}" for name in _TIMESTAMPS)
TYPING = f"{_EVENT}typing"


@dataclasses.dataclass(frozen=True)
class Participant:
    """Somebody in a chat; ``role`` is CUSTOMER, AGENT or SYSTEM."""

    participant_id: str
    display_name: str
    role: str


class Chat:
    """One chat: its transcript, and the inboxes that receive each item as it comes.

    Items have the shape that the Participant Service's websocket publishes. ``None`` in an inbox is its end.
    """

    def __init__(self, contact_id: str, identifiers: Identifiers, clock: Callable[[], float]) -> None:
        self.transcript: list[Item] = []
        self._contact_id = contact_id
        self._identifiers = identifiers
        self._clock = clock
        self._inboxes: set[Inbox] = set()

    def subscribe(self) -> Inbox:
        """A new inbox of all items from now on."""
        inbox: Inbox = asyncio.Queue()
        self._inboxes.add(inbox)
        return inbox

    def unsubscribe(self, inbox: Inbox) -> None:
        """Stops filling an inbox."""
        self._inboxes.discard(inbox)

    def close(self) -> None:
        """Ends all inboxes."""
        for inbox in self._inboxes:
            inbox.put_nowait(None)
        self._inboxes.clear()

    def message(self, sender: Participant, content_type: str, content: str) -> Item:
        """Adds a message to the transcript and publishes it."""
        item = self._item("MESSAGE", content_type, sender) | {"Content": content}
        self.transcript.append(item)
        return self._publish(item)

    def event(self, name: str, sender: Participant | None = None) -> Item:
        """Adds an event, such as ``participant.joined``, to the transcript and publishes it."""
        item = self._item("EVENT", f"{_EVENT}{name}", sender)
        self.transcript.append(item)
        return self._publish(item)

    def typing(self, sender: Participant) -> Item:
        """Publishes that somebody types; no transcript keeps that."""
        return self._publish(self._item("EVENT", TYPING, sender))

    def receipt(self, content_type: str, reader: Participant, message_id: str) -> Item:
        """Notes on a message that it was delivered or read, and publishes it.

        Raises:
            KeyError: when there is no such message.
        """
        item = self._item("MESSAGEMETADATA", content_type, None)
        timestamp = {_TIMESTAMPS[content_type.removeprefix(_EVENT)]: item["AbsoluteTime"]}
        receipts = self._receipts(message_id)
        receipt = next((given for given in receipts if given["RecipientParticipantId"] == reader.participant_id), None)
        if receipt is None:
            receipts.append(receipt := {"RecipientParticipantId": reader.participant_id})
        receipt |= timestamp
        published = {"RecipientParticipantId": reader.participant_id, **timestamp}
        return self._publish(item | {"MessageMetadata": {"MessageId": message_id, "Receipts": [published]}})

    def _receipts(self, message_id: str) -> list[dict[str, str]]:
        for item in self.transcript:
            if item["Id"] == message_id and item["Type"] == "MESSAGE":
                metadata = item.setdefault("MessageMetadata", {"MessageId": message_id, "Receipts": []})
                receipts: list[dict[str, str]] = metadata["Receipts"]
                return receipts
        raise KeyError(message_id)

    def _item(self, kind: str, content_type: str, sender: Participant | None) -> Item:
        item = {
            "AbsoluteTime": iso(self._clock()),
            "ContentType": content_type,
            "Id": self._identifiers.id(),
            "Type": kind,
            "InitialContactId": self._contact_id,
            "ContactId": self._contact_id,
        }
        if sender is not None:
            item |= {
                "ParticipantId": sender.participant_id,
                "DisplayName": sender.display_name,
                "ParticipantRole": sender.role,
            }
        return item

    def _publish(self, item: Item) -> Item:
        for inbox in self._inboxes:
            inbox.put_nowait(dict(item))  # as it is now: receipts are added to the one in the transcript
        return item
