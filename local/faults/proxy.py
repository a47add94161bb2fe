"""The proxy: forwards each request, or goes wrong as it is told to."""

from __future__ import annotations

import asyncio
import collections
import json
import random
import socket
import struct
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from local.faults.catalogue import FAULTS, RESPONSES
from local.faults.http import Message, read
from local.loopback import ConnectionServer

DRIP_SECONDS = 0.3
"""Between two bytes of a response that drips."""

_CALLS = (b"POST ", b"PUT ")


class FaultProxy(ConnectionServer):
    """A proxy before ``upstream_url``, as a context manager.

    Faults happen to calls (``POST``, ``PUT``). Preflights and probes pass, so a script says what happens to which call,
    whatever else a client sends.

    Args:
        upstream_url: where true requests go, ``http://127.0.0.1:PORT``
        faults: the share of calls that meets each fault of `FAULTS`; the rest is forwarded. Default: - none
        script: what the first calls meet, one after the other, before the shares apply; ``None`` means no fault
        seed: makes the same shares fall on the same requests in each run

    Raises:
        ValueError: when a name is not a fault, or the shares add up to more than 1.
    """

    def __init__(
        self,
        upstream_url: str,
        faults: Mapping[str, float] | None = None,
        *,
        script: Sequence[str | None] = (),
        seed: int = 0,
    ) -> None:
        self._shares = dict(faults or {})
        for name in (*self._shares, *(name for name in script if name is not None)):
            if name not in FAULTS:
                raise ValueError(f"{name!r} is not a fault; choose from {', '.join(FAULTS)}")
        if not 0 <= sum(self._shares.values()) <= 1:
            raise ValueError(f"the shares of faults add up to {sum(self._shares.values()):g}; at most 1 is possible")
        upstream = urlsplit(upstream_url)
        self._upstream = upstream.hostname, upstream.port
        self._script = collections.deque(script)
        self._random = random.Random(seed)
        self._injected: collections.Counter[str] = collections.Counter()
        super().__init__()
        self._connections: set[asyncio.Task[None]] = set()

    def injected(self) -> dict[str, int]:
        """How often each fault was injected."""
        return self._thread.call(lambda: dict(self._injected))

    async def _serve(self) -> None:
        await super()._serve()
        while self._connections:
            for connection in self._connections:
                connection.cancel()
            await asyncio.wait(self._connections)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None
        self._connections.add(connection)
        try:
            while (request := await read(reader)) is not None:
                fault = self._next_fault() if request.head.startswith(_CALLS) else None
                if fault is not None:
                    self._injected[fault] += 1
                if not await self._exchange(fault, request, reader, writer):
                    break
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client gave up, or the proxy stops
        finally:
            writer.close()
            self._connections.discard(connection)

    def _next_fault(self) -> str | None:
        if self._script:
            return self._script.popleft()
        point = self._random.random()
        for name, share in self._shares.items():
            point -= share
            if point < 0:
                return name
        return None

    async def _exchange(
        self, fault: str | None, request: Message, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Deals with one request; whether the connection goes on."""
        if fault in RESPONSES:
            return await _send(writer, RESPONSES[fault])
        if fault == "reset":
            return _reset(writer)
        if fault == "hang":
            return await _hang(reader)
        response = await self._forwarded(request)
        if fault == "commit-reset":
            return _reset(writer)
        if fault == "commit-hang":
            return await _hang(reader)
        if fault == "drip":
            for byte in response.head + response.body:
                await _send(writer, bytes([byte]))
                await asyncio.sleep(DRIP_SECONDS)
            return True
        if fault == "truncated":
            await _send(writer, response.head + response.body[: len(response.body) // 2])
            return False
        if fault == "no-participant-token":
            members = json.loads(response.body)
            members.pop("ParticipantToken", None)
            response = response.with_body(json.dumps(members).encode())
        return await _send(writer, response.head + response.body)

    async def _forwarded(self, request: Message) -> Message:
        reader, writer = await asyncio.open_connection(*self._upstream)
        try:
            writer.write(request.head + request.body)
            response = await read(reader)
        finally:
            writer.close()
        if response is None:
            raise ConnectionError("the upstream closed the connection without a response")
        return response


async def _send(writer: asyncio.StreamWriter, data: bytes) -> bool:
    writer.write(data)
    await writer.drain()
    return True


def _reset(writer: asyncio.StreamWriter) -> bool:
    # With a linger time of zero, closing sends RST at once.
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


async def _hang(reader: asyncio.StreamReader) -> bool:
    while await reader.read(4096):
        pass
    return False
