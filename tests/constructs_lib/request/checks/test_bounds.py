"""Messages about the bounds of sources."""

# ruff: noqa: E501 - a message stays on one line

from typing import Any

import pytest
from aws_cdk import Token

from constructs_lib import (
    FromCaller,
    FromClaim,
    SignedContactId,
)
from tests.support.requests import TOKEN, named, problems

DURATION = "request.chat_duration_in_minutes"
NAME = "request.participant_details.display_name"
TOPIC = "request.attributes['topic']"

MESSAGES: list[tuple[dict[str, Any], str]] = [
    # bounds of sources
    (
        {"chat_duration_in_minutes": FromCaller(maximum=20000)},
        f"{DURATION}: FromCaller(maximum=20000) is wider than the API allows (60 to 10,080)",
    ),
    (
        {"chat_duration_in_minutes": FromCaller(minimum=1)},
        f"{DURATION}: FromCaller(minimum=1) is wider than the API allows (60 to 10,080)",
    ),
    (
        {"chat_duration_in_minutes": FromCaller(minimum=90, maximum=80)},
        f"{DURATION}: FromCaller(minimum=90, maximum=80) allows nothing; swap them",
    ),
    (
        {"chat_duration_in_minutes": FromCaller(maximum=1.5)},  # type: ignore[arg-type]
        f"{DURATION}: FromCaller(maximum=1.5) is float; give a whole number",
    ),
    (
        {"chat_duration_in_minutes": FromCaller(maximum=-1.8881545897087626e289)},  # type: ignore[arg-type]
        f"{DURATION}: FromCaller(maximum=-1.8881545897087626e+289) is float; give a whole number",  # a token
    ),
    (
        {"chat_duration_in_minutes": FromCaller(max_length=3)},
        f"{DURATION}: FromCaller(max_length=3) does not apply to integer values; leave it out",
    ),
    (
        {"connection_types": FromCaller(max_length=50)},
        "request.connection_types: FromCaller(max_length=50) does not apply to list values; leave it out",
    ),
    (named(FromCaller(minimum=3)), f"{NAME}: FromCaller(minimum=3) does not apply to string values; leave it out"),
    (
        named(FromCaller(default="x", required=True)),
        f"{NAME}: required and default are mutually exclusive; drop one of them",
    ),
    (
        named(FromCaller(default="x" * 65, max_length=64)),
        f"{NAME}: default: '{'x' * 39}… (65 long) is not allowed; allowed: 1 to 64 characters",
    ),
    (
        named(FromCaller(pattern="(")),
        f"{NAME}: FromCaller(pattern='(') is not a valid regular expression (missing ), unterminated subpattern at position 0); correct it",
    ),
    (
        named(FromCaller(pattern=TOKEN)),
        f"{NAME}: FromCaller(pattern='{TOKEN}') is not a valid regular expression (it is a token, whose backslashes would break the plan); correct it",
    ),
    (named(FromCaller(pattern="[a-z]+", default="Guest")), f"{NAME}: default 'Guest' does not match pattern '[a-z]+'"),
    (named(FromClaim(None)), f"{NAME}: FromClaim(None) does not name a claim; give its name, or a path of names"),  # type: ignore[arg-type]
    (named(FromClaim("")), f"{NAME}: FromClaim('') does not name a claim; give its name, or a path of names"),
    (named(FromClaim([])), f"{NAME}: FromClaim([]) does not name a claim; give its name, or a path of names"),
    (
        {"attributes": {"topic": FromCaller(one_of=[])}},
        f"{TOPIC}: one_of is empty, which allows nothing; name the allowed values or leave it out",
    ),
    (
        {"attributes": {"topic": FromCaller(one_of="ab")}},
        f"{TOPIC}: FromCaller(one_of='ab') is str; give a list or a mapping",
    ),
    ({"attributes": {"topic": FromCaller(one_of=["a"], default="b")}}, f"{TOPIC}: default 'b' is not among one_of (a)"),
    (
        {"attributes": {"topic": FromCaller(one_of=TOKEN)}},
        f"{TOPIC}: FromCaller(one_of='{TOKEN}') is str; give a list or a mapping",
    ),
    (
        {"attributes": {"topic": FromCaller(one_of=["a"], default=TOKEN)}},
        f"{TOPIC}: default '{TOKEN}' is not among one_of (a)",
    ),
    (
        {"chat_duration_in_minutes": FromCaller(one_of={"short": 60}, default=60)},
        f"{DURATION}: default: 60 is int; give text",
    ),
    (
        {"client_token": FromCaller(default="x" * 22)},
        "request.client_token: default and one_of would make callers share a chat; leave them out",
    ),
    (
        {"attributes": {"topic": FromCaller(one_of={"": "a"})}},
        f"{TOPIC}: one_of has the public name ''; give non-empty text, known at synthesis",
    ),
    (
        {"attributes": {"topic": FromCaller(one_of=[1])}},
        f"{TOPIC}: one_of: 1 is int; give text; allowed: 0 to 32,767 characters",
    ),
    (
        {"related_contact_id": SignedContactId(valid_for_hours=0)},
        "request.related_contact_id: SignedContactId(valid_for_hours=0) is not allowed; give 1 to 8760",
    ),
    (
        {"related_contact_id": SignedContactId(valid_for_hours="24")},  # type: ignore[arg-type]
        "request.related_contact_id: SignedContactId(valid_for_hours='24') is not allowed; give 1 to 8760",
    ),
]


@pytest.mark.parametrize(
    ("members", "message"), MESSAGES, ids=lambda value: value[:60] if isinstance(value, str) else ""
)
def test_message(members: dict[str, Any], message: str) -> None:
    assert problems(**members) == [message]


def test_a_wrong_default_of_a_sensitive_member_is_not_shown() -> None:
    found = problems(customer_id=FromCaller(default="4711", pattern="[a-z]+"))
    assert found == ["request.customer_id: default the value does not match pattern '[a-z]+'"]


def test_a_choice_that_could_not_be_kept() -> None:
    member = "request.supported_messaging_content_types"
    twice = FromCaller(one_of={"plain": "text/plain", "text": "text/plain"})
    assert problems(supported_messaging_content_types=twice) == [
        f"{member}: one_of has two names for one value, which a caller could send twice; drop one of them"
    ]
    later = FromCaller(one_of=Token.as_list({"Ref": "Types"}))
    assert problems(supported_messaging_content_types=later) == [
        f"{member}: one_of is a list that only the deployment knows; name each value, tokens included"
    ]
