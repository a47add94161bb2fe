"""What is shown at synthesis although it can be deployed, and what is refused because it would be silent."""

# ruff: noqa: E501, ISC004, RUF043 - a message stays on one line

from typing import Any

import pytest
from aws_cdk import Annotations, Duration, Stack
from aws_cdk import aws_apigateway as apigateway

from constructs_lib import (
    Access,
    Capacity,
    Cors,
    DeclarationError,
    FromCaller,
    PersistentChat,
    SegmentAttributeValue,
    SignedContactId,
    StartChatContactFunction,
    StartChatContactHttpApi,
)
from tests.support.accesses import authorizer, secret
from tests.support.requests import make_request
from tests.support.stacks import make_stack, plan_of, template_of, warnings


def make(**words: Any) -> tuple[Stack, StartChatContactFunction]:
    stack = make_stack()
    settings: dict[str, Any] = {"request": make_request(), "access": Access.anonymous()}
    return stack, StartChatContactFunction(stack, "Chat", **(settings | words))


def test_raw_contact_ids_bring_a_warning() -> None:
    stack, _ = make(
        request=make_request(
            persistent_chat=PersistentChat(rehydration_type="FROM_SEGMENT", source_contact_id=FromCaller())
        )
    )
    [warning] = warnings(stack, "request.persistent_chat.source_contact_id")
    assert warning.startswith(
        "request.persistent_chat.source_contact_id: FromCaller lets whoever knows the id of a contact use it, "
        "transcript included; use SignedContactId()"
    )


def test_every_site_brings_a_warning() -> None:
    stack, _ = make(cors=Cors(allow_origins=["*"]))
    [warning] = warnings(stack, "cors.allow_origins")
    assert warning.startswith("cors.allow_origins: '*' lets pages of every site start chats; name the origins")


DURATION = "request.chat_duration_in_minutes"


@pytest.mark.parametrize(
    ("members", "longest", "chats"),
    [
        ({}, "1,500", "450,000"),
        ({"chat_duration_in_minutes": FromCaller()}, "10,080", "3,024,000"),
        ({"chat_duration_in_minutes": 241}, "241", "72,300"),
        ({"chat_duration_in_minutes": FromCaller(maximum=60)}, "1,500", "450,000"),  # left out: Connect's default
        ({"chat_duration_in_minutes": FromCaller(one_of=[60, 2000])}, "2,000", "600,000"),
        ({"chat_duration_in_minutes": FromCaller(one_of={"short": 60, "long": 300}, default="short")}, "300", "90,000"),
    ],
)
def test_long_chats_that_anybody_can_start(members: dict[str, Any], longest: str, chats: str) -> None:
    stack, _ = make(request=make_request(**members))
    [warning] = warnings(stack, DURATION)
    assert warning.startswith(
        f"{DURATION}: a chat may last {longest} minutes, so 5 starts/s can keep {chats} chats open (5 x 60 x {longest}), and "
        "Amazon Connect's quota is 500 per instance; give 240 or less, with a default where callers may leave it out, or "
        "acknowledge that something else ends idle chats"
    )


def test_chats_that_are_short_or_not_open_to_everybody() -> None:
    short = (240, FromCaller(maximum=60, required=True), FromCaller(one_of=[60, 120], default=60))
    requests: list[dict[str, Any]] = [{"request": make_request(chat_duration_in_minutes=value)} for value in short]
    for words in (*requests, {"access": Access.iam()}):
        assert warnings(make(**words)[0], DURATION) == []


@pytest.mark.parametrize(
    ("granted", "text"),
    [
        (
            {},
            "a chat may last 60 minutes, so 5 starts/s can keep 18,000 chats open (5 x 60 x 60), and Amazon Connect's quota is 500 per instance; ask AWS",
        ),
        (
            {"chats_last": Duration.minutes(10)},
            "a chat is expected to last 10 minutes, so 5 starts/s can keep 3,000 chats open",
        ),
        ({"chats_last": Duration.hours(2)}, "a chat may last 60 minutes"),  # the request ends it before that
        ({"concurrent_chats": 17_999}, "a chat may last 60 minutes"),
        ({"concurrent_chats": 18_000}, None),
        ({"concurrent_chats": 3000, "chats_last": Duration.minutes(10)}, None),
    ],
)
def test_what_a_stated_capacity_can_keep_open(granted: dict[str, Any], text: str | None) -> None:
    stack, _ = make(request=make_request(chat_duration_in_minutes=60), capacity=Capacity(**granted))
    found = warnings(stack, DURATION)
    assert len(found) == (text is not None)
    assert all(warning.startswith(f"{DURATION}: {text}") for warning in found)


