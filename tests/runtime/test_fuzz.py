"""Whatever is sent, the answer is proper, nothing that the API forbids is passed on, and closed members stay closed.

``FUZZ=40`` in the environment makes forty times as many examples, other ones each time (``make fuzz``).
"""

import copy
import itertools
import json
import os
import time
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.origin_secret import HEADER, OriginSecret
from start_chat_contact.signed_jwt import SignedJwt

from constructs_lib import (
    ChatMessage,
    FromCaller,
    FromClaim,
    ParticipantConfiguration,
    ParticipantDetails,
    PersistentChat,
    SegmentAttributeValue,
    StartChatContactRequest,
)
from tests.support import strategies
from tests.support.connect_rules import changed, objections
from tests.support.endpoints import Client, ask, plan_of
from tests.support.events import CALLERS, HEADERS, Http
from tests.support.profiles import FLOW_ID, INSTANCE_ID, SECOND_FLOW_ID
from tests.support.signing import KEY, Secret, keys, token

TIMES = int(os.environ.get("FUZZ", "1"))


def _examples(count: int) -> settings:
    return settings(
        max_examples=count * TIMES,
        derandomize=TIMES == 1,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


_IDS: dict[str, Any] = {"InstanceId": INSTANCE_ID, "ContactFlowId": FLOW_ID}
OPEN = StartChatContactRequest(
    instance_id=INSTANCE_ID,
    contact_flow_id=FromCaller(one_of={"sales": FLOW_ID, "support": SECOND_FLOW_ID}, default="sales"),
    participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
    participant_configuration=ParticipantConfiguration(response_mode=FromCaller()),
    initial_message=ChatMessage(content_type=FromCaller(), content=FromCaller()),
    attributes={"topic": FromCaller()},
    client_token=FromCaller(),
    chat_duration_in_minutes=FromCaller(),
    supported_messaging_content_types=FromCaller(),
    persistent_chat=PersistentChat(rehydration_type=FromCaller(), source_contact_id=FromCaller()),
    related_contact_id=FromCaller(),
    segment_attributes={
        "shop": SegmentAttributeValue(value_string=FromCaller()),
        "size": SegmentAttributeValue(value_integer=FromCaller(minimum=0, maximum=40)),
        "connect:Subtype": SegmentAttributeValue(value_string=FromCaller(default="connect:Web")),
        "nested": SegmentAttributeValue(value_map={"inner": SegmentAttributeValue(value_string=FromCaller())}),
    },
    customer_id=FromCaller(),
    disconnect_on_customer_exit=FromCaller(),
    connection_types=FromCaller(),
)
OPEN_MEMBERS = dict.fromkeys([*strategies.members, "SegmentAttributes"], True) | {"Attributes": {"topic": True}}

# Fixed members and claims, with the little that is open between them.
BOUND = StartChatContactRequest(
    instance_id=INSTANCE_ID,
    contact_flow_id=FLOW_ID,
    participant_details=ParticipantDetails(display_name=FromClaim("name")),
    participant_configuration=ParticipantConfiguration(response_mode="COMPLETE"),
    initial_message=ChatMessage(content_type="text/plain", content=FromCaller()),
    attributes={"channel": "web", "email": FromClaim("email"), "topic": FromCaller(one_of=["sales", "support"])},
    chat_duration_in_minutes=120,
    supported_messaging_content_types=["text/plain"],
    segment_attributes={
        "connect:CustomerAuthentication": SegmentAttributeValue(
            value_map={"Status": SegmentAttributeValue(value_string="AUTHENTICATED")}
        )
    },
    customer_id=FromClaim("sub"),
    disconnect_on_customer_exit=["AGENT"],
)
BOUND_FIXED: dict[str, Any] = {
    **_IDS,
    "ParticipantDetails": {"DisplayName": "Jane Doe"},
    "ParticipantConfiguration": {"ResponseMode": "COMPLETE"},
    "Attributes": {"channel": "web", "email": "jane@example.com"},
    "ChatDurationInMinutes": 120,
    "SupportedMessagingContentTypes": ["text/plain"],
    "SegmentAttributes": {"connect:CustomerAuthentication": {"ValueMap": {"Status": {"ValueString": "AUTHENTICATED"}}}},
    "CustomerId": "me",
    "DisconnectOnCustomerExit": ["AGENT"],
}
BOUND_OPEN = {"InitialMessage": True, "ClientToken": True, "Attributes": {"topic": True}}

# Where claims may be broken as well, they may be any text within the API's bounds: only the others keep their values.
_ANY_CLAIMS: tuple[dict[str, Any], dict[str, Any]] = (
    {name: value for name, value in BOUND_FIXED.items() if name not in ("CustomerId", "ParticipantDetails")}
    | {"Attributes": {"channel": "web"}},
    {**BOUND_OPEN, "CustomerId": True, "ParticipantDetails": True, "Attributes": {"topic": True, "email": True}},
)

_CLIENT = Client()
_OPEN = Endpoint(plan_of("anonymous", OPEN), _CLIENT)
_BOUND = Endpoint(plan_of("jwt", BOUND), _CLIENT)
_COGNITO = Endpoint(plan_of("cognito", BOUND), _CLIENT)
# A second passes at each look at the clock, so that every token of another key is decided by a reading of its own.
_KEYS = keys(Secret(), itertools.count(time.time()).__next__)
_SIGNED_JWT = Endpoint(plan_of("signed_jwt", BOUND), _CLIENT, SignedJwt(_KEYS).identify)


def _check(asked: Endpoint, event: Any, fixed: dict[str, Any], open_members: dict[str, Any]) -> None:
    _CLIENT.requests.clear()
    answer, log = ask(asked, event)
    assert answer["statusCode"] == 200 or 400 <= answer["statusCode"] < 500, answer
    assert answer["headers"]["Cache-Control"] == "no-store"
    assert not any(mark in value for value in answer["headers"].values() for mark in "\r\n")
    assert isinstance(json.loads(answer["body"]), dict)
    assert len(answer["body"]) < 100_000
    assert json.loads(log)["status"] == answer["statusCode"]
    assert len(_CLIENT.requests) == (1 if answer["statusCode"] == 200 else 0)
    for request in _CLIENT.requests:
        assert not list(objections(request)), request
        assert not list(changed(request, fixed, open_members)), request


@_examples(1500)
@given(strategies.body)
def test_members_of_an_open_endpoint(body: Any) -> None:
    _check(_OPEN, Http(body=json.dumps(body)).rest(), {"InstanceId": INSTANCE_ID}, OPEN_MEMBERS)


@_examples(1000)
@given(strategies.body)
def test_members_of_an_endpoint_with_fixed_members_and_claims(body: Any) -> None:
    _check(_BOUND, Http(body=json.dumps(body), caller=CALLERS["jwt"]).http(), BOUND_FIXED, BOUND_OPEN)


@_examples(1250)
@given(strategies.as_event_body, st.sampled_from(["rest", "http", "url"]))
@example(("[" * 60_000, False), "rest")
@example(('{"a":' * 9 + "[" + "[],[]," * 9_000 + "0]" + "}" * 9, False), "rest")
@example(("{" + ",".join(f'"k{index}":1' for index in range(6_000)) + "}", False), "http")
def test_raw_bodies(body: tuple[str, bool], form: str) -> None:
    text, is_base64 = body
    event = getattr(Http(body=text, is_base64=is_base64), form)()
    _check(_OPEN, event, {"InstanceId": INSTANCE_ID}, OPEN_MEMBERS)


@_examples(500)
@given(strategies.headers, st.sampled_from(["rest", "http"]))
def test_headers(headers: dict[str, list[str]], form: str) -> None:
    event = getattr(Http(headers={**HEADERS, **headers}), form)()
    _check(_OPEN, event, {"InstanceId": INSTANCE_ID}, OPEN_MEMBERS)


@_examples(150)
@given(
    st.lists(
        st.text() | st.sampled_from([KEY, KEY[:-1], f"{KEY} ", KEY.upper(), f"{KEY},{KEY}"]), max_size=2, unique=True
    ),
    st.sampled_from(["rest", "http", "url"]),
)
def test_origin_secrets(values: list[str], form: str) -> None:
    _CLIENT.requests.clear()
    asked = Endpoint(plan_of("anonymous", OPEN), _CLIENT, origin_secret=OriginSecret(keys()))
    answer, log = ask(asked, getattr(Http(body="{}", headers=HEADERS | ({HEADER: values} if values else {})), form)())
    is_right = values == [KEY]
    assert (answer["statusCode"], len(_CLIENT.requests)) == ((200, 1) if is_right else (403, 0))
    assert KEY not in log + json.dumps(answer) + json.dumps(_CLIENT.requests)


@_examples(250)
@given(strategies.claims, st.sampled_from([KEY, "another key of more than thirty-two bytes"]), st.booleans())
@example({"sub": "me", "exp": 10**400}, KEY, False)
def test_tokens(claims: dict[str, Any], key: str, is_cut: bool) -> None:
    text = token(claims, key)
    headers = {**HEADERS, "authorization": [f"Bearer {text[:-1] if is_cut else text}"]}
    _check(_SIGNED_JWT, Http(body="", headers=headers).rest(), *_ANY_CLAIMS)
    assert key == KEY or not _CLIENT.requests
    assert not is_cut or not _CLIENT.requests


@_examples(750)
@given(st.data())
def test_broken_events(data: st.DataObject) -> None:
    asked, access, form = data.draw(st.sampled_from([(_BOUND, "jwt", "http"), (_COGNITO, "cognito", "rest")]))
    event = copy.deepcopy(getattr(Http(body=data.draw(st.sampled_from(["{}", ""])), caller=CALLERS[access]), form)())
    for _ in range(data.draw(st.integers(1, 2))):
        _break(data, event)
    _check(asked, event, *_ANY_CLAIMS)


def _break(data: st.DataObject, event: dict[str, Any]) -> None:
    """Replace or remove one value of the event, at any depth."""
    holder: Any = event
    while True:
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        child = holder[key]
        if not (isinstance(child, (dict, list)) and child and data.draw(st.booleans())):
            break
        holder = child
    if isinstance(holder, dict) and data.draw(st.booleans()):
        del holder[key]
    else:
        holder[key] = copy.deepcopy(data.draw(strategies.anything))
    if not event:
        event["httpMethod"] = "POST"
