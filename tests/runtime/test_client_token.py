"""Idempotency keys: one caller's repeat finds his chat, and nobody else's."""

import itertools
import json
import random
from typing import Any

import pytest
from start_chat_contact.client_token import client_token, read_key
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.errors import InvalidRequest, Problem
from start_chat_contact.event import read_event
from start_chat_contact.identity import Identity
from start_chat_contact.plan import Plan

from constructs_lib import FromCaller, StartChatContactRequest
from tests.support.endpoints import ask, plan_of
from tests.support.events import CALLERS, CLAIMS, HEADERS, Http
from tests.support.profiles import FLOW_ID, INSTANCE_ID, PROFILES

UUID = "6f1c9a52-0a5b-4f29-9a7f-3a1f0a6b7c8d"
PLAN = plan_of(*PROFILES["anon"])
STRANGER = Identity(("anonymous",), shared=True)
JANE = Identity(("jwt", "https://idp.example/", "jane"))
GUESSABLE = "must have 22 characters or more; send a UUID"
MALFORMED = "must have 1 to 255 printable ASCII characters"
AMBIGUOUS = "differs from the header Idempotency-Key, or that was given twice"


def _key(*headers: str, body: Any = None, plan: Plan = PLAN, identity: Identity = STRANGER) -> str | None:
    given = {"idempotency-key": list(headers)} if headers else {}
    members = {} if body is None else {"ClientToken": body}
    return read_key(read_event(Http(headers=given).rest()), members, plan, identity)


def test_a_key_comes_in_the_header_or_in_the_body() -> None:
    assert _key() is None
    assert _key(UUID) == UUID
    assert _key(body=UUID) == UUID
    assert _key(UUID, body=UUID) == UUID
    assert _key("k" * 255) == "k" * 255


def test_a_known_caller_may_count_his_orders() -> None:
    assert _key("1", identity=JANE) == "1"


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        (["1"], None, GUESSABLE),
        (["k" * 21], None, GUESSABLE),
        ([], "k" * 21, GUESSABLE),
        ([""], None, MALFORMED),
        (["k" * 256], None, MALFORMED),
        (["k" * 22 + "\n"], None, MALFORMED),
        (["é" * 22], None, MALFORMED),
        ([], "\x00" * 22, MALFORMED),
        ([UUID, "7" + UUID[1:]], None, AMBIGUOUS),
        ([UUID], "7" + UUID[1:], AMBIGUOUS),
        ([], 5, "must be text"),
        ([], [UUID], "must be text"),
        ([UUID], {}, "must be text"),
    ],
)
def test_a_key_that_is_refused(headers: list[str], body: Any, reason: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        _key(*headers, body=body)
    assert refused.value.problems == (Problem("/ClientToken", reason),)


def test_the_deployer_can_demand_a_key() -> None:
    declared = StartChatContactRequest(
        instance_id=INSTANCE_ID,
        contact_flow_id=FLOW_ID,
        participant_details=PROFILES["anon"][1].participant_details,
        client_token=FromCaller(required=True),
    )
    plan = plan_of("anonymous", declared)
    assert _key(UUID, plan=plan) == UUID
    with pytest.raises(InvalidRequest) as refused:
        _key(plan=plan)
    assert refused.value.problems == (Problem("/ClientToken", "is required, here or as the header Idempotency-Key"),)


def test_a_token_without_a_key_is_fresh() -> None:
    tokens = {client_token(PLAN, STRANGER, None, {}) for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}


def test_a_token_says_nothing_of_the_key() -> None:
    token = client_token(PLAN, STRANGER, UUID, {"a": 1})
    assert len(token) == 43
    assert UUID not in token
    assert token == client_token(PLAN, STRANGER, UUID, {"a": 1})


def test_parts_never_run_together() -> None:
    """Callers, keys and requests whose texts joined are the same."""
    parts = [
        (("jwt", "i", "ab"), "c"),
        (("jwt", "i", "a"), "bc"),
        (("jwt", "ia", "b"), "c"),
        (("jwt", "", "iab"), "c"),
        (("jwt", "i", 'ab","c'), ""),
    ]
    tokens = {client_token(PLAN, Identity(scope), key, {}) for scope, key in parts}
    tokens |= {client_token(PLAN, JANE, "k", request) for request in ({}, {"a": "1"}, {"a": 1}, {"a": {"b": 1}})}
    assert len(tokens) == len(parts) + 4


def test_another_deployment_has_other_tokens() -> None:
    other = plan_of(*PROFILES["anon"], deployment="stack/Other")
    assert client_token(PLAN, JANE, UUID, {}) != client_token(other, JANE, UUID, {})


def test_100_000_triples_of_caller_key_and_request_have_as_many_tokens() -> None:
    callers = [Identity(("jwt", f"i{index % 5}", f"s{index // 5}")) for index in range(50)]
    requests = [{"ParticipantDetails": {"DisplayName": f"n{index}"}} for index in range(40)]
    triples = list(itertools.product(callers, (f"key-{index}" for index in range(50)), requests))
    assert len(triples) == 100_000
    tokens = [client_token(PLAN, *triple) for triple in triples]
    assert len(set(tokens)) == 100_000
    for index in random.Random(1).sample(range(100_000), 1000):
        assert client_token(PLAN, *triples[index]) == tokens[index]


@pytest.mark.slow
def test_two_callers_with_one_key_share_no_contact_in_1_000_runs() -> None:
    started: dict[str, str] = {}

    class Connect:
        """Answers a repeated token with the first contact, as Connect documents."""

        def start_chat_contact(self, **request: Any) -> dict[str, str]:
            contact = started.setdefault(request["ClientToken"], f"contact-{len(started)}")
            return {"ContactId": contact, "ParticipantId": "p", "ParticipantToken": "t"}

    asked = Endpoint(plan_of("jwt", PROFILES["anon"][1]), Connect())

    def contact(subject: str, key: str, form: str) -> str:
        claims = {"authorizer": {"jwt": {"claims": CLAIMS | {"sub": subject}}}}
        http = Http(headers=HEADERS | {"idempotency-key": [key]}, caller=claims)
        answer, _ = ask(asked, (http.in_base64() if form == "base64" else http).http())
        return str(json.loads(answer["body"])["ContactId"])

    for run in range(1000):
        key = f"order-{run}"
        jane, joe = contact("jane", key, "text"), contact("joe", key, "text")
        assert jane != joe
        assert contact("jane", key, "base64") == jane
        assert contact("joe", key, "base64") == joe
    assert len(started) == 2000


def test_holders_of_one_api_key_need_keys_that_cannot_be_guessed() -> None:
    asked = Endpoint(plan_of("api_key", PROFILES["anon"][1]), object())  # type: ignore[arg-type]  # not to be called
    http = Http(headers=HEADERS | {"idempotency-key": ["order-1"]}, caller=CALLERS["api_key"])
    answer, _ = ask(asked, http.rest())
    assert json.loads(answer["body"])["errors"] == [{"pointer": "/ClientToken", "detail": GUESSABLE}]
