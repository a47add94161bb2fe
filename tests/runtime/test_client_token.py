"""Idempotency keys: one caller's retry finds their own chat."""

import itertools
import json
import random
import uuid
from typing import Any

import pytest
from start_chat_contact.client_token import KeyReader, client_token
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.errors import InvalidRequest, Problem
from start_chat_contact.event import read_event
from start_chat_contact.identity import Identity
from start_chat_contact.plan import Plan

from constructs_lib import FromCaller, FromClaim, ParticipantDetails, StartChatContactRequest
from tests.support.endpoints import ask, plan_of
from tests.support.events import CALLERS, CLAIMS, HEADERS, Http
from tests.support.profiles import FLOW_ID, INSTANCE_ID, PROFILES, SECOND_FLOW_ID

UUID = "6f1c9a52-0a5b-4f29-9a7f-3a1f0a6b7c8d"
PLAN = plan_of(*PROFILES["anon"])
STRANGER = Identity(("anonymous",), shared=True)
JANE = Identity(("jwt", "https://idp.example/", "jane"))
GUESSABLE = "must have 22 characters or more, 10 of them different; send a random UUID"
MALFORMED = "must have 1 to 255 printable ASCII characters and no comma"
AMBIGUOUS = "differs from the header Idempotency-Key, or that was given twice"


def _key(*headers: str, body: Any = None, plan: Plan = PLAN, identity: Identity = STRANGER) -> str | None:
    given = {"idempotency-key": list(headers)} if headers else {}
    members = {} if body is None else {"ClientToken": body}
    return KeyReader(plan).read(read_event(Http(headers=given).rest()), members, identity)


def test_a_key_comes_in_the_header_or_in_the_body() -> None:
    assert _key() is None
    assert _key(UUID) == UUID
    assert _key(body=UUID) == UUID
    assert _key(UUID, body=UUID) == UUID
    assert _key("abcdefghij" + "k" * 245) == "abcdefghij" + "k" * 245


def test_a_known_caller_may_count_his_orders() -> None:
    assert _key("1", identity=JANE) == "1"


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        (["1"], None, GUESSABLE),
        ([UUID[:21]], None, GUESSABLE),
        ([], UUID[:21], GUESSABLE),
        # What clients send by mistake, and so might two strangers.
        (["00000000-0000-0000-0000-000000000000"], None, GUESSABLE),
        (["ffffffff-ffff-ffff-ffff-ffffffffffff"], None, GUESSABLE),
        (["FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"], None, GUESSABLE),
        (["11111111-1111-4111-8111-111111111111"], None, GUESSABLE),
        ([" " * 22], None, GUESSABLE),
        (["undefined" * 3], None, GUESSABLE),
        (["abcdefghi" * 3], None, GUESSABLE),
        ([], "null" * 8, GUESSABLE),
        ([f"{UUID},{UUID}"], None, MALFORMED),
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


def test_random_uuids_are_welcome_however_few_digits_they_happen_to_have() -> None:
    assert _key("6f1c9a52-0a5b-4f29-9a7f-3a1f0a6b7c8d") == "6f1c9a52-0a5b-4f29-9a7f-3a1f0a6b7c8d"
    few = "01234501-2345-4123-8501-234501234501"
    for key in (few, few.replace("-", ""), few.upper()):
        assert _key(key) == key
    drawn = random.Random(1)
    for _ in range(20_000):
        key = str(uuid.UUID(int=drawn.getrandbits(128), version=4))
        assert _key(key.replace("-", "")) == key.replace("-", "")


def test_a_known_caller_may_send_any_key() -> None:
    assert _key("00000000-0000-0000-0000-000000000000", identity=JANE) == "00000000-0000-0000-0000-000000000000"


def test_two_headers_that_an_http_api_joins_are_two_keys() -> None:
    asked = Endpoint(plan_of(*PROFILES["anon"]), object())  # type: ignore[arg-type]  # not to be called
    http = Http(headers=HEADERS | {"idempotency-key": [UUID, "7" + UUID[1:]]})
    for event, reason in ((http.rest(), AMBIGUOUS), (http.http(), MALFORMED)):
        answer, _ = ask(asked, event)
        assert json.loads(answer["body"])["errors"] == [{"pointer": "/ClientToken", "detail": reason}]


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


