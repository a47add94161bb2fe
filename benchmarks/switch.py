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

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from benchmarks import connect_service
from benchmarks.environment import Environment
from benchmarks.events import event, plan
from local.web_server import WebServer

_WITH, _WITHOUT, _CONTROL = "with a switch", "without", "without, too"
_WARM_UP = 50


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
    with connect_service.serving() as connect, _Parameters() as parameters:
        connect_url = f"http://127.0.0.1:{connect.server_port}"
        with (
            Environment(connect_url, switched, parameters_url=parameters.url) as with_switch,
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


class _Parameters(WebServer):
    """AWS Systems Manager with one parameter; counts its readings."""

    def __init__(self) -> None:
        self.reads = 0
        super().__init__(lambda _: Starlette(routes=[Route("/", self._get_parameter, methods=["POST"])]))

    async def _get_parameter(self, _: Request) -> Response:
        self.reads += 1
        return JSONResponse({"Parameter": {"Name": "switch", "Type": "String", "Value": "open"}})


if __name__ == "__main__":
    main()
