"""The request that is sent: whose values win, what is refused, and which fault decides the answer."""

from typing import Any

import pytest
from start_chat_contact.client_aliases import with_api_names
from start_chat_contact.errors import ChatError, FieldNotAllowed, InvalidRequest
from start_chat_contact.resolve import API_MEMBERS, Resolver

from constructs_lib import (
    ChatMessage,
    FromCaller,
    FromClaim,
    ParticipantDetails,
    PersistentChat,
    SegmentAttributeValue,
    SignedContactId,
    StartChatContactRequest,
)
from tests.support.endpoints import plan_of
from tests.support.profiles import FLOW_ID, INSTANCE_ID, SECOND_FLOW_ID

JANE = {"ParticipantDetails": {"DisplayName": "Jane"}}
IDS = {"InstanceId": INSTANCE_ID, "ContactFlowId": FLOW_ID}
CLOSED, FIXED = "is not open to callers", "is fixed and can't be changed"


def _declared(**members: Any) -> StartChatContactRequest:
    name = ParticipantDetails(display_name=FromCaller(default="Guest"))
    ids: dict[str, Any] = {"instance_id": INSTANCE_ID, "contact_flow_id": FLOW_ID, "participant_details": name}
    return StartChatContactRequest(**(ids | members))


def _sent(request: StartChatContactRequest, body: dict[str, Any], **claims: Any) -> dict[str, Any]:
    return Resolver(plan_of("jwt", request)).resolve(with_api_names(body), claims)[0]


def _refused(request: StartChatContactRequest, body: dict[str, Any], **claims: Any) -> tuple[type[ChatError], Any]:
    with pytest.raises(ChatError) as refused:
        _sent(request, body, **claims)
    return refused.type, [(problem.pointer, problem.reason) for problem in refused.value.problems]


def test_nothing_said_is_what_the_deployer_declared() -> None:
    assert _sent(_declared(), {}) == IDS | {"ParticipantDetails": {"DisplayName": "Guest"}}


@pytest.mark.parametrize("attributes", [{"channel": "web"}, {"channel": "web", "topic": FromCaller(default="x")}, None])
def test_attributes_as_json_text_mean_the_same(attributes: Any) -> None:
    request = _declared(attributes=attributes)
    assert _sent(request, {"Attributes": "{}"}) == _sent(request, {})
    if attributes:
        assert _sent(request, {"Attributes": '{"channel": "web"}'}) == _sent(request, {})


def test_a_claim_that_names_a_number() -> None:
    level = SegmentAttributeValue(value_integer=FromClaim("level", one_of={"1": 10, "gold": 20}))
    request = _declared(segment_attributes={"level": level})
    for claim, number in ((1, 10), ("1", 10), ("gold", 20)):
        assert _sent(request, {}, level=claim)["SegmentAttributes"] == {"level": {"ValueInteger": number}}


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 10**4000], ids=["high", "low", "long"])
def test_a_number_without_bounds_is_one_that_the_api_can_read(number: int) -> None:
    request = _declared(segment_attributes={"n": SegmentAttributeValue(value_integer=FromCaller())})
    error, [(_, reason)] = _refused(request, {"SegmentAttributes": {"n": {"ValueInteger": number}}})
    assert (error, reason) == (InvalidRequest, "must be from -2147483648 to 2147483647")


@pytest.mark.parametrize(
    "members",
    [
        {"participant_details": ParticipantDetails(display_name=FromClaim("name", required=False))},
        {"contact_flow_id": FromClaim("flow", one_of=[FLOW_ID], required=False)},
    ],
)
def test_a_claim_for_a_member_that_connect_requires_is_required(members: dict[str, Any]) -> None:
    error, [(_, reason)] = _refused(_declared(**members), {})
    assert (error, reason) == (FieldNotAllowed, "needs a claim that the caller's identity lacks")


def test_null_members_are_absent() -> None:
    assert _sent(_declared(), {"ParticipantDetails": {"DisplayName": None}, "CustomerId": None, "Attributes": {}})


def test_faults_stand_in_the_order_of_the_body() -> None:
    names = ["delta", "Alpha", "charlie", "Bravo", "echo"]
    error, problems = _refused(_declared(attributes={"topic": FromCaller()}), dict.fromkeys(names, 1))
    assert (error, [pointer for pointer, _ in problems]) == (InvalidRequest, [f"/{name}" for name in names])
    error, problems = _refused(_declared(attributes={"topic": FromCaller()}), {"Attributes": dict.fromkeys(names, "1")})
    assert (error, [pointer for pointer, _ in problems]) == (FieldNotAllowed, [f"/Attributes/{name}" for name in names])


def test_a_caller_has_a_say_in_open_members_alone() -> None:
    plan = plan_of("anonymous", _declared(attributes={"topic": FromCaller()}))
    _, said = Resolver(plan).resolve(JANE | {"InstanceId": INSTANCE_ID, "Attributes": {"topic": "x"}}, {})
    assert said == {"/ParticipantDetails/DisplayName": "Jane", "/Attributes/topic": "x"}


