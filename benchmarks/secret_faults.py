"""The function before an AWS Secrets Manager that fails, and over a rotation of its secrets."""

from __future__ import annotations

import json
import random
import secrets
import time
import uuid
from collections.abc import Mapping

from benchmarks.connect_faults import ledger
from benchmarks.environment import Environment
from benchmarks.events import CONTACT_ID_SECRET, JWT_SECRET, event, signed_plan, signed_token
from benchmarks.outcome import Outcome
from local.connect import ConnectStandIn
from local.faults import FaultProxy
from local.secrets_manager import SecretsManagerStandIn

TENTH: Mapping[str, float] = {
    "InternalServiceException": 0.02,
    "ThrottlingException": 0.01,
    "text-503": 0.01,
    "reset": 0.02,
    "hang": 0.005,
    "truncated": 0.005,
    "html-200": 0.02,
    "empty-200": 0.01,
}
"""Faults of one reading in ten."""


def cold_starts(count: int) -> Outcome:
    """New environments, each of which reads two secrets for its first request, while one reading in ten fails."""
    outcome = Outcome(f"{count:,} cold starts, 10 % of readings fail")
    with ConnectStandIn() as connect, SecretsManagerStandIn() as keys, FaultProxy(keys.url, TENTH) as proxy:
        current = [_rotate(keys, outcome) for _ in range(2)][-1]
        with Environment(connect.url, signed_plan(), proxy.url) as environment:
            begun = time.monotonic()
            for _ in range(count):
                environment.restart()
                key = str(uuid.uuid4())
                outcome.add(key, *environment.ask(event(key, token=signed_token(current))))
            outcome.took = time.monotonic() - begun
            outcome.logs = environment.log()
        outcome.ledger = ledger(connect)
    outcome.calls = outcome.calls_logged()
    return outcome


def rotation(requests: int, *, forged: float) -> Outcome:
    """Both secrets rotate in mid-traffic over two environments: one knows the old keys alone, one starts afterwards.

    Callers have tokens of the new key and still valid ones of the old, and continue from contact ids that either
    environment signed. ``forged`` is the share of requests with a token of no key.
    """
    outcome = Outcome(f"keys rotate, {forged:.0%} of tokens forged")
    chance = random.Random(1)
    with ConnectStandIn() as connect, SecretsManagerStandIn() as keys:
        valid = [_rotate(keys, outcome)]
        contact_ids: list[str] = []
        with (
            Environment(connect.url, signed_plan(), keys.url) as old,
            Environment(connect.url, signed_plan(), keys.url) as new,
        ):

            def start(environment: Environment) -> None:
                key = str(uuid.uuid4())
                if chance.random() < forged:
                    response, _ = environment.ask(event(key, token=signed_token(secrets.token_hex(32))))
                    outcome.require(response["statusCode"] in (401, 503), "no forged token is accepted")
                    return
                contact_id = chance.choice(contact_ids) if contact_ids and chance.random() < 0.7 else None
                response, seconds = environment.ask(
                    event(key, token=signed_token(chance.choice(valid)), contact_id=contact_id)
                )
                outcome.add(key, response, seconds)
                if response["statusCode"] == 200:
                    contact_ids.append(json.loads(response["body"])["SignedContactId"])

            begun = time.monotonic()
            for _ in range(requests // 10):
                start(old)
            valid.append(_rotate(keys, outcome))
            start(new)
            for _ in range(requests):
                start(chance.choice([old, new]))
            outcome.took = time.monotonic() - begun
            outcome.logs = old.log() + new.log()
        outcome.ledger = ledger(connect)
        calls = len(keys.calls)
    outcome.calls = outcome.calls_logged()
    outcome.secrets |= set(contact_ids)
    outcome.require(not outcome.statuses[401], "no valid token is refused")
    outcome.require(not outcome.statuses[403], "no valid contact id is refused")
    limit = 4 * (3 + 2 * (10 + outcome.took)) if forged else 16
    outcome.require(calls <= limit, f"{calls} readings of secrets")
    return outcome


def _rotate(keys: SecretsManagerStandIn, outcome: Outcome) -> str:
    """Rotate both secrets; return the key of tokens."""
    values = {secret: secrets.token_hex(32) for secret in (JWT_SECRET, CONTACT_ID_SECRET)}
    for secret, value in values.items():
        keys.rotate(secret, value)
        outcome.secrets.add(value)
    return values[JWT_SECRET]
