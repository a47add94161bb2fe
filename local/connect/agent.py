"""The talking agent: joins a chat, says its lines, and ends the chat when asked to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from local.connect import script
from local.connect.chat import RECEIPTS, Inbox, Item, Participant
from local.connect.contacts import Contact


async def attend(contact: Contact, agent: Participant, pace: float, end: Callable[[], None]) -> None:
    """Hold a chat until it ends.

    Args:
        contact: whose chat it is
        agent: who holds it
        pace: seconds of typing before each line
        end: ends the chat
    """
    chat, request = contact.chat, contact.request
    inbox = chat.subscribe()
    for item in chat.transcript:
        inbox.put_nowait(item)  # what the customer wrote before anybody was there
    chat.event("participant.joined", agent)

    async def say(lines: list[script.Line]) -> None:
        for line in lines:
            chat.typing(agent)
            await asyncio.sleep(pace)
            if contact.ended_at is not None:
                return
            chat.message(agent, line.content_type, line.content)
            if line.last:
                chat.event("participant.left", agent)
                end()

    await say(script.greeting(request))
    async for item in _customer_messages(inbox):
        for receipt in RECEIPTS:
            chat.receipt(receipt, agent, item["Id"])
        await say(script.reply(request, item["ContentType"], item["Content"]))


async def _customer_messages(inbox: Inbox) -> AsyncIterator[Item]:
    while (item := await inbox.get()) is not None:
        if item["Type"] == "MESSAGE" and item["ParticipantRole"] == "CUSTOMER":
            yield item