class Recorder:
    """Keeps the tokens of the starts."""

    def __init__(self) -> None:
        self.tokens: list[str] = []

    def start_chat_contact(self, **request: Any) -> dict[str, str]:
        self.tokens.append(request["ClientToken"])
        return {"ContactId": "c", "ParticipantId": "p", "ParticipantToken": "t"}


def test_a_retry_finds_its_chat_after_a_deployment_and_with_a_renewed_token() -> None:
    """A default changes, an attribute is new, public names mean other values, and the token was issued again."""

    def declared(default: str, flow: str, queue: str, **attributes: Any) -> StartChatContactRequest:
        return StartChatContactRequest(
            instance_id=INSTANCE_ID,
            contact_flow_id=FromCaller(one_of={"sales": flow, "support": SECOND_FLOW_ID}, default="support"),
            participant_details=ParticipantDetails(display_name=FromCaller(default=default)),
            attributes={
                "issued": FromClaim("iat"),
                "token": FromClaim("jti"),
                "topic": FromCaller(one_of={"x": queue}),
                **attributes,
            },
        )

    client = Recorder()
    for declaration, claims in (
        (declared("Guest", FLOW_ID, "queue-1"), {"iat": "1", "jti": "a"}),
        (declared("Visitor", SECOND_FLOW_ID, "queue-2", channel="web"), {"iat": "2", "jti": "b"}),
    ):
        caller = {"authorizer": {"jwt": {"claims": CLAIMS | claims}}}
        body = json.dumps({"ContactFlowId": "sales", "Attributes": {"topic": "x"}})
        http = Http(body=body, headers=HEADERS | {"idempotency-key": ["order-1"]}, caller=caller)
        answer, _ = ask(Endpoint(plan_of("jwt", declaration), client), http.http())
        assert answer["statusCode"] == 200
    assert len(set(client.tokens)) == 1


@pytest.mark.parametrize(
    ("body", "is_same"),
    [
        ({"ParticipantDetails": {"DisplayName": " Jane "}}, True),
        ({"customerName": "Jane", "Username": "whoever"}, True),
        ({"ParticipantDetails": {"DisplayName": "\uff2aane"}, "Attributes": {}}, True),
        ({"ParticipantDetails": {"DisplayName": "Jane"}, "ClientToken": UUID, "CustomerId": None}, True),
        ({"ParticipantDetails": {"DisplayName": "Jane"}, "ConnectInstanceId": INSTANCE_ID}, True),
        ({"ParticipantDetails": {"DisplayName": "Jane"}, "InstanceId": INSTANCE_ID, "ContactFlowId": FLOW_ID}, True),
        ({"ParticipantDetails": {"DisplayName": "Joe"}}, False),
        ({"ParticipantDetails": {"DisplayName": "JANE"}}, False),
    ],
)
def test_the_same_key_with_another_body_is_another_chat(body: dict[str, Any], is_same: bool) -> None:
    client = Recorder()
    asked = Endpoint(plan_of(*PROFILES["anon"]), client)
    for said in ({"ParticipantDetails": {"DisplayName": "Jane"}}, body):
        http = Http(body=json.dumps(said), headers=HEADERS | {"idempotency-key": [UUID]})
        assert ask(asked, http.rest())[0]["statusCode"] == 200
    assert (client.tokens[0] == client.tokens[1]) is is_same


def test_holders_of_one_api_key_need_keys_that_cannot_be_guessed() -> None:
    asked = Endpoint(plan_of("api_key", PROFILES["anon"][1]), object())  # type: ignore[arg-type]  # not to be called
    http = Http(headers=HEADERS | {"idempotency-key": ["order-1"]}, caller=CALLERS["api_key"])
    answer, _ = ask(asked, http.rest())
    assert json.loads(answer["body"])["errors"] == [{"pointer": "/ClientToken", "detail": GUESSABLE}]
