"""One scenario of a flood: its callers, and what came of them."""

from __future__ import annotations

import random
import statistics
from collections import Counter
from dataclasses import dataclass, field, replace

from benchmarks.flood_world import Api, Controls, Response, event
from benchmarks.virtual_time import Simulation, function_in
from constructs_lib import defaults

FLOOD_RATE = 100.0
"""Starts a second. Each is a new request, with a key of its own; nobody waits or repeats."""
CUSTOMER_INTERVAL = 3.0
"""Seconds between two customers on average; each has an address of their own."""
CUSTOMER_CHAT = 8 * 60.0
"""Seconds after which a customer ends their chat. The flood never ends one."""
CLIENT_ATTEMPTS, CLIENT_WAIT = 4, 2.0
"""What `docs/clients.md` does: so many attempts, with so many seconds between them unless ``Retry-After`` says more."""
_LATECOMERS = 300.0
"""Seconds after the end in which the last customers still get a chat, or give up."""
_TEMPORARY = (429, 500, 502, 503, 504)

_LONG = defaults.CONNECT_CHAT_DURATION
_NONE = Controls(rate_per_address=False, stage_throttle=False, retry_budget=False, minutes=_LONG)
CONTROLS = {
    "none": _NONE,
    "the rate per address alone": replace(_NONE, rate_per_address=True),
    "the stage's throttle alone": replace(_NONE, stage_throttle=True),
    "the budget of retries alone": replace(_NONE, retry_budget=True),
    "chats of 60 minutes alone": replace(_NONE, minutes=60),
    "all four": Controls(),
    "all but the rate per address": Controls(rate_per_address=False),
    "all but the stage's throttle": Controls(stage_throttle=False),
    "all but the budget of retries": Controls(retry_budget=False),
    "all, with chats of 25 hours": Controls(minutes=_LONG),
    "all, and a challenge that 2 % pass": Controls(challenge_passed=0.02),
    "all, and a challenge that 0.1 % pass": Controls(challenge_passed=0.001),
}
ADDRESSES = {"one address": 1, "1,000 addresses": 1000}


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """The course of a scenario, in seconds."""

    before: float = 600.0
    """Customers alone; their chats come and go evenly by its end."""
    flood: float = 900.0
    after: float = 4500.0
    """Longer than a chat of 60 minutes."""
    step: float = 60.0
    """Between two points of the series."""

    @property
    def end(self) -> float:
        """When nothing more is looked at."""
        return self.before + self.flood + self.after


@dataclass(kw_only=True, slots=True)
class Outcome:
    """What came of a scenario."""

    controls: str
    source: str
    function_requests: int = 0
    calls: int = 0
    """Of Amazon Connect, from the beginning of the flood to its end; so are the next two."""
    throttled: int = 0
    flood_chats: int = 0
    full: int = 0
    """Seconds with no free place among the concurrent chats, of the whole time."""
    environments: int = 0
    during: dict[str, int] = field(default_factory=dict)
    """Customers who came while the flood went on, by what they got: ``started``, or the last status."""
    after: dict[str, int] = field(default_factory=dict)
    median_wait: float | None = None
    """Seconds until those had a chat who got one during the flood."""
    open_flood: list[int] = field(default_factory=list)
    """Active chats at each step; the next is alike."""
    open_customers: list[int] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    """Customers who came in each step; the next tells how many of them got a chat."""
    served: list[int] = field(default_factory=list)


def simulate(controls: str, source: str, times: Times | None = None, rate: float = FLOOD_RATE) -> Outcome:
    """Run one scenario. The same arguments have the same outcome."""
    times = times or Times()
    simulation, chance = Simulation(), random.Random(20_261_127)
    outcome = Outcome(controls=controls, source=source)
    with function_in(simulation, chance, lambda entry: None):
        Scenario(simulation, chance, times, rate, outcome).run()
    return outcome


class Scenario:
    """The callers of one scenario, and the count of what they get."""

    def __init__(
        self, simulation: Simulation, chance: random.Random, times: Times, rate: float, outcome: Outcome
    ) -> None:
        self._simulation, self._chance, self._times, self._outcome = simulation, chance, times, outcome
        self._controls = CONTROLS[outcome.controls]
        self._addresses = ADDRESSES[outcome.source]
        self._rate = rate * self._controls.challenge_passed
        self._api = Api(simulation, self._controls)
        self._waits: list[float] = []

    def run(self) -> None:
        """Let everything happen."""
        times, simulation, api, outcome = self._times, self._simulation, self._api, self._outcome
        moments = int(times.end / times.step)
        outcome.asked, outcome.served = [0] * moments, [0] * moments
        for step in range(moments):
            simulation.at((step + 0.5) * times.step, self._sample)
        for second in range(int(times.end)):
            simulation.at(float(second), self._watch)
        simulation.start(0.0, self._customers)
        simulation.start(times.before, self._flood)
        simulation.run(times.before)
        before = Counter(api.connect.outcomes)
        requests = api.function.requests
        simulation.run(times.before + times.flood)
        during = api.connect.outcomes - before
        outcome.calls, outcome.throttled = during.total(), during["TooManyRequestsException"]
        outcome.function_requests = api.function.requests - requests
        simulation.run(times.end + _LATECOMERS)
        outcome.environments = api.function.environments
        outcome.median_wait = round(statistics.median(self._waits), 2) if self._waits else None

    def _flood(self) -> None:
        number = 0
        while self._simulation.now < self._times.before + self._times.flood:
            number += 1
            self._simulation.start(self._simulation.now, self._attack, number)
            self._simulation.sleep(1 / self._rate)

    def _attack(self, number: int) -> None:
        address = f"flood-{number % self._addresses}"
        response = self._api.post(address, event("flood", f"flood-of-starts-{number:08}"))
        self._outcome.flood_chats += response.status == 200

    def _customers(self) -> None:
        number = 0
        while self._simulation.now < self._times.end:
            number += 1
            self._simulation.start(self._simulation.now, self._customer, number)
            self._simulation.sleep(self._chance.expovariate(1 / CUSTOMER_INTERVAL))

    def _customer(self, number: int) -> None:
        came, times, outcome = self._simulation.now, self._times, self._outcome
        outcome.asked[int(came / times.step)] += 1
        response = self._start(number)
        got = "started" if response.status == 200 else str(response.status)
        if got == "started":
            outcome.served[int(came / times.step)] += 1
        if times.before <= came < times.before + times.flood:
            outcome.during[got] = outcome.during.get(got, 0) + 1
            if got == "started":
                self._waits.append(self._simulation.now - came)
        elif came >= times.before + times.flood:
            outcome.after[got] = outcome.after.get(got, 0) + 1
        if got == "started":
            self._simulation.sleep(CUSTOMER_CHAT)
            contact = self._api.connect.contacts.by_id(response.contact_id)
            assert contact is not None
            self._api.connect.end(contact, "DISCONNECTED")

    def _start(self, number: int) -> Response:
        for attempt in range(1, CLIENT_ATTEMPTS + 1):
            response = self._api.post(f"customer-{number}", event("customer", f"chat-of-customer-{number:08}"))
            if response.status not in _TEMPORARY or attempt == CLIENT_ATTEMPTS:
                break
            self._simulation.sleep(CLIENT_WAIT if response.retry_after is None else response.retry_after)
        return response

    def _sample(self) -> None:
        self._api.connect.end_due()
        self._outcome.open_flood.append(self._api.connect.open["flood"])
        self._outcome.open_customers.append(self._api.connect.open["customer"])

    def _watch(self) -> None:
        self._outcome.full += self._api.connect.open.total() >= defaults.CONCURRENT_CHATS
