"""Runs the stand-in: a web server in a thread of its own, on loopback."""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette

from local.connect.app import create_app
from local.connect.settings import Settings
from local.connect.state import State
from local.web_server import WebServer

_SECONDS_BETWEEN_LOOKS_AT_THE_CLOCK = 1.0


class ConnectStandIn(WebServer):
    """A stand-in of Amazon Connect, as a context manager.

    ``url`` is the endpoint, for ``AWS_ENDPOINT_URL_CONNECT`` and ``AWS_ENDPOINT_URL_CONNECTPARTICIPANT`` alike.

    Args:
        port: port on 127.0.0.1. Default: - a free one
        iam_endpoint: see `Settings`, as for ``rate``, ``concurrent_chats`` and ``known``
        clock: seconds since the epoch; a test passes one that it can move
        seed: makes ids and tokens the same in each run. Default: - unpredictable ones

    Raises:
        OSError: when the port is in use.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        iam_endpoint: str | None = None,
        rate: tuple[float, int] | None = None,
        concurrent_chats: int | None = None,
        known: dict[str, list[str]] | None = None,
        clock: Callable[[], float] = time.time,
        seed: int | None = None,
    ) -> None:
        settings = Settings(iam_endpoint=iam_endpoint, rate=rate, concurrent_chats=concurrent_chats, known=known)

        def app(url: str) -> Starlette:
            self._state = State(settings, clock, seed, f"{url.replace('http', 'ws', 1)}/websocket")
            return create_app(self._state)

        super().__init__(app, port, ws="websockets-sansio")

    def ledger(self) -> list[dict[str, Any]]:
        """One entry per contact, in the order of their start; tokens are not masked."""
        return self._thread.call(lambda: copy.deepcopy([contact.entry() for contact in self._state.contacts]))

    def calls(self) -> list[dict[str, Any]]:
        """One entry per call of StartChatContact, also of the refused and the repeated ones.

        ``Outcome`` is ``started``, ``repeated`` or the code of the error.
        """
        return self._thread.call(lambda: copy.deepcopy(self._state.calls))

    def reset(self) -> None:
        """Forgets all contacts and calls; the settings stay."""
        self._thread.call(self._state.reset)

    def set(self, **settings: Any) -> None:
        """Changes settings by their names in `Settings`.

        Raises:
            ValueError: when a name is not a setting.
        """
        self._thread.call(lambda: self._state.set(self._state.settings.changed(**settings)))

    async def _serve(self) -> None:
        clockwork = asyncio.create_task(self._end_due_chats())
        await super()._serve()
        clockwork.cancel()
        self._state.close()

    async def _end_due_chats(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS_AT_THE_CLOCK)
            self._state.end_due()
