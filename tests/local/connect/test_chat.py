from __future__ import annotations

from local.connect.chat import RECEIPTS, Chat, Participant
from local.connect.identifiers import Identifiers


def test_what_was_published_does_not_change_with_a_receipt() -> None:
    chat = Chat("c", Identifiers(1), lambda: 0.0)
    inbox = chat.subscribe()
    item = chat.message(Participant("1", "Ada", "CUSTOMER"), "text/plain", "Hi")
    chat.receipt(RECEIPTS[1], Participant("2", "Agent", "AGENT"), item["Id"])
    published = inbox.get_nowait()
    assert published is not None
    assert "MessageMetadata" not in published
    assert chat.transcript[0]["MessageMetadata"]["Receipts"] == [
        {"RecipientParticipantId": "2", "ReadTimestamp": "1970-01-01T00:00:00.000Z"}
    ]
