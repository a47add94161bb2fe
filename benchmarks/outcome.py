"""What became of some requests to the function, counted, and as a line of a table."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.events import NAME
from local.faults import TELLING_TEXT

IN_TIME = 4.2
"""Seconds from the event within which every response has to come."""


@dataclass
class Outcome:
    """What became of some requests."""

    name: str
    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    contacts: dict[str, set[str]] = field(default_factory=dict)
    """Contact ids that were answered, by idempotency key."""
    calls: int = 0
    """Calls that reached the proxy or, without one, Connect."""
    ledger: list[tuple[str, str]] = field(default_factory=list)
    """Idempotency key and contact id of each chat that Connect started."""
    took: float = 0.0
    logs: str = ""
    secrets: set[str] = field(default_factory=lambda: {NAME})
    """What callers sent and Connect answered, and no log or error may say."""
    missed: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return sum(self.statuses.values())

    @property
    def started(self) -> float:
        """The share of requests that started a chat."""
        return self.statuses[200] / self.requests

    @property
    def calls_per_request(self) -> float:
        """Calls of Connect for each request."""
        return self.calls / self.requests

    def quantile(self, share: float) -> float:
        """Seconds within which that share of the requests was answered."""
        return sorted(self.seconds)[math.ceil(share * len(self.seconds)) - 1]

    @property
    def late(self) -> int:
        """Responses that came when AWS's own chat widget was about to give up, or later."""
        return sum(seconds > IN_TIME for seconds in self.seconds)

    def calls_logged(self) -> int:
        """The attempts to call Connect that the environments logged."""
        return sum(json.loads(line)["Attempts"] for line in self.logs.splitlines() if '"Attempts"' in line)

    @property
    def duplicates(self) -> int:
        """Chats beyond the first for one idempotency key."""
        return len(self.ledger) - len({key for key, _ in self.ledger})

    @property
    def lost(self) -> int:
        """Answered contact ids that Connect does not know."""
        answered = {(key, contact) for key, contacts in self.contacts.items() for contact in contacts}
        return len(answered - set(self.ledger))

    @property
    def leaked(self) -> int:
        """Secrets that stand in the logs."""
        return sum(secret in self.logs for secret in self.secrets)

    def add(self, key: str, response: Mapping[str, Any], seconds: float) -> None:
        """Count one response."""
        body = json.loads(response["body"])
        self.statuses[response["statusCode"]] += 1
        self.codes[body["data"]["Error"]["code"] if "ContactId" not in body else "started"] += 1
        self.seconds.append(seconds)
        self.secrets.add(key)
        self.require(response["headers"]["Cache-Control"] == "no-store", "every response is no-store")
        if "ContactId" in body:
            self.contacts.setdefault(key, set()).add(body["ContactId"])
            self.secrets |= {
                body["ParticipantToken"],
                body["ConnectionCredentials"]["ConnectionToken"],
                body["Websocket"]["Url"],
            }
        else:
            self.require(TELLING_TEXT not in response["body"], "no error repeats Connect's text")
            self.require(not any(secret in response["body"] for secret in (key, NAME)), "no error repeats a value")

    def require(self, holds: bool, goal: str) -> None:
        """Note a goal that is missed."""
        if not holds and goal not in self.missed:
            self.missed.append(goal)


HEAD = (
    f"{'scenario':46} {'requests':>8} {'started':>8} {'calls':>6} {'p50':>6} {'p99':>6} {f'>{IN_TIME} s':>6}"
    f" {'twice':>5} {'lost':>4} leaks"
)


def row(outcome: Outcome) -> str:
    """A line of the table, and one for each goal that was missed."""
    codes = ", ".join(f"{code} {count:,}" for code, count in sorted(outcome.codes.items()))
    line = (
        f"{outcome.name:46} {outcome.requests:8,} {outcome.started:8.2%} {outcome.calls_per_request:6.2f}"
        f" {outcome.quantile(0.5):6.2f} {outcome.quantile(0.99):6.2f} {outcome.late:6}"
        f" {outcome.duplicates:5} {outcome.lost:4} {outcome.leaked:5}  {codes}"
    )
    return "\n".join([line, *(f"    MISSED: {goal}" for goal in outcome.missed)])
