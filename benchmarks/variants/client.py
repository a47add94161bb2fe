"""The function's own client, with its first connection opened during init."""

import gc

gc.disable()  # nothing that an init makes is garbage

from typing import Any  # noqa: E402

from start_chat_contact.connect_client import create_client, open_connection  # noqa: E402

client = create_client()
open_connection(client)
gc.freeze()
gc.enable()


def handler(event: dict[str, Any]) -> Any:
    """Start the chat that ``event`` describes in the API's own terms."""
    return client.start_chat_contact(**event)
