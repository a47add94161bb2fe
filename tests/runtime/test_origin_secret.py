"""Requests that bypass the proxy in front of the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.event import read_event
from start_chat_contact.origin_secret import OriginSecret
from start_chat_contact.secret_keys import SecretKeys

from tests.support.clocks import Clocks
from tests.support.endpoints import Client, ask, plan_of
from tests.support.events import HEADERS, Http
from tests.support.profiles import PROFILES
from tests.support.signing import Secret, client_error

OLD, NEW, NEWEST = "o" * 40, "n" * 40, "z" * 40
FORMS = ["rest", "http", "url"]


def start(
    secret: Secret, *values: str, clocks: Clocks | None = None, form: str = "rest"
) -> tuple[dict[str, Any], str, Client]:
    now, client = clocks or Clocks(), Client()
    keys = SecretKeys(secret, "arn", clocks=(lambda: now.wall, lambda: now.monotonic))
    plan = plan_of(*PROFILES["anon"], origin_secret="arn")
    headers = {**HEADERS, **({"x-origin-verify": list(values)} if values else {})}
    answer, log = ask(Endpoint(plan, client, origin_secret=OriginSecret(keys)), getattr(Http(headers=headers), form)())
    return answer, log, client


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", [NEW, OLD], ids=["current", "previous"])
def test_either_version_is_accepted(value: str, form: str) -> None:
    answer, log, client = start(Secret(OLD, NEW), value, form=form)
    assert (answer["statusCode"], len(client.requests)) == (200, 1)
    assert value not in log + json.dumps(answer) + json.dumps(client.requests)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "values", [(), (NEWEST,), (OLD,), (NEW, NEW + "x"), (NEW + "x", NEW), ("",), (NEW[:-1],), ("\udcff",), ("ü" * 40,)]
)
def test_everything_else_is_refused_before_anything_is_read_of_the_request(values: tuple[str, ...], form: str) -> None:
    answer, log, client = start(Secret(OLD, "m" * 40, NEW), *values, form=form)
    body = json.loads(answer["body"])
    assert (answer["statusCode"], body["data"]["Error"]["code"], client.requests) == (403, "direct-request", [])
    assert json.loads(log)["Outcome"] == "direct-request"
    assert all(value not in log + answer["body"] for value in values if value)


def test_a_request_without_it_reads_no_secret() -> None:
    secret = Secret()
    start(secret)
    assert secret.reads == []


def test_a_new_value_is_accepted_at_once() -> None:
    secret, clocks = Secret(OLD, NEW), Clocks()
    keys = SecretKeys(secret, "arn", clocks=(lambda: clocks.wall, lambda: clocks.monotonic))
    check = OriginSecret(keys).check
    request = Http(headers={**HEADERS, "x-origin-verify": [NEWEST]})
    keys.keys()
    secret.rotate(NEWEST)
    check(read_event(request.rest()))  # raises nothing


def test_what_can_not_be_decided_is_not_refused() -> None:
    secret = Secret()
    secret.error = client_error("InternalServiceError", 500)
    answer, _, client = start(secret, NEW)
    assert (answer["statusCode"], answer["headers"]["Retry-After"], client.requests) == (503, "5", [])


def test_a_secret_that_may_not_be_read_is_the_deployers_fault() -> None:
    secret = Secret()
    secret.error = client_error("AccessDeniedException", 400)
    answer, log, client = start(secret, NEW)
    assert (answer["statusCode"], json.loads(log)["ConnectError"], client.requests) == (
        500,
        "AccessDeniedException",
        [],
    )
