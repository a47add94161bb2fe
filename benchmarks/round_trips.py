"""How long a customer waits for the agent's first message, with and without connection data in the start's response.

    python -m benchmarks.round_trips

Two clients before the function and the stand-in of Amazon Connect, over a relay that makes each round trip take longer:
one asks the Participant Service for a connection, as ChatJS does; the other takes the WebSocket that
``connection_types`` brings. Both run in turn; medians.
"""

from __future__ import annotations

import contextlib
import io
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import httpx
from websockets.sync.client import connect

from local.connect import ConnectStandIn
from tests.support.endpoint_server import DECLARATION, endpoint_server
from tests.support.relay import Relay

_ORIGIN = "https://www.example.com"
LATENCIES = (0.0, 0.05, 0.2)
"""Seconds that a round trip takes longer."""


class Wait(NamedTuple):
    """Seconds until the agent's first message, at one latency."""

    latency: float
    three_steps: float
    """Start, connection, WebSocket."""
    two_steps: float
    """Start, WebSocket."""


def measure(rounds: int = 10) -> list[Wait]:
    """Return the medians for each latency."""
    at_once = replace(DECLARATION, connection_types=["WEBSOCKET", "CONNECTION_CREDENTIALS"])
    with (
        ConnectStandIn() as stand_in,
        Relay(stand_in.url) as service,
        endpoint_server(stand_in.url, [_ORIGIN]) as usual,
        endpoint_server(stand_in.url, [_ORIGIN], at_once) as quick,
        _relayed(usual) as usual_relay,
        _relayed(quick) as quick_relay,
    ):
        relays = (service, usual_relay[0], quick_relay[0])
        found = []
        for latency in LATENCIES:
            for relay in relays:
                relay.slow(latency)
            pairs = [(_wait(usual_relay[1], service.url), _wait(quick_relay[1], service.url)) for _ in range(rounds)]
            slow, fast = (statistics.median(times) for times in zip(*pairs, strict=True))
            found.append(Wait(latency, slow, fast))
        return found


@contextmanager
def _relayed(url: str) -> Iterator[tuple[Relay, str]]:
    """A relay to an endpoint, with the endpoint's URL there."""
    address = httpx.URL(url)
    with Relay(str(address.copy_with(path="/"))) as relay:
        yield relay, f"{relay.url}{address.path}"


def _wait(endpoint: str, service: str) -> float:
    """Seconds from the customer's click to the agent's first message."""
    begun = time.perf_counter()
    body = {
        "ParticipantDetails": {"DisplayName": "Ann"},
        "Attributes": {"topic": "billing"},
        "InitialMessage": {"Content": "Hello"},
    }
    with httpx.Client() as http:
        started = _json(http.post(endpoint, json=body, headers={"Origin": _ORIGIN}))
        url = started.get("Websocket", {}).get("Url") or _connection(http, service, started["ParticipantToken"])
    # What the stand-in says of its own address leads past the relay.
    path = httpx.URL(url).raw_path.decode()
    with connect(f"{service.replace('http', 'ws', 1)}{path}", proxy=None) as socket:
        socket.send(json.dumps({"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}}))
        while True:
            frame = json.loads(socket.recv(10))
            item = json.loads(frame["content"]) if frame["topic"] == "aws/chat" else {}
            if item.get("Type") == "MESSAGE" and item["ParticipantRole"] != "CUSTOMER":
                return time.perf_counter() - begun


def _connection(http: httpx.Client, service: str, token: str) -> str:
    response = http.post(
        f"{service}/participant/connection",
        json={"Type": ["WEBSOCKET", "CONNECTION_CREDENTIALS"]},
        headers={"X-Amz-Bearer": token},
    )
    return str(_json(response)["Websocket"]["Url"])


def _json(response: httpx.Response) -> dict[str, Any]:
    response.raise_for_status()
    return dict(response.json())


def main() -> None:
    """Measure, and print the table."""
    with contextlib.redirect_stdout(io.StringIO()):  # the function's log
        waits = measure()
    for wait in waits:
        print(
            f"{wait.latency * 1000:4.0f} ms longer round trips: {wait.three_steps:.2f} s in three steps, "
            f"{wait.two_steps:.2f} s in two, {wait.two_steps / wait.three_steps:.2f} of it"
        )


if __name__ == "__main__":
    main()
