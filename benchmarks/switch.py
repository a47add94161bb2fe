"""What a declared switch costs an open endpoint: the median time of a request with one beside that without.

Three environments answer in turn, in a newly shuffled order each round: one with a switch, and two without, which show
how far two equal ones differ. Connect answers at once, so that nothing hides the difference.

    python -m benchmarks.switch --rounds 3000
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from benchmarks import connect_service
from benchmarks.environment import Environment
from benchmarks.events import event, plan

_WITH, _WITHOUT, _CONTROL = "with a switch", "without", "without, too"
_WARM_UP = 50
_OPEN = json.dumps({"Parameter": {"Name": "switch", "Type": "String", "Value": "open"}}).encode()


def main() -> None:
    """Measure, and print the ratios."""
    parser = argparse.ArgumentParser(description="requests of an open endpoint with and without a switch")
    parser.add_argument("--rounds", type=int, default=3000, help="requests of each environment (default: %(default)s)")
    rounds = parser.parse_args().rounds
    times, reads = measure(rounds)
    base = statistics.median(times[_WITHOUT])
    print(f"{rounds} rounds, {reads} readings of the parameter; median time ÷ that without a switch")
    for name in (_WITH, _CONTROL):
        print(f"{name:16}{statistics.median(times[name]) / base:8.3f}")


def measure(rounds: int) -> tuple[dict[str, list[float]], int]:
    """Return the times of each environment in seconds, and how often the parameter was read."""
    switched = json.dumps(json.loads(plan()) | {"switch": "arn:aws:ssm:us-east-1:111122223333:parameter/switch"})
    with connect_service.serving() as connect, _parameters() as parameters:
        connect_url, parameters_url = (f"http://127.0.0.1:{server.server_port}" for server in (connect, parameters))
        with (
            Environment(connect_url, switched, parameters_url=parameters_url) as with_switch,
            Environment(connect_url) as without,
            Environment(connect_url) as control,
        ):
            environments = {_WITH: with_switch, _WITHOUT: without, _CONTROL: control}
            times: dict[str, list[float]] = {name: [] for name in environments}
            for number in range(rounds + _WARM_UP):
                for name in random.sample(list(environments), len(environments)):
                    response, took = environments[name].ask(event(f"key-of-a-chat-{number:08}"))
                    assert response["statusCode"] == 200, response
                    times[name].append(took)
    return {name: taken[_WARM_UP:] for name, taken in times.items()}, parameters.reads


class _Parameters(ThreadingHTTPServer):
    reads = 0


@contextmanager
def _parameters() -> Iterator[_Parameters]:
    with _Parameters(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Parameters

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.reads += 1
        self.wfile.write(f"HTTP/1.1 200 x\r\nContent-Length: {len(_OPEN)}\r\n\r\n".encode() + _OPEN)

    def log_message(self, *_: Any) -> None:
        pass


if __name__ == "__main__":
    main()