def test_what_the_caller_said_is_in_the_caller_s_words() -> None:
    declared = _declared(
        contact_flow_id=FromCaller(one_of={"sales": FLOW_ID}, default="sales"),
        attributes={"topic": FromCaller(one_of={"a": "1"}), "size": FromCaller(default="m")},
        persistent_chat=PersistentChat(rehydration_type="FROM_SEGMENT", source_contact_id=SignedContactId()),
    )
    body = JANE | {
        "ContactFlowId": "sales",
        "Attributes": {"topic": "a"},
        "PersistentChat": {"SourceContactId": "signed", "RehydrationType": "FROM_SEGMENT"},
    }
    sent, said = Resolver(plan_of("anonymous", declared)).resolve(body, {}, lambda text, hours: "contact")
    assert said == {
        "/ParticipantDetails/DisplayName": "Jane",
        "/ContactFlowId": "sales",
        "/Attributes/topic": "a",
        "/PersistentChat/SourceContactId": "signed",
    }
    assert sent["ContactFlowId"] == FLOW_ID
    assert sent["Attributes"] == {"topic": "1", "size": "m"}
    assert sent["PersistentChat"] == {"RehydrationType": "FROM_SEGMENT", "SourceContactId": "contact"}


@pytest.mark.parametrize("member", sorted(API_MEMBERS - {"InstanceId", "ContactFlowId", "ClientToken"}))
def test_no_member_is_open_by_default(member: str) -> None:
    fixed = _declared(participant_details=ParticipantDetails(display_name="Visitor"))
    kind, [(pointer, reason)] = _refused(fixed, {member: {"DisplayName": "x"}})
    assert (kind, pointer, reason) == (
        FieldNotAllowed,
        f"/{member}",
        FIXED if member in "ParticipantDetails" else CLOSED,
    )


@pytest.mark.parametrize(
    ("value", "same"),
    [(120, True), (120.0, False), ("120", False), (True, False), (121, False)],
)
def test_a_fixed_value_may_be_repeated_exactly(value: Any, same: bool) -> None:
    request = _declared(chat_duration_in_minutes=120)
    if same:
        assert _sent(request, {"ChatDurationInMinutes": value})["ChatDurationInMinutes"] == 120
    else:
        assert _refused(request, {"ChatDurationInMinutes": value}) == (
            FieldNotAllowed,
            [("/ChatDurationInMinutes", FIXED)],
        )


def test_one_and_true_are_two_values() -> None:
    request = _declared(segment_attributes={"n": SegmentAttributeValue(value_integer=1)})
    assert _sent(request, {"SegmentAttributes": {"n": {"ValueInteger": 1}}})
    assert _refused(request, {"SegmentAttributes": {"n": {"ValueInteger": True}}})[0] is FieldNotAllowed


def test_a_claim_is_sent_and_cannot_be_set() -> None:
    request = _declared(customer_id=FromClaim("sub"), attributes={"plan": FromClaim(["account", "plan"])})
    sent = _sent(request, JANE, sub="me", account={"plan": "gold"})
    assert (sent["CustomerId"], sent["Attributes"]) == ("me", {"plan": "gold"})
    body = {"CustomerId": "me", "Attributes": {"plan": "gold"}}
    assert _refused(request, body, sub="me", account={"plan": "gold"}) == (
        FieldNotAllowed,
        [("/Attributes/plan", "comes from the caller's identity"), ("/CustomerId", "comes from the caller's identity")],
    )


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({}, "needs a claim that the caller's identity lacks"),
        ({"sub": ""}, "needs a claim that the caller's identity lacks"),
        ({"sub": "x" * 129}, "needs a claim that is out of bounds in the caller's identity"),
        ({"sub": ["a"]}, "needs a claim that is out of bounds in the caller's identity"),
        ({"sub": "\ud800"}, "needs a claim that is out of bounds in the caller's identity"),
    ],
)
def test_a_claim_that_does_not_hold(claims: dict[str, Any], reason: str) -> None:
    request = _declared(customer_id=FromClaim("sub"))
    assert _refused(request, JANE, **claims) == (FieldNotAllowed, [("/CustomerId", reason)])


@pytest.mark.parametrize(("claim", "sent"), [(True, "true"), (False, "false"), (7, "7"), ("x", "x")])
def test_claims_that_are_no_text_become_text(claim: Any, sent: str) -> None:
    assert _sent(_declared(attributes={"a": FromClaim("a")}), JANE, a=claim)["Attributes"] == {"a": sent}


