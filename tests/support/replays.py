"""What CloudWatch has of an hour of an endpoint: normal traffic, and faults in it.

The lines are the function's own: a request goes through its code before an Amazon Connect that starts the chat or
refuses. Times and latencies are then set. What AWS's services count is added as their documents say.
"""

import io
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from start_chat_contact import log
from start_chat_contact.endpoint import Endpoint

from tests.support.cloudwatch import MINUTE, Store
from tests.support.endpoints import REPLY, Client, ask, plan_of
from tests.support.events import Http
from tests.support.requests import INSTANCE_ID, make_request

START = 1_800_000_000_000
"""When the hour begins, in milliseconds: a whole number of periods of any alarm."""
HOUR = 60 * MINUTE
FROM, TO = 24, 44
"""The minutes of a fault."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the metrics of an endpoint are kept under."""

    function: str
    api: Mapping[str, str] | None = None
    """The dimension of the API; None for a function without one."""
    web_acl: str = ""
    logs: tuple[str, ...] = ()

    @property
    def api_errors(self) -> tuple[str, str]:
        """The names of the API's metrics for 4xx and 5xx."""
        return ("4xx", "5xx") if self.api is not None and "ApiId" in self.api else ("4XXError", "5XXError")


class Replay:
    """The metrics of an endpoint while requests come in."""

    def __init__(self, names: Names, seed: int = 1) -> None:
        self.store = Store()
        self.names = names
        self.random = random.Random(seed)

    def request(self, at: int, line: str, latency: float) -> None:
        """A request that the function handles; ``line`` is what it logs."""
        entry = json.loads(line)
        entry["_aws"]["Timestamp"] = at
        entry |= {"FunctionName": self.names.function, "Latency": round(latency)}
        text = json.dumps(entry)
        self.store.read(text)
        self._lambda(at, "Invocations", 1)
        self._lambda(at, "Duration", latency)
        self._lambda(at, "ConcurrentExecutions", 1 + (latency > 1000))
        self._lambda(at, "Errors", 0)
        self._lambda(at, "Throttles", 0)
        for group, size in zip(self.names.logs[:2], (len(text), 400), strict=False):
            self.store.put("AWS/Logs", "IncomingBytes", {"LogGroupName": group}, at, size)
        self.gateway(at, entry["status"])

    def gateway(self, at: int, status: int) -> None:
        """What the API counts of a response, its own or the function's."""
        if self.names.api is not None:
            refused, failed = self.names.api_errors
            self.store.put("AWS/ApiGateway", "Count", self.names.api, at, 1)
            self.store.put("AWS/ApiGateway", refused, self.names.api, at, 400 <= status < 500)
            self.store.put("AWS/ApiGateway", failed, self.names.api, at, status >= 500)

    def crash(self, at: int) -> None:
        """A request that the function doesn't survive."""
        self._lambda(at, "Invocations", 1)
        self._lambda(at, "Errors", 1)
        self.gateway(at, 502)

    def not_run(self, at: int) -> None:
        """A request for which AWS Lambda has no room."""
        self._lambda(at, "Throttles", 1)
        self.gateway(at, 503)

    def blocked(self, at: int) -> None:
        """A request that the firewall blocks."""
        dimensions = {"WebACL": self.names.web_acl, "Region": "AWS::Region", "Rule": "ALL"}
        if self.names.web_acl:
            self.store.put("AWS/Logs", "IncomingBytes", {"LogGroupName": self.names.logs[2]}, at, 1500)
            self.store.put("AWS/WAFV2", "BlockedRequests", dimensions, at, 1)

    def chats(self, at: int, active: int, refused: int = 0) -> None:
        """What Amazon Connect says of the instance, of 500 concurrent chats."""
        dimensions = {"InstanceId": INSTANCE_ID, "MetricGroup": "Chats"}
        self.store.put("AWS/Connect", "ConcurrentActiveChats", dimensions, at, active)
        self.store.put("AWS/Connect", "ConcurrentActiveChatsPercentage", dimensions, at, active / 5)
        if refused:
            self.store.put("AWS/Connect", "ChatsBreachingActiveChatQuota", dimensions, at, refused)

    def _lambda(self, at: int, name: str, value: float) -> None:
        self.store.put("AWS/Lambda", name, {"FunctionName": self.names.function}, at, value)


