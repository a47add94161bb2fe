"""The operation GetTranscript: pages over what was said, in this chat and in the ones it continues."""

from __future__ import annotations

from typing import Any

from local.connect.chat import Item
from local.connect.contacts import Contact
from local.connect.errors import ServiceError

_DEFAULT_MAX_RESULTS = 10


def get_transcript(contact: Contact, request: dict[str, Any]) -> dict[str, Any]:
    """One page of the transcript.

    Items of past chats come only by paging backward; StartPosition and ContactId see the current chat alone.

    Raises:
        ServiceError: when ContactId, StartPosition or NextToken name nothing in this chat.
    """
    if request.get("ContactId") not in (None, contact.contact_id):
        raise ServiceError("ValidationException", "ContactId is not in the current contact chain")
    position = {name: value for name, value in (request.get("StartPosition") or {}).items() if value is not None}
    forward = request.get("ScanDirection", "FORWARD" if position else "BACKWARD") == "FORWARD"
    current = [_shown(item) for item in contact.chat.transcript]
    items = current if forward or request.get("ContactId") else [*_past(contact), *current]
    start = _start(items, len(items) - len(current), position, request.get("NextToken"), forward)
    size = request.get("MaxResults") or _DEFAULT_MAX_RESULTS
    # Both ways a page is items[low:high], and the next one starts with the item beyond its far end.
    low, high = (start, start + size) if forward else (max(0, start + 1 - size), start + 1)
    page, following = items[low:high], high if forward else low - 1
    if request.get("SortOrder", "DESCENDING") == "DESCENDING":
        page.reverse()
    response: dict[str, Any] = {"InitialContactId": contact.contact_id, "Transcript": page}
    if 0 <= following < len(items):
        response["NextToken"] = items[following]["Id"]
    return response


def _start(items: list[Item], first_current: int, position: Item, next_token: str | None, forward: bool) -> int:
    # How "MostRecent" counts is not documented further: here 1 is the latest item.
    if next_token is not None:
        return _index(items, 0, next_token, "NextToken")
    if "Id" in position:
        return _index(items, first_current, position["Id"], "StartPosition.Id")
    if "AbsoluteTime" in position:
        times: list[str] = [item["AbsoluteTime"] for item in items]
        limit: str = position["AbsoluteTime"]
        if forward:
            return next((index for index, at in enumerate(times) if at >= limit), len(items))
        return sum(at <= limit for at in times) - 1
    if "MostRecent" in position:
        most_recent: int = position["MostRecent"]
        return max(first_current, len(items) - max(1, most_recent))
    return 0 if forward else len(items) - 1


def _index(items: list[Item], first: int, item_id: str, member: str) -> int:
    for index in range(first, len(items)):
        if items[index]["Id"] == item_id:
            return index
    raise ServiceError("ValidationException", f"{member} is of no item in this chat")


def _past(contact: Contact) -> list[Item]:
    source = contact.continued_from
    if source is None:
        return []
    related = [
        {name: value for name, value in _shown(item).items() if name != "ContactId"}
        | {"RelatedContactId": source.contact_id}
        for item in source.chat.transcript
    ]
    return [*_past(source), *related]


def _shown(item: Item) -> Item:
    return {name: value for name, value in item.items() if name != "InitialContactId"}
