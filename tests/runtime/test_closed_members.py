"""No request sets a member that the deployer fixed or that the identity fills: all members, all kinds of access."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from start_chat_contact.endpoint import Endpoint

from constructs_lib import (
    ChatMessage,
    ChatStreamingConfiguration,
    FromClaim,
    ParticipantConfiguration,
    ParticipantDetails,
    PersistentChat,
    SegmentAttributeValue,
    StartChatContactRequest,
)
from constructs_lib.request.shape import Shape, members
from tests.support.endpoints import Client, ask, plan_of
from tests.support.events import CALLERS, HEADERS, Http
from tests.support.signing import signed_jwt, token

IDS: dict[str, Any] = {
    "instance_id": "11111111-1111-1111-1111-111111111111",
    "contact_flow_id": "22222222-2222-2222-2222-222222222222",
}
OTHER_FLOW = "22222222-2222-2222-2222-222222222223"
TOPIC = "arn:aws:sns:us-east-1:111122223333:messages"

FIXED = StartChatContactRequest(
    **IDS,
    attributes={"channel": "web"},
    participant_details=ParticipantDetails(display_name="Visitor"),
    participant_configuration=ParticipantConfiguration(response_mode="COMPLETE"),
    initial_message=ChatMessage(content_type="text/plain", content="hello"),
    chat_duration_in_minutes=61,
    supported_messaging_content_types=["text/plain", "text/markdown"],
    persistent_chat=PersistentChat(rehydration_type="FROM_SEGMENT", source_contact_id="an-earlier-contact"),
    segment_attributes={
        "text": SegmentAttributeValue(value_string="a"),
        "number": SegmentAttributeValue(value_integer=3),
        "arn": SegmentAttributeValue(value_arn="arn:aws:x"),
        "list": SegmentAttributeValue(value_list=[SegmentAttributeValue(value_string="b")]),
        "map": SegmentAttributeValue(value_map={"inner": SegmentAttributeValue(value_string="c")}),
    },
    customer_id="customer-1",
    disconnect_on_customer_exit=["AGENT"],
    connection_types=["WEBSOCKET"],
    chat_streaming_configuration=ChatStreamingConfiguration(streaming_endpoint_arn=TOPIC),
)
RELATED = StartChatContactRequest(
    **IDS, participant_details=ParticipantDetails(display_name="Visitor"), related_contact_id="a-related-contact"
)


def claimed(*, text: str, number: str, arn: str, nested: str | list[str], flow: str) -> StartChatContactRequest:
    """Every member that an identity can fill, from claims of these names."""
    return StartChatContactRequest(
        instance_id=IDS["instance_id"],
        contact_flow_id=FromClaim(flow, one_of={"123456789012": OTHER_FLOW, "me": OTHER_FLOW}),
        attributes={"plain": FromClaim(text), "nested": FromClaim(nested)},
        participant_details=ParticipantDetails(display_name=FromClaim(text)),
        initial_message=ChatMessage(content_type="text/plain", content=FromClaim(text)),
        segment_attributes={
            "text": SegmentAttributeValue(value_string=FromClaim(text)),
            # An account id has more digits than the API's integers hold.
            "number": SegmentAttributeValue(value_integer=FromClaim(number, one_of={"7": 7, "123456789012": 8})),
            "arn": SegmentAttributeValue(value_arn=FromClaim(arn)),
            "map": SegmentAttributeValue(value_map={"inner": SegmentAttributeValue(value_string=FromClaim(text))}),
        },
        customer_id=FromClaim(text),
    )


OF_TOKEN = claimed(text="sub", number="account", arn="arn", nested=["address", "country"], flow="sub")
OF_IAM = claimed(text="accountId", number="accountId", arn="userArn", nested="accountId", flow="accountId")
CLAIMS = {"sub": "me", "account": "7", "arn": "arn:aws:x", "address": '{"country": "DE"}'}
DEPLOYMENTS = {
    **{f"{kind}, fixed": (kind, FIXED) for kind in (*CALLERS, "anonymous", "signed_jwt")},
    **{f"{kind}, related": (kind, RELATED) for kind in (*CALLERS, "anonymous", "signed_jwt")},
    **{f"{kind}, claims": (kind, OF_TOKEN) for kind in ("jwt", "cognito", "lambda_authorizer", "signed_jwt")},
    "iam, claims": ("iam", OF_IAM),
}


def test_every_member_is_tried() -> None:
    def paths(structure: Any, wanted: type[Any] | None, prefix: str = "") -> Iterator[str]:
        for name, shape, _ in members(structure):
            nested: Any = shape.member
            if shape.type_name == "structure":
                yield from paths(nested, wanted, f"{prefix}{name}.")
                continue
            sources = shape.sources + (nested.sources if isinstance(nested, Shape) else ())
            if (wanted in sources) if wanted else shape.plain:
                yield f"{prefix}{name}"

    def filled(value: Any, path: str) -> bool:
        for name in path.split("."):
            value = getattr(value, name, None)
        return value is not None

    for path in paths(StartChatContactRequest, None):
        assert filled(FIXED, path) or filled(RELATED, path), f"fix {path} in this test"
    for path in paths(StartChatContactRequest, FromClaim):
        assert filled(OF_TOKEN, path), f"fill {path} from a claim in this test"


def post(kind: str, body: Any, headers: Mapping[str, str]) -> Http:
    caller = copy.deepcopy(CALLERS.get(kind, {}))
    if kind == "jwt":
        caller["authorizer"]["jwt"]["claims"] |= CLAIMS
    elif kind == "cognito":
        caller["authorizer"]["claims"] |= CLAIMS
    elif kind == "lambda_authorizer":
        caller["authorizer"] |= CLAIMS
    given_headers = {**{name: [value] for name, value in headers.items()}, **HEADERS}
    if kind == "signed_jwt":
        given_headers["authorization"] = [f"Bearer {token(CLAIMS)}"]
    return Http(body=json.dumps(body), headers=given_headers, caller=caller)


def start(kind: str, request: StartChatContactRequest, body: Any, headers: Mapping[str, str]) -> tuple[int, Client]:
    client = Client()
    authenticate = signed_jwt().identify if kind == "signed_jwt" else None
    endpoint = Endpoint(plan_of(kind, request), client, authenticate)
    http = post(kind, body, headers)
    answer, _ = ask(endpoint, http.http() if kind == "jwt" else http.rest())
    return answer["statusCode"], client


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(value, dict):
        for name, child in value.items():
            yield from leaves(child, (*path, name))


TEXTS = st.sampled_from(
    ["", "me", "victim", "7", "gold", "null", OTHER_FLOW, "arn:aws:x", "text/plain", "INCREMENTAL", "VALUE", "\u0000"]
)
SCALARS = st.none() | st.booleans() | st.integers(-1, 10081) | st.floats(allow_nan=False) | TEXTS | st.text(max_size=5)
NAMES = st.sampled_from(
    ["ValueString", "ValueInteger", "ValueMap", "inner", "plain", "nested", "topic", "DisplayName", "Content", "claims"]
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=5
)
STRANGERS = st.sampled_from(["claims", "sub", "identity", "requestContext", "authorizer", "Username", "customerName"])
FORGED_HEADERS = st.dictionaries(
    st.sampled_from(["x-claims", "x-amzn-sub", "sub", "x-customer-id", "x-forwarded-user", "x-amzn-oidc-identity"]),
    st.sampled_from(["victim", '{"sub": "victim"}']),
    max_size=2,
)


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@settings(max_examples=250, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_closed_members_are_sent_as_declared_or_nothing_is_sent(deployment: str, data: st.DataObject) -> None:
    kind, request = DEPLOYMENTS[deployment]
    status, client = start(kind, request, {}, {})
    assert status == 200
    [expected] = client.requests
    expected.pop("ClientToken")

    body: dict[str, Any] = copy.deepcopy(data.draw(st.sampled_from([{}, expected]))) if data else {}
    *way, last = data.draw(st.sampled_from([path for path in leaves(expected) if path]))
    place = body
    for name in way:
        place = place.setdefault(name, {})
    place[last] = data.draw(ANYTHING)
    if data.draw(st.booleans()):
        body[data.draw(STRANGERS)] = data.draw(ANYTHING)

    status, client = start(kind, request, body, data.draw(FORGED_HEADERS))
    assert status in (200, 400, 403)
    assert len(client.requests) == (status == 200)
    for sent in client.requests:
        sent.pop("ClientToken")
        assert sent == expected