def test_a_warning_can_be_acknowledged() -> None:
    stack, chat = make()
    Annotations.of(chat).acknowledge_warning(f"constructs_lib:{DURATION}", "the flow ends idle chats")
    assert warnings(stack, DURATION) == []


def test_a_signed_id_that_is_valid_for_a_year_and_bound_to_nobody() -> None:
    def found(access: Access, hours: int) -> list[str]:
        source = SignedContactId(valid_for_hours=hours)
        stack, _ = make(request=make_request(related_contact_id=source), access=access)
        return warnings(stack, "request.related_contact_id")

    [warning] = found(Access.anonymous(), 8760)
    assert warning.startswith(
        "request.related_contact_id: a signed contact id is valid for 8,760 hours, and whoever has it can read the chat; "
        "give valid_for_hours=168 or less, or choose Access.iam()"
    )
    assert found(Access.anonymous(), 168) == found(Access.iam(), 8760) == []


def test_an_open_endpoint_on_an_api_of_the_deployers() -> None:
    stack, chat = make()
    chat.add_to_rest_api(apigateway.RestApi(stack, "Api").root)
    [warning] = warnings(stack, "access")
    assert warning.startswith(
        "access: Access.anonymous() lets everybody reach the function, and this API is yours; set a throttle of 5/s with "
        "burst 8 or less on its stage and a web ACL with a rate per address, or say without_waf='<why none is needed>'"
    )
    stack, chat = make(access=Access.anonymous(without_waf="our own firewall stands in front"))
    chat.add_to_rest_api(apigateway.RestApi(stack, "Api").root)
    assert warnings(stack, "access") == []


def test_reserved_names_of_ones_own() -> None:
    stack, _ = make(reserved_display_names=["Example Ltd"])
    [warning] = warnings(stack, "reserved_display_names")
    assert warning.startswith("reserved_display_names: replaces the function's own list")


@pytest.mark.parametrize("text", ["AUTHENTICATED", "authenticated", " Authenticated ", "${Token[TOKEN.1]}"])
def test_nobody_vouches_for_unknown_customers_in_any_spelling(text: str) -> None:
    value = SegmentAttributeValue(value_map={"Status": SegmentAttributeValue(value_string=text)})
    request = make_request(segment_attributes={"connect:CustomerAuthentication": value})
    with pytest.raises(DeclarationError, match="would vouch for everybody, but Access.anonymous"):
        make(request=request)


def test_one_secret_does_not_sign_tokens_and_contact_ids() -> None:
    stack = make_stack()
    key = secret(stack)
    with pytest.raises(DeclarationError, match="contact_id_secret: is the secret of Access.signed_jwt"):
        StartChatContactFunction(
            stack,
            "Chat",
            request=make_request(related_contact_id=SignedContactId()),
            access=Access.signed_jwt(key),
            contact_id_secret=key,
        )


def test_callers_that_an_http_api_can_not_tell_apart() -> None:
    stack = make_stack()
    request = make_request(related_contact_id=SignedContactId())
    with pytest.raises(DeclarationError) as raised:
        StartChatContactHttpApi(stack, "Chat", request=request, access=Access.lambda_authorizer(authorizer(stack)))
    assert raised.value.problems == (
        "access: behind an HTTP API nothing tells the callers of a Lambda authorizer apart, so anyone could use a signed "
        "contact id; give Access.lambda_authorizer(…, caller_claim='<a context key>'), or use StartChatContactRestApi",
    )
    stack = make_stack()
    access = Access.lambda_authorizer(authorizer(stack), caller_claim="customer")
    StartChatContactHttpApi(stack, "Chat", request=request, access=access)
    assert plan_of(template_of(stack))["caller_claim"] == "customer"
    assert plan_of(template_of(make()[0])).get("caller_claim") is None


@pytest.mark.parametrize("claim", ["", [], [""], 7])
def test_a_caller_claim_is_a_name_or_a_path(claim: Any) -> None:
    stack = make_stack()
    access = Access.lambda_authorizer(authorizer(stack), caller_claim=claim)
    with pytest.raises(DeclarationError) as raised:
        StartChatContactFunction(stack, "Chat", request=make_request(), access=access)
    assert str(raised.value) == (
        f"access: Access.lambda_authorizer(…): caller_claim {claim!r} is not a claim; give its name, or a path of names"
    )