Request = Callable[[Replay, int], None]
"""What becomes of a request at a time."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong from `FROM` to `TO`."""

    request: Request
    alarms: frozenset[str] = frozenset()
    """Those that it sets off, and no others."""
    before_the_function: bool = False
    """Only an API has it, and ``Failed`` only knows of it there."""
    active: int | None = None
    """Concurrent chats meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Spell:
    """Some minutes in which requests meet a fault."""

    minutes: range
    fault: Fault
    share: float = 1.0
    """Of the requests."""


def replay(names: Names, fault: Fault | None = None, *, per_minute: float = 12) -> Replay:
    """An hour of traffic: every request between `FROM` and `TO` meets the fault."""
    spells = [Spell(minutes=range(FROM, TO), fault=fault)] if fault else []
    return replay_spells(names, spells, minutes=60, per_minute=per_minute)


def replay_spells(names: Names, spells: Sequence[Spell], *, minutes: int, per_minute: float) -> Replay:
    """Some time of traffic with several faults."""
    made = Replay(names)
    for minute in range(minutes):
        at = START + minute * MINUTE
        spell = next((spell for spell in spells if minute in spell.minutes), None)
        now = spell.fault if spell else None
        usual = 180 + round(60 * made.random.random())
        active = usual if now is None or now.active is None else now.active
        made.chats(at, active, refused=12 if active == 500 else 0)
        requests = round(per_minute * (0.7 + 0.6 * made.random.random()))
        for moment in sorted(at + made.random.randrange(MINUTE) for _ in range(requests)):
            meets = spell is not None and made.random.random() < spell.share
            (spell.fault.request if spell and meets else normal)(made, moment)
    return made


def normal(made: Replay, at: int) -> None:
    """A request of a good day: most start a chat, some are refused, a few need a second call or a new environment."""
    chance = made.random.random()
    latency = 220 + made.random.expovariate(1 / 80)
    if chance < 0.02:
        made.request(at, of_function("invalid-request", 400), 3)
    elif chance < 0.03:
        made.request(at, of_function("unauthorized", 401), 3)
    elif chance < 0.04:
        made.gateway(at, 404)
    elif chance < 0.05:
        made.blocked(at)
    else:
        made.request(at, started(), 1500 if chance > 0.98 else min(latency, 2500))


@cache
def started() -> str:
    """The line of a chat that starts."""
    return ask(_endpoint(lambda: REPLY), Http().rest())[1]


@cache
def of_connect(code: str, status: int = 400) -> str:
    """The line of a request that Amazon Connect answers with an error."""
    response = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return _raising(ClientError(response, "StartChatContact"))


@cache
def of_network(kind: type[EndpointConnectionError | ReadTimeoutError]) -> str:
    """The line of a request that doesn't reach Amazon Connect."""
    return _raising(kind(endpoint_url="https://connect.example"))


@cache
def of_function(outcome: str, status: int, **words: Any) -> str:
    """The line of another outcome."""
    stream = io.StringIO()
    log.write(log.Entry(outcome=outcome, status=status, **words), stream)
    return stream.getvalue()


def _raising(error: Exception) -> str:
    def answer() -> Mapping[str, Any]:
        raise error

    return ask(_endpoint(answer), Http().rest())[1]


def _endpoint(answer: Callable[[], Mapping[str, Any]]) -> Endpoint:
    limits = {"deadline": 4, "connect_timeout": 1, "read_timeout": 1.8, "attempts": 1}  # no waits between attempts
    return Endpoint(plan_of("anonymous", make_request(), limits=limits), Client(answer))


def _every(line: Callable[[], str], latency: float = 150) -> Request:
    return lambda made, at: made.request(at, line(), latency)


def _flood_at_the_firewall(made: Replay, at: int) -> None:
    for _ in range(40):
        made.blocked(at)
    normal(made, at)


def _fault(request: Request, *alarms: str, **words: Any) -> Fault:
    return Fault(request=request, alarms=frozenset(alarms), **words)


FAULTS: dict[str, Fault] = {
    "a permission is missing": _fault(
        _every(lambda: of_connect("AccessDeniedException", 403)), "Misconfigured", "Failed"
    ),
    "the function can't be set up": _fault(
        _every(lambda: of_function("misconfigured", 500, exception="KeyError at plan.py:1"), 2),
        "Misconfigured",
        "Failed",
    ),
    "Amazon Connect fails": _fault(_every(lambda: of_connect("InternalServiceException", 500)), "Failed"),
    "Amazon Connect can't be reached": _fault(_every(lambda: of_network(EndpointConnectionError)), "Failed"),
    "Amazon Connect hangs": _fault(_every(lambda: of_network(ReadTimeoutError), 3990), "Failed", "Latency"),
    "Amazon Connect is slow": _fault(_every(lambda: started(), 3500), "Latency"),
    "Amazon Connect throttles": _fault(_every(lambda: of_connect("TooManyRequestsException", 429)), "Throttled"),
    "the quota of chats is full": _fault(
        _every(lambda: of_connect("LimitExceededException", 429)), "ChatCapacity", "ConcurrentChats", active=500
    ),
    "a busy day": _fault(normal, "ConcurrentChats", active=425),
    "the function crashes": _fault(Replay.crash, "FunctionErrors", "Failed", before_the_function=True),
    "no concurrency is left": _fault(Replay.not_run, "FunctionThrottles", "Failed", before_the_function=True),
    "the gateway may not invoke the function": _fault(
        lambda made, at: made.gateway(at, 500), "Failed", before_the_function=True
    ),
    "a flood at the firewall": _fault(_flood_at_the_firewall, "Blocked"),
    "the switch has a typo": _fault(
        _every(lambda: of_function("started", 200, attempts=1, switch_error="InvalidSwitch")), "SwitchErrors"
    ),
    "a secret can't be read": _fault(
        _every(lambda: of_function("keys-unavailable", 503, connect_error="EndpointConnectionError")),
        "KeysUnavailable",
    ),
    "an operator closes the chat": _fault(_every(lambda: of_function("closed", 503), 2)),
    "a flood of forged tokens": _fault(
        _every(lambda: of_function("keys-unavailable", 503, connect_error="TooManyReads"))
    ),
    "a flood of invalid requests": _fault(_every(lambda: of_function("invalid-request", 400), 3)),
}