@pytest.mark.parametrize(
    ("claim", "sent"), [(7, 7), ("7", 7), ("-7", -7), ("--7", None), ("7.0", None), ("\u0667", None), (True, None)]
)
def test_claims_of_whole_numbers(claim: Any, sent: int | None) -> None:
    request = _declared(segment_attributes={"n": SegmentAttributeValue(value_integer=FromClaim("n"))})
    if sent is None:
        assert _refused(request, JANE, n=claim)[0] is FieldNotAllowed
    else:
        assert _sent(request, JANE, n=claim)["SegmentAttributes"] == {"n": {"ValueInteger": sent}}


@pytest.mark.parametrize(
    ("source", "value", "reason"),
    [
        (FromCaller(max_length=3), "four", "must have 0 to 3 characters"),
        (FromCaller(min_length=2), "x", "must have 2 to 32767 characters"),
        (FromCaller(pattern="[a-z]+"), "abc\n", "does not have the form that is asked for"),
        (FromCaller(pattern="[a-z]+"), "abc1", "does not have the form that is asked for"),
        (FromCaller(one_of=["a"]), "A", "is not one of the allowed values"),
        (FromCaller(one_of={"public": "real"}), "real", "is not one of the allowed values"),
        (FromCaller(), 1, "must be text"),
        (FromCaller(), ["x"], "must be text"),
    ],
)
def test_bounds_of_text(source: FromCaller, value: Any, reason: str) -> None:
    assert _refused(_declared(attributes={"a": source}), {"Attributes": {"a": value}}) == (
        InvalidRequest,
        [("/Attributes/a", reason)],
    )


def test_a_public_name_becomes_the_value_behind_it() -> None:
    request = _declared(attributes={"a": FromCaller(one_of={"public": "real"})})
    assert _sent(request, {"Attributes": {"a": "public"}})["Attributes"] == {"a": "real"}


def test_the_flow_is_chosen_by_its_public_name_or_its_id_and_no_other() -> None:
    flow = FromCaller(one_of={"sales": FLOW_ID, "support": SECOND_FLOW_ID}, default="support")
    request = _declared(contact_flow_id=flow)
    assert _sent(request, {})["ContactFlowId"] == SECOND_FLOW_ID
    assert _sent(request, {"ContactFlowId": ""})["ContactFlowId"] == SECOND_FLOW_ID
    assert _sent(request, {"ContactFlowId": "sales"})["ContactFlowId"] == FLOW_ID
    assert _sent(request, {"ContactFlowId": FLOW_ID})["ContactFlowId"] == FLOW_ID
    for other in ("99999999-9999-9999-9999-999999999999", 5, ["sales"]):
        assert _refused(request, {"ContactFlowId": other}) == (
            FieldNotAllowed,
            [("/ContactFlowId", "is not one of the allowed values")],
        )


def test_the_gravest_kind_of_fault_decides_and_all_of_its_kind_are_told() -> None:
    request = _declared(chat_duration_in_minutes=FromCaller(), attributes={"a": FromCaller(pattern="x")})
    wrong = {"ChatDurationInMinutes": 1, "Attributes": {"a": "y"}}
    kind, told = _refused(request, wrong)
    assert kind is InvalidRequest
    assert sorted(pointer for pointer, _ in told) == ["/Attributes/a", "/ChatDurationInMinutes"]
    assert _refused(request, wrong | {"CustomerId": "1"}) == (FieldNotAllowed, [("/CustomerId", CLOSED)])
    kind, told = _refused(request, wrong | {"CustomerId": "1", "Foo": 1, "ba r": 1})
    assert kind is InvalidRequest
    assert sorted(told) == [("", "is not a member of the request"), ("/Foo", "is not a member of the request")]


def test_attributes_may_come_as_json_text_and_are_judged_alike() -> None:
    request = _declared(attributes={"topic": FromCaller(), "tier": "free"})
    assert _sent(request, {"Attributes": '{"topic": "x"}'})["Attributes"] == {"topic": "x", "tier": "free"}
    assert _refused(request, {"Attributes": '{"topic": "x", "topic": "y"}'})[0] is InvalidRequest
    assert _refused(request, {"Attributes": '{"tier": "gold"}'}) == (FieldNotAllowed, [("/Attributes/tier", FIXED)])
    assert _refused(request, {"Attributes": "[]"}) == (InvalidRequest, [("/Attributes", "must be an object")])


def test_a_message_is_measured_in_bytes() -> None:
    request = _declared(initial_message=ChatMessage(content_type="text/plain", content=FromCaller()))
    assert _sent(request, {"InitialMessage": {"Content": "é" * 8192}})
    assert _refused(request, {"InitialMessage": {"Content": "é" * 8193}}) == (
        InvalidRequest,
        [("/InitialMessage/Content", "must have at most 16384 bytes")],
    )


def test_a_part_of_a_message_is_no_message() -> None:
    request = _declared(initial_message=ChatMessage(content_type="text/plain", content=FromCaller()))
    assert "InitialMessage" not in _sent(request, {})
    assert _refused(request, {"InitialMessage": {"ContentType": "text/plain"}}) == (
        InvalidRequest,
        [("/InitialMessage/Content", "is required")],
    )
