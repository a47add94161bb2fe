"""Signed contact ids: the owner's are read, and nothing else is."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.errors import KeysUnavailable
from start_chat_contact.identity import Identity
from start_chat_contact.plan import Plan

from constructs_lib import (
    FromCaller,
    FromClaim,
    ParticipantDetails,
    PersistentChat,
    SignedContactId,
    StartChatContactRequest,
)
from tests.support.endpoints import REPLY, Client, ask, plan_of
from tests.support.events import CLAIMS, Http
from tests.support.signing import KEY, Secret, client_error, encode, signed_contact_id, signed_contact_ids

CONTACT = "33333333-3333-3333-3333-333333333333"
NO_PAYLOADS: list[Any] = [{}, [], [CONTACT], [1, 1], [CONTACT, "1"], "x", 1]
OWNER = ("jwt", "https://idp.example/", "me")
REQUEST = StartChatContactRequest(
    instance_id="11111111-1111-1111-1111-111111111111",
    contact_flow_id="22222222-2222-2222-2222-222222222222",
    participant_details=ParticipantDetails(display_name=FromClaim("name")),
    persistent_chat=PersistentChat(
        rehydration_type=FromCaller(default="ENTIRE_PAST_SESSION"),
        source_contact_id=SignedContactId(valid_for_hours=24),
    ),
    related_contact_id=SignedContactId(),
)


def plan(**changes: Any) -> Plan:
    return plan_of("jwt", REQUEST, **changes)


def start(source: Any, *, subject: str = "me", secret: Secret | None = None, **changes: Any) -> tuple[int, Any, Client]:
    return _start(plan(**changes), source, subject, secret)


def _start(declared: Plan, source: Any, subject: str, secret: Secret | None) -> tuple[int, Any, Client]:
    client = Client()
    endpoint = Endpoint(declared, client, contact_ids=signed_contact_ids(declared, secret))
    body = {"PersistentChat": {"SourceContactId": source}} if source is not None else {}
    caller = {"authorizer": {"jwt": {"claims": CLAIMS | {"sub": subject}}}}
    answer, log = ask(endpoint, Http(body=json.dumps(body), caller=caller).http())
    assert "v1." not in log
    return answer["statusCode"], json.loads(answer["body"]), client


def test_the_owner_continues_his_chat() -> None:
    status, _, client = start(signed_contact_id(plan(), OWNER, CONTACT))
    assert status == 200
    [request] = client.requests
    assert request["PersistentChat"] == {"RehydrationType": "ENTIRE_PAST_SESSION", "SourceContactId": CONTACT}


def test_every_start_hands_out_the_next_signed_id_in_both_places_beside_the_raw_one() -> None:
    _, body, _ = start(None)
    handed_out = body["SignedContactId"]
    assert body["data"]["startChatResult"]["SignedContactId"] == handed_out
    assert body["ContactId"] == REPLY["ContactId"]
    status, _, client = start(handed_out)
    assert status == 200
    assert client.requests[0]["PersistentChat"]["SourceContactId"] == REPLY["ContactId"]


def test_an_endpoint_that_takes_none_hands_none_out() -> None:
    answer, _ = ask(
        Endpoint(plan(), Client()), Http(body="{}", caller={"authorizer": {"jwt": {"claims": CLAIMS}}}).http()
    )
    assert answer["statusCode"] == 200
    assert "SignedContactId" not in answer["body"]


def test_a_signed_id_says_nothing_of_its_owner_or_the_deployment() -> None:
    text = signed_contact_id(plan(deployment="arn:of/the-stack"), OWNER, CONTACT)
    payload = text.split(".")[2]
    assert payload == encode(f'["{CONTACT}",{int(time.time())}]'.encode())


def refused(outcome: tuple[int, Any, Client]) -> bool:
    status, body, client = outcome
    return (
        status == 403
        and client.requests == []
        and body["data"]["Error"]["code"] == "not-owner"
        and body["detail"] == "The contact id is not one that this caller may use"
        and body["errors"]
        == [{"pointer": "/PersistentChat/SourceContactId", "detail": "is not a signed contact id of this caller"}]
    )


@pytest.mark.parametrize("bit", range(8))
def test_any_changed_bit_of_any_character_is_refused(bit: int) -> None:
    text = signed_contact_id(plan(), OWNER, CONTACT)
    for index, character in enumerate(text):
        changed = text[:index] + chr(ord(character) ^ (1 << bit)) + text[index + 1 :]
        assert refused(start(changed)), (index, bit)


def test_every_spelling_of_the_same_bits_but_one_is_refused() -> None:
    text = signed_contact_id(plan(), OWNER, CONTACT)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(text[-1])
    assert last % 4 == 0  # 32 bytes leave the last two bits unused
    for spelling in (text[:-1] + alphabet[last + 1], text + "=", text + "\n", " " + text, text.replace(".", "..", 1)):
        assert refused(start(spelling)), spelling


@pytest.mark.parametrize(
    "text",
    [
        CONTACT,
        "",
        ".",
        "v1...",
        "v2.12345678.e30." + "A" * 43,
        "v1.12345678." + "A" * 5000 + "." + "A" * 43,
        "v1.\u0661.e30." + "A" * 43,
        *(f"v1.12345678.{encode(payload)}.{'A' * 43}" for payload in NO_PAYLOADS),
        f"v1.12345678.{encode([CONTACT, 10**400])}.{'A' * 43}",
        f"v1.12345678.{encode(b'[' * 700)}.{'A' * 43}",
    ],
)
def test_what_is_no_signed_id_is_refused_alike(text: str) -> None:
    assert refused(start(text))


@pytest.mark.parametrize("given", [1, True, ["x"], {"x": 1}])
def test_another_type_is_a_malformed_request(given: Any) -> None:
    status, body, client = start(given)
    assert (status, client.requests) == (400, [])
    assert body["errors"] == [{"pointer": "/PersistentChat/SourceContactId", "detail": "must be text"}]


@pytest.mark.parametrize(
    "scope",
    [
        ("jwt", "https://idp.example/", "somebody-else"),
        ("jwt", "https://other.example/", "me"),
        ("cognito", "https://idp.example/", "me"),
        ("anonymous",),
    ],
)
def test_another_callers_is_refused(scope: tuple[str, ...]) -> None:
    assert refused(start(signed_contact_id(plan(), scope, CONTACT)))


def test_another_deployments_is_refused() -> None:
    assert refused(start(signed_contact_id(plan(deployment="stack/Other"), OWNER, CONTACT)))


def test_another_instances_is_refused() -> None:
    signed = signed_contact_id(plan(), OWNER, CONTACT)
    other = replace(REQUEST, instance_id="99999999-1111-1111-1111-111111111111")
    assert refused(_start(plan_of("jwt", other), signed, "me", None))


def test_another_keys_is_refused() -> None:
    assert refused(start(signed_contact_id(plan(), OWNER, CONTACT), secret=Secret("x" * 44)))


def test_it_expires_when_the_declaration_says_so() -> None:
    day = 24 * 3600
    assert start(signed_contact_id(plan(), OWNER, CONTACT, age=day - 5))[0] == 200
    assert refused(start(signed_contact_id(plan(), OWNER, CONTACT, age=day + 1)))


def test_each_member_has_its_own_time() -> None:
    declared, client = plan(), Client()
    endpoint = Endpoint(declared, client, contact_ids=signed_contact_ids(declared))
    body = json.dumps({"RelatedContactId": signed_contact_id(declared, OWNER, CONTACT, age=48 * 3600)})
    answer, _ = ask(endpoint, Http(body=body, caller={"authorizer": {"jwt": {"claims": CLAIMS}}}).http())
    assert answer["statusCode"] == 200
    assert client.requests[0]["RelatedContactId"] == CONTACT


def test_one_rotation_keeps_it_and_a_second_ends_it() -> None:
    signed = signed_contact_id(plan(), OWNER, CONTACT)
    secret = Secret(KEY, "n" * 32)
    assert start(signed, secret=secret)[0] == 200
    secret.rotate("z" * 32)
    assert refused(start(signed, secret=secret))


def test_a_new_key_is_known_to_environments_that_read_the_secret_before() -> None:
    secret = Secret()
    reader = signed_contact_ids(plan(), secret).of(Identity(OWNER))
    secret.rotate("n" * 32)
    signed = signed_contact_ids(plan(), secret).of(Identity(OWNER)).sign(CONTACT)
    assert reader.read(signed, 24) == CONTACT


def test_an_id_that_a_newer_key_may_have_signed_is_not_refused_while_that_cannot_be_read() -> None:
    secret = Secret()
    declared = plan()
    endpoint = Endpoint(declared, Client(), contact_ids=signed_contact_ids(declared, secret))
    caller = {"authorizer": {"jwt": {"claims": CLAIMS}}}
    assert ask(endpoint, Http(body="{}", caller=caller).http())[0]["statusCode"] == 200
    secret.rotate("n" * 32)
    signed = signed_contact_ids(declared, secret).of(Identity(OWNER)).sign(CONTACT)
    secret.error = client_error("InternalServiceError", 500)
    answer, _ = ask(
        endpoint, Http(body=json.dumps({"PersistentChat": {"SourceContactId": signed}}), caller=caller).http()
    )
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "5")
    assert json.loads(answer["body"])["data"]["Error"]["code"] == "keys-unavailable"


def test_forged_ids_do_not_wear_out_secrets_manager() -> None:
    secret, now = Secret(), time.time()
    reader = signed_contact_ids(plan(), secret, lambda: now).of(Identity(OWNER))
    signed = reader.sign(CONTACT)
    other_key = signed_contact_ids(plan(), Secret("x" * 44), lambda: now).of(Identity(OWNER))
    days_old = signed_contact_ids(plan(), Secret("x" * 44), lambda: now - 86_400).of(Identity(OWNER))
    secret.reads.clear()
    for _ in range(50):
        assert reader.read(signed[:-5] + "AAAAA", 24) is None  # of a key that is known
        assert reader.read(days_old.sign(CONTACT), 100) is None  # of a key that was known if there ever was one
    assert secret.reads == []
    for _ in range(10):
        assert reader.read(other_key.sign(CONTACT), 24) is None
    with pytest.raises(KeysUnavailable):
        reader.read(other_key.sign(CONTACT), 24)
    assert len(secret.reads) == 10 * 2


def test_no_chat_is_started_without_a_key_to_sign_its_id_with() -> None:
    secret = Secret()
    secret.error = client_error("AccessDeniedException", 400)
    status, body, client = start(None, secret=secret)
    assert (status, body["data"]["Error"]["code"], client.requests) == (500, "misconfigured", [])


@pytest.mark.parametrize(
    ("code", "status"),
    [("InvalidRequestException", 400), ("InvalidParameterException", 400), ("ResourceNotFoundException", 404)],
)
def test_a_chat_that_can_not_be_continued_yet_is_a_conflict_to_try_again(code: str, status: int) -> None:
    declared = plan()

    def refuse() -> Any:
        raise client_error(code, status)

    endpoint = Endpoint(declared, Client(refuse), contact_ids=signed_contact_ids(declared))
    body = json.dumps({"PersistentChat": {"SourceContactId": signed_contact_id(declared, OWNER, CONTACT)}})
    answer, log = ask(endpoint, Http(body=body, caller={"authorizer": {"jwt": {"claims": CLAIMS}}}).http())
    assert answer["statusCode"] == 409
    assert answer["headers"]["Retry-After"] == "30"
    error = json.loads(answer["body"])["data"]["Error"]
    assert error == {
        "code": "chat-not-ended",
        "message": "The earlier chat can't be continued yet; end it and try again later",
    }
    assert json.loads(log)["ConnectError"] == code
    assert json.loads(log)["Attempts"] == 1
