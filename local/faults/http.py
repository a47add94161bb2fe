"""As much of HTTP/1.1 as the proxy needs: messages with a Content-Length, whole."""

from __future__ import annotations

import asyncio
import dataclasses


@dataclasses.dataclass(frozen=True)
class Message:
    """A request or a response: its head up to and with the empty line, and its body."""

    head: bytes
    body: bytes

    def with_body(self, body: bytes) -> Message:
        """The same message about another body."""
        lines = [line for line in self.head.split(b"\r\n")[:-2] if not line.lower().startswith(b"content-length:")]
        return Message(b"\r\n".join([*lines, b"Content-Length: %d" % len(body), b"", b""]), body)


async def read(reader: asyncio.StreamReader) -> Message | None:
    """The next message, or None when the connection has ended.

    Raises:
        ValueError: when the body has no Content-Length.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        return Message(head, await reader.readexactly(_content_length(head)))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def _content_length(head: bytes) -> int:
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"transfer-encoding":
            raise ValueError("the fault proxy forwards bodies with a Content-Length only")
        if name.lower() == b"content-length":
            length = int(value)
    return length
