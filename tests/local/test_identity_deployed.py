"""Which credentials deployed endpoints of every kind of access accept, and what of an identity reaches Connect."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import boto3
import httpx
import pytest
import websockets
from botocore import UNSIGNED
from botocore.config import Config

from constructs_lib.rendering.plan import request_plan
from examples.cognito.app import REQUEST as COGNITO_REQUEST
from examples.jwt.app import CONTACT_FLOW_ID, PREMIUM_FLOW_ID
from local.aws import LocalAws
from tests.support.identities import NAME, STACK, Identities, Outcome, table
from tests.support.openid_issuer import Issuer


@pytest.fixture(scope="module")
def identities(local_aws: LocalAws) -> Iterator[Identities]:
    with Issuer() as issuer:
        yield Identities(local_aws, issuer)
        local_aws.boto3("cloudformation").delete_stack(StackName=STACK)


@pytest.fixture(scope="module")
def outcomes(identities: Identities) -> list[Outcome]:
    return [identities.make(attempt) for attempt in identities.attempts()]


def test_only_the_proved_are_let_in_and_only_they_reach_connect(outcomes: list[Outcome]) -> None:
    print(table(outcomes))
    assert len(outcomes) == 50
    for outcome in outcomes:
        seen = (outcome.attempt.endpoint, outcome.attempt.proof, outcome.answer.status_code, len(outcome.calls))
        if outcome.attempt.accepted:
            assert seen[2:] == (200, 1), seen
        else:
            assert seen[2] in (401, 403), seen
            assert seen[3] == 0, seen


def test_every_refusal_is_json_with_a_message(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if not outcome.attempt.accepted:
            assert outcome.answer.json()["message"]
            assert not any(value in outcome.answer.text for value in outcome.attempt.headers.values())


def sent_by(outcomes: list[Outcome], endpoint: str) -> dict[str, Any]:
    [outcome] = [o for o in outcomes if o.attempt.endpoint == endpoint and o.attempt.proof == "valid"]
    return outcome.calls[0]


@pytest.mark.parametrize(
    "endpoints",
    [
        ("RestCognito", "HttpCognito"),
        ("RestSignedJwt", "HttpSignedJwt"),
        ("RestLambda", "HttpLambda"),
        ("RestIam", "HttpIam"),
    ],
)
def test_claims_read_alike_behind_either_kind_of_api(outcomes: list[Outcome], endpoints: tuple[str, str]) -> None:
    rest, http = ({**sent_by(outcomes, endpoint), "ClientToken": ""} for endpoint in endpoints)
    assert rest == http


def test_what_the_claims_of_each_kind_become(identities: Identities, outcomes: list[Outcome]) -> None:
    cognito = sent_by(outcomes, "HttpCognito")
    assert cognito["ParticipantDetails"] == {"DisplayName": "Ann"}
    assert cognito["Attributes"] == {"topic": "support", "email": "ann@example.com"}
    assert cognito["SegmentAttributes"] == request_plan(COGNITO_REQUEST)["SegmentAttributes"]["is"]
    assert sent_by(outcomes, "HttpSignedJwt")["CustomerId"] == "ann"
    assert sent_by(outcomes, "HttpSignedJwt")["Attributes"] == {"tier": "gold"}
    assert sent_by(outcomes, "HttpLambda")["CustomerId"] == "c-1001"
    assert sent_by(outcomes, "HttpLambda")["Attributes"] == {"plan": "gold"}
    assert sent_by(outcomes, "HttpIam")["Attributes"] == {"calledBy": "000000000000"}
    assert sent_by(outcomes, "HttpJwt")["CustomerId"] == "ann"


@pytest.mark.parametrize(
    ("tier", "flow"), [(None, CONTACT_FLOW_ID), ("basic", CONTACT_FLOW_ID), ("premium", PREMIUM_FLOW_ID)]
)
def test_a_claim_chooses_the_flow(identities: Identities, tier: str | None, flow: str) -> None:
    answer, calls = jwt_start(identities, {}, tier=tier, address={"country": "DE"})
    assert answer.status_code == 200, answer.text
    assert calls[0]["ContactFlowId"] == flow
    assert calls[0]["Attributes"] == {"country": "DE"}


@pytest.mark.parametrize("claims", [{"tier": "platinum"}, {"address": {"country": "Germany"}}, {"name": "System"}])
def test_claims_out_of_bounds_are_refused(identities: Identities, claims: dict[str, Any]) -> None:
    answer, calls = jwt_start(identities, {}, **claims)
    assert (answer.status_code, calls) == (403, [])


@pytest.mark.parametrize(
    "body",
    [
        {"CustomerId": "bob"},
        {"ContactFlowId": PREMIUM_FLOW_ID},
        NAME,
        {"Attributes": {"country": "FR"}},
        {"customerName": "Bob"},
    ],
)
def test_a_caller_who_sends_what_his_identity_says_is_refused(identities: Identities, body: dict[str, Any]) -> None:
    answer, calls = jwt_start(identities, body)
    assert (answer.status_code, calls) == (403, []), answer.text


@pytest.mark.parametrize("endpoint", ["RestCognito", "HttpJwt", "RestLambda", "RestSignedJwt", "RestOwn"])
def test_pages_may_send_the_header_that_proves_the_identity(identities: Identities, endpoint: str) -> None:
    headers = {
        "Origin": "https://www.example.com",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    }
    answer = httpx.options(identities.aws.url(identities.outputs[endpoint]), headers=headers)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "https://www.example.com"
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().replace(" ", "").split(",")
    wanted = {"content-type", "idempotency-key"} | ({"authorization"} if endpoint != "RestOwn" else set())
    assert wanted <= set(allowed)


@pytest.mark.parametrize("endpoint", ["RestOwn", "HttpOwn"])
def test_apis_that_were_there_already_start_chats(identities: Identities, endpoint: str) -> None:
    answer = identities.post(endpoint, {}, {"ParticipantDetails": {"DisplayName": "Zoe"}})
    assert answer.status_code == 200, answer.text
    assert identities.aws.connect.calls()[-1]["Request"]["ParticipantDetails"] == {"DisplayName": "Zoe"}
    assert identities.post(endpoint, {}, {"CustomerId": "x"}).status_code == 403


def jwt_start(
    identities: Identities, body: dict[str, Any], endpoint: str = "HttpJwt", **claims: Any
) -> tuple[httpx.Response, list[dict[str, Any]]]:
    before = len(identities.aws.connect.calls())
    headers = {"Authorization": f"Bearer {identities.issuer.token(**claims)}"}
    answer = identities.post(endpoint, headers, body)
    return answer, [call["Request"] for call in identities.aws.connect.calls()[before:]]


def continued(source: str, rehydration: str = "ENTIRE_PAST_SESSION") -> dict[str, Any]:
    return {"PersistentChat": {"RehydrationType": rehydration, "SourceContactId": source}}


def end(identities: Identities, answer: httpx.Response) -> None:
    """The customer ends the chat with the connection that the answer brought."""
    participant = boto3.client(
        "connectparticipant",
        region_name="us-east-1",
        endpoint_url=identities.aws.connect.url,
        config=Config(signature_version=UNSIGNED),
    )
    participant.disconnect_participant(ConnectionToken=answer.json()["ConnectionCredentials"]["ConnectionToken"])


def test_one_answer_is_enough_to_open_the_websocket(identities: Identities) -> None:
    answer, _ = jwt_start(identities, {})
    result = answer.json()["data"]["startChatResult"]
    assert result["ConnectionCredentials"]["ConnectionToken"]

    async def subscribe() -> Any:
        async with websockets.connect(result["Websocket"]["Url"]) as socket:
            await socket.send(json.dumps({"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}}))
            return json.loads(await socket.recv())

    said = asyncio.run(asyncio.wait_for(subscribe(), 30))
    assert said == {"topic": "aws/subscribe", "content": {"status": "success", "topics": ["aws/chat"]}}


@pytest.mark.parametrize("rehydration", ["ENTIRE_PAST_SESSION", "FROM_SEGMENT"])
def test_the_owner_continues_his_chat_again_and_again(identities: Identities, rehydration: str) -> None:
    answer, _ = jwt_start(identities, {})
    for _ in range(3):
        earlier = answer.json()
        end(identities, answer)
        answer, calls = jwt_start(identities, continued(earlier["SignedContactId"], rehydration))
        assert answer.status_code == 200, answer.text
        assert calls[0]["PersistentChat"]["SourceContactId"] == earlier["ContactId"]
        assert answer.json()["ContinuedFromContactId"] == earlier["ContactId"]
        assert answer.json()["data"]["startChatResult"]["SignedContactId"] != earlier["SignedContactId"]


def test_a_chat_that_goes_on_can_not_be_continued_yet(identities: Identities) -> None:
    first, _ = jwt_start(identities, {})
    answer, calls = jwt_start(identities, continued(first.json()["SignedContactId"]))
    assert (answer.status_code, len(calls)) == (409, 1)
    assert answer.headers["Retry-After"] == "30"
    assert answer.json()["data"]["Error"]["code"] == "chat-not-ended"


def test_nobody_else_continues_it(identities: Identities) -> None:
    first, _ = jwt_start(identities, {})
    end(identities, first)
    signed, raw = first.json()["SignedContactId"], first.json()["ContactId"]
    changed = f"{signed[:-10]}{'A' if signed[-10] != 'A' else 'B'}{signed[-9:]}"
    for source, claims in ((signed, {"sub": "bob"}), (raw, {}), (changed, {})):
        answer, calls = jwt_start(identities, continued(source), **claims)
        assert (answer.status_code, calls) == (403, [])
        assert answer.json()["data"]["Error"]["code"] == "not-owner"
    assert jwt_start(identities, continued(signed))[0].status_code == 200


def test_another_deployment_refuses_it_though_it_has_the_same_key(identities: Identities) -> None:
    first, _ = jwt_start(identities, {})
    end(identities, first)
    body = continued(first.json()["SignedContactId"])
    answer, calls = jwt_start(identities, body, "HttpJwtToo")
    assert (answer.status_code, calls) == (403, [])
    assert jwt_start(identities, {}, "HttpJwtToo")[0].status_code == 200
    assert jwt_start(identities, body)[0].status_code == 200
