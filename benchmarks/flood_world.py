"""What a flood meets on its way, in virtual time: a firewall, a stage, the function, Amazon Connect.

The function is the real one, behind a pool of environments as AWS Lambda keeps it. Amazon Connect is the local AWS's
stand-in: its throttle, its quota of concurrent chats, its rules about when a chat ends. The firewall and the stage are
modelled here.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError
from start_chat_contact import plan
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.retry import Budget

from benchmarks.virtual_time import Simulation
from constructs_lib import FromCaller, ParticipantDetails, StartChatContactRequest, defaults
from constructs_lib.rendering.plan import function_plan
from local.connect.contacts import Contact
from local.connect.errors import ServiceError
from local.connect.settings import CONNECT_RATE, Settings
from local.connect.start_chat import start_chat_contact
from local.connect.state import State
from local.connect.throttle import TokenBucket

COLD_START = 0.7
"""Seconds until a new environment takes its request."""
START = 0.3
"""Seconds that Amazon Connect takes to start a chat."""
REFUSAL = 0.05
"""Seconds that Amazon Connect takes to refuse one."""
CONCURRENT_EXECUTIONS = 1000
"""AWS Lambda's quota of a new account."""
WAF_LOOK = 10.0
"""Seconds between two looks of the firewall at the rates."""
WAF_DELAY = 20.0
"""Seconds until what a look finds is applied."""

