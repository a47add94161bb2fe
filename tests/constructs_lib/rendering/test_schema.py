"""The request model refuses early what is no request, and leaves every other answer to the function."""

import json
from typing import Any

import pytest
from jsonschema import Draft4Validator

from constructs_lib import (
    ChatMessage,
    FromCaller,
    FromClaim,
    ParticipantDetails,
    PersistentChat,
    SignedContactId,
    StartChatContactRequest,
)
from constructs_lib.rendering.schema import body_schema
from tests.support.profiles import PROFILES
from tests.support.request_cases import cases, http

INSTANCE_ID = "11111111-1111-1111-1111-111111111111"
FLOW_ID = "22222222-2222-2222-2222-222222222222"


def request(**members: Any) -> StartChatContactRequest:
    words: dict[str, Any] = {
        "instance_id": INSTANCE_ID,
        "contact_flow_id": FLOW_ID,
        "participant_details": ParticipantDetails(display_name=FromCaller(default="Guest")),
    }
    return StartChatContactRequest(**(words | members))


def accepts(declared: StartChatContactRequest, body: Any) -> bool:
    schema = body_schema(declared)
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema).is_valid(body)


OPEN = request(
    attributes={"topic": FromCaller(required=True, max_length=3), "channel": "web"},
    initial_message=ChatMessage(content_type="text/plain", content=FromCaller()),
    client_token=FromCaller(required=True),
    chat_duration_in_minutes=FromCaller(maximum=120),
    supported_messaging_content_types=FromCaller(),
    persistent_chat=PersistentChat(rehydration_type=FromCaller(), source_contact_id=SignedContactId()),
    connection_types=FromCaller(),
    customer_id=FromClaim("sub"),
)
BODY: dict[str, Any] = {"Attributes": {"topic": "a"}}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"Attributes": {"topic": "far longer than is open"}},  # text is bounded by the function alone
        {"Attributes": {"other": "x"}},
        {"Attributes": '{"topic": "a"}'},
        {"Attributes": {"topic": None}},
        {"ParticipantDetails": {"DisplayName": "x" * 300}},
        {"ParticipantDetails": {"Other": 1}},
        {"InitialMessage": {}},
        {"ChatDurationInMinutes": 60},
        {"ChatDurationInMinutes": 120},
        {"ChatDurationInMinutes": 121},  # as are numbers
        {"ChatDurationInMinutes": None},
        {"SupportedMessagingContentTypes": [" text/plain", "text/html"]},
        {"ConnectionTypes": ["WEBSOCKET", "X"]},
        {"PersistentChat": {"SourceContactId": "x"}},
        {"InstanceId": 1, "ContactFlowId": ["x"], "ConnectInstanceId": ""},
        {"CustomerId": 7, "RelatedContactId": 7, "ChatStreamingConfiguration": 7},
        {"Username": 7, "customerName": 7},
    ],
)
def test_left_to_the_function(body: dict[str, Any]) -> None:
    assert accepts(OPEN, BODY | body)


@pytest.mark.parametrize(
    "body",
    [
        [],
        "text",
        1,
        None,  # something is required
        {},
        {"Attributes": ["topic"]},
        {"Attributes": {"topic": 1}},
        {"ParticipantDetails": "Ann"},
        {"ParticipantDetails": {"DisplayName": 1}},
        {"InitialMessage": {"Content": {}}},
        {"ChatDurationInMinutes": "60"},
        {"ChatDurationInMinutes": 60.5},
        {"SupportedMessagingContentTypes": "text/plain"},
        {"SupportedMessagingContentTypes": []},
        {"SupportedMessagingContentTypes": [1]},
        {"ConnectionTypes": ["WEBSOCKET"] * 3},
        {"PersistentChat": {"SourceContactId": 1}},
    ],
)
def test_refused_early(body: Any) -> None:
    given = BODY | body if isinstance(body, dict) and body else body
    assert not accepts(OPEN, given)


def test_nothing_required_means_that_no_body_is_fine() -> None:
    assert accepts(request(), None)
    assert accepts(request(), {})
    assert "required" not in body_schema(request())


def test_a_name_may_come_under_another_key() -> None:
    declared = request(participant_details=ParticipantDetails(display_name=FromCaller(required=True)))
    assert accepts(declared, {"customerName": "Ann"})


def test_a_flow_that_must_be_named() -> None:
    declared = request(contact_flow_id=FromCaller(one_of={"sales": FLOW_ID}))
    assert body_schema(declared)["required"] == ["ContactFlowId"]


def test_a_number_under_a_public_name() -> None:
    declared = request(chat_duration_in_minutes=FromCaller(one_of={"short": 60, "long": 120}))
    assert accepts(declared, {"ChatDurationInMinutes": "short"})
    assert not accepts(declared, {"ChatDurationInMinutes": 60})


def test_no_refusal_quotes_text() -> None:
    """API Gateway logs why it refused a body; these words of a schema would quote the value."""
    text = json.dumps(body_schema(OPEN))
    assert not [word for word in ("minLength", "maxLength", "pattern", "enum", "format") if f'"{word}"' in text]


CASES = [
    case
    for case in cases()
    if case["profile"] in PROFILES
    and not {"base64", "raw_base64", "event"} & case.keys()
    and http(case).body is not None
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_what_the_function_answers_otherwise_reaches_it(case: dict[str, Any]) -> None:
    """A request that succeeds, or that the function refuses with something else than 400, passes the model."""
    _, declared = PROFILES[case["profile"]]
    try:
        body = json.loads(http(case).body or "null")
    except (ValueError, RecursionError):
        assert case["status"] >= 400
        return
    if case["status"] != 400:
        assert accepts(declared, body)


def words_of(schema: Any) -> set[str]:
    """The keywords of a schema, at any depth; members' names are none."""
    below = [*schema.get("properties", {}).values(), schema.get("items", {})]
    return set(schema).union(*(words_of(each) for each in below if each))


@pytest.mark.parametrize("declared", [OPEN, request(), *(declared for _, declared in PROFILES.values())])
def test_no_refusal_quotes_the_caller(declared: StartChatContactRequest) -> None:
    """API Gateway logs why it refused: a type, a count, or the name of a member that the deployer requires."""
    says_nothing = {"$schema", "title", "type", "properties", "required", "items", "minItems", "maxItems"}
    assert words_of(body_schema(declared)) <= says_nothing
