"""Claims by name and by path, and what tells the callers that an authorizer accepts apart."""

from typing import Any

import pytest
from start_chat_contact.claims import Missing, find_claim
from start_chat_contact.event import read_event
from start_chat_contact.gateway_identity import READERS

from constructs_lib import FromCaller, FromClaim, ParticipantDetails, StartChatContactRequest
from tests.support.endpoints import plan_of
from tests.support.events import Http

CLAIMS: dict[str, Any] = {
    "sub": "me",
    "custom:tier": "gold",
    "address": {"country": "DE", "lines": {"first": "x"}},
    "as_text": '{"country": "FR", "lines": {"first": "y"}}',
    "verified": False,
    "age": 0,
    "empty": "",
    "none": None,
    "list": ["a"],
    "deep": "[" * 100_000,
    "twice": '{"tier": "gold", "tier": "basic"}',
    "not a number": '{"tier": NaN, "other": 1}',
    "infinite": '{"tier": 1e400, "other": 1}',
    "half": '{"tier": "\\ud800"}',
    "nan": float("nan"),
    "inf": float("inf"),
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sub", "me"),
        ("custom:tier", "gold"),
        (["address", "country"], "DE"),
        (["address", "lines", "first"], "x"),
        (["as_text", "country"], "FR"),
        (["as_text", "lines", "first"], "y"),
        ("verified", False),
        ("age", 0),
    ],
)
def test_found(name: Any, value: Any) -> None:
    assert find_claim(CLAIMS, name) == value


@pytest.mark.parametrize(
    "name",
    [
        "unknown",
        "empty",
        "none",
        ["address", "city"],
        ["sub", "x"],
        ["list", "0"],
        ["age", "x"],
        ["deep", "x"],
        # JSON text that can be read in two ways, or holds no number.
        ["twice", "tier"],
        ["not a number", "tier"],
        ["not a number", "other"],
        ["infinite", "other"],
        ["half", "tier"],
        "nan",
        "inf",
    ],
)
def test_missing(name: Any) -> None:
    with pytest.raises(Missing):
        find_claim(CLAIMS, name)


def scope(request: StartChatContactRequest, **context: Any) -> tuple[Any, ...]:
    event = Http(caller={"authorizer": {"lambda": context}}).http()
    identity = READERS["lambda_authorizer"](read_event(event), plan_of("lambda_authorizer", request))
    assert identity.shared  # a guessable key could still meet a stranger's
    return identity.scope


def test_callers_of_an_authorizer_are_told_apart_by_the_claims_that_the_request_uses() -> None:
    def request(**words: Any) -> StartChatContactRequest:
        details = ParticipantDetails(display_name=FromCaller(default="Guest"))
        return StartChatContactRequest(instance_id="i", contact_flow_id="f", participant_details=details, **words)

    bound = request(customer_id=FromClaim("customerId"))
    assert scope(bound, customerId="c-1") != scope(bound, customerId="c-2")
    assert scope(bound, customerId="c-1", at="9:00") == scope(bound, customerId="c-1", at="9:01")
    assert scope(request(), customerId="c-1") == scope(request(), customerId="c-2")
    assert scope(request(), principalId="a") != scope(request(), principalId="b")