_SIGNED = {
    "authorization": "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20270115/us-east-1/connect/aws4_request, "
    f"SignedHeaders=host, Signature={'0' * 64}"
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Controls:
    """What stands between a flood and Amazon Connect."""

    rate_per_address: bool = True
    stage_throttle: bool = True
    retry_budget: bool = True
    minutes: int = 60
    """``chat_duration_in_minutes``; 1,500 is what Amazon Connect takes without one."""
    challenge_passed: float = 1.0
    """The share of a flood's requests that get past a challenge of the firewall, which every customer's browser passes.
    An assumption: nothing here runs a challenge."""


@dataclass(slots=True)
class Response:
    """What a client gets."""

    status: int
    retry_after: float | None = None
    contact_id: str = ""


class Firewall:
    """A model of AWS WAF's rate-based rule: a count per address and window, looked at now and then."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._window: Counter[str] = Counter()
        self._parts: deque[Counter[str]] = deque(Counter() for _ in range(round(defaults.WAF_WINDOW / WAF_LOOK)))
        self._blocked: set[str] = set()
        self._look()

    def lets_in(self, address: str) -> bool:
        """Count a request, and say whether it passes."""
        self._window[address] += 1
        self._parts[-1][address] += 1
        return address not in self._blocked

    def _look(self) -> None:
        blocked = {address for address, count in self._window.items() if count > defaults.WAF_RATE_PER_ADDRESS}
        self._simulation.at(self._simulation.now + WAF_DELAY, self._apply, blocked)
        self._window -= self._parts.popleft()
        self._parts.append(Counter())
        self._simulation.at(self._simulation.now + WAF_LOOK, self._look)

    def _apply(self, blocked: set[str]) -> None:
        self._blocked = blocked


class Connect(State):
    """The stand-in in virtual time, and the client of the SDK that calls it. It counts instead of keeping a ledger."""

    def __init__(self, simulation: Simulation) -> None:
        settings = Settings(rate=CONNECT_RATE, concurrent_chats=defaults.CONCURRENT_CHATS)
        super().__init__(settings, simulation.clock, 1, "ws://connect")
        self._simulation = simulation
        self.outcomes: Counter[str] = Counter()
        self.open: Counter[str] = Counter()
        """Active chats by who started them: ``flood`` or ``customer``."""

    def record(self, call: dict[str, Any]) -> None:
        """Count the outcome of a call."""
        self.outcomes[call["Outcome"]] += 1

    def end(self, contact: Contact, reason: str) -> None:
        """End a chat, unless it has ended."""
        if contact.ended_at is None:
            self.open[_who(contact.request)] -= 1
            super().end(contact, reason)

    def start_chat_contact(self, **request: Any) -> Mapping[str, Any]:
        """Start a chat as the SDK's client does; the customer connects at once, so that it lasts."""
        started = self.outcomes["started"]
        try:
            response = _done(start_chat_contact(self, _SIGNED, json.dumps(request).encode()))
        except ServiceError as error:
            self._simulation.sleep(REFUSAL)
            raise ClientError(
                {"Error": {"Code": error.code}, "ResponseMetadata": {"HTTPStatusCode": error.status}},
                "StartChatContact",
            ) from None
        if self.outcomes["started"] > started:
            self.open[_who(request)] += 1
            contact = self.contacts.by_id(response["ContactId"])
            assert contact is not None
            self.connected(contact)
        self._simulation.sleep(START)
        return response


def _who(request: Mapping[str, Any]) -> str:
    return str(request["Attributes"]["topic"])


def _done(call: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """What a coroutine returns that waits for nothing."""
    try:
        call.send(None)
    except StopIteration as done:
        result: dict[str, Any] = done.value
        return result
    raise RuntimeError("the stand-in waits for something")


class _Unlimited(Budget):
    def take(self) -> bool:
        return True


@dataclass(slots=True)
class Function:
    """AWS Lambda: an environment for each request that is handled at once, each with the function's own endpoint."""

    simulation: Simulation
    connect: Connect
    controls: Controls
    requests: int = 0
    running: int = 0
    environments: int = 0
    _idle: list[Endpoint] = field(default_factory=list)

    def invoke(self, event: dict[str, Any]) -> Response:
        """Handle a request."""
        if self.running >= CONCURRENT_EXECUTIONS:
            return Response(503, 2)
        self.requests += 1
        self.running += 1
        environment = self._idle.pop() if self._idle else self._new()
        response = environment.handle(event)
        self._idle.append(environment)
        self.running -= 1
        after = response["headers"].get("Retry-After")
        said = json.loads(response["body"])
        return Response(response["statusCode"], float(after) if after else None, said.get("ContactId", ""))

    def _new(self) -> Endpoint:
        self.environments += 1
        self.simulation.sleep(COLD_START)
        made = Endpoint(_plan(self.controls.minutes), self.connect)
        if not self.controls.retry_budget:
            made._budget = _Unlimited()
        return made


class Api:
    """The endpoint as clients see it: firewall, stage, function."""

    def __init__(self, simulation: Simulation, controls: Controls) -> None:
        self.connect = Connect(simulation)
        self.function = Function(simulation, self.connect, controls)
        self._simulation = simulation
        self._firewall = Firewall(simulation) if controls.rate_per_address else None
        self._stage = TokenBucket(defaults.RATE, defaults.BURST, simulation.now) if controls.stage_throttle else None

    def post(self, address: str, event: dict[str, Any]) -> Response:
        """Respond to a request from an address."""
        if self._firewall is not None and not self._firewall.lets_in(address):
            return Response(429, defaults.WAF_RETRY_AFTER)
        if self._stage is not None and not self._stage.take(self._simulation.now):
            return Response(429, 2)
        return self.function.invoke(event)


def _plan(minutes: int) -> plan.Plan:
    request = StartChatContactRequest(
        instance_id="11111111-1111-1111-1111-111111111111",
        contact_flow_id="22222222-2222-2222-2222-222222222222",
        participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
        attributes={"topic": FromCaller()},
        chat_duration_in_minutes=minutes,
    )
    return plan.parse(json.dumps(function_plan(request, access="anonymous", deployment="stack/Chat")))


def event(who: str, key: str) -> dict[str, Any]:
    """A REST API's event that starts a chat."""
    return {
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json", "Idempotency-Key": key},
        "requestContext": {"requestId": "r-1", "httpMethod": "POST"},
        "body": json.dumps({"Attributes": {"topic": who}}),
        "isBase64Encoded": False,
    }
