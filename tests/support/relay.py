"""The network between the page and a server, which can be slow or cut."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from local.loopback import HOST, ConnectionServer


class Relay(ConnectionServer):
    """Passes connections on to ``upstream_url``, as a context manager.

    What the server says of its own address leads to the relay: both ports have five digits, so that lengths hold.
    """

    def __init__(self, upstream_url: str) -> None:
        self._upstream = urlsplit(upstream_url)
        super().__init__()
        self._theirs, self._ours = f"{HOST}:{self._upstream.port}".encode(), f"{HOST}:{self.port}".encode()
        assert len(self._theirs) == len(self._ours)
        self._is_down = False
        self._delay = 0.0
        self._writers: set[asyncio.StreamWriter] = set()

    def down(self) -> None:
        """Cuts all connections, and every new one at once."""
        self._thread.call(lambda: self._set_down(True))

    def up(self) -> None:
        """Passes new connections on again, at once."""
        self._thread.call(lambda: self._set_down(False))
        self.slow(0)

    def slow(self, latency: float) -> None:
        """Makes every round trip take ``latency`` seconds longer."""
        self._delay = latency / 2

    def _set_down(self, is_down: bool) -> None:
        self._is_down = is_down
        for writer in self._writers if is_down else ():
            writer.transport.abort()

    def _stop(self) -> None:
        self._set_down(True)
        super()._stop()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_down:
            writer.transport.abort()
            return
        upstream_reader, upstream_writer = await asyncio.open_connection(self._upstream.hostname, self._upstream.port)
        ends = {writer, upstream_writer}
        self._writers |= ends
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass_on(reader, upstream_writer))
                group.create_task(self._pass_on(upstream_reader, writer))
        except* ConnectionError:
            pass
        finally:
            self._writers -= ends
            for end in ends:
                end.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            self._later(writer.write, data.replace(self._theirs, self._ours))
            await writer.drain()
        self._later(writer.close)

    def _later(self, action: Callable[..., object], *arguments: bytes) -> None:
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, action, *arguments)
        else:
            action(*arguments)
