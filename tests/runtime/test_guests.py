"""Guests of an identity pool start chats as strangers do: nothing is vouched for."""

import json
from typing import Any

import pytest
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.guests import without_vouching

from constructs_lib import FromClaim, ParticipantDetails, SegmentAttributeValue, StartChatContactRequest
from tests.support.endpoints import Client, ask, plan_of
from tests.support.events import Http
from tests.support.profiles import FLOW_ID, INSTANCE_ID

VOUCHING = {"connect:CustomerAuthentication": {"ValueMap": {"Status": {"ValueString": "AUTHENTICATED"}}}}
ARN = "arn:aws:sts::123456789012:assumed-role/web/CognitoIdentityCredentials"


def _declared(**members: Any) -> StartChatContactRequest:
    status = SegmentAttributeValue(value_map={"Status": SegmentAttributeValue(value_string="AUTHENTICATED")})
    return StartChatContactRequest(
        instance_id=INSTANCE_ID,
        contact_flow_id=FLOW_ID,
        participant_details=ParticipantDetails(display_name="Customer"),
        segment_attributes={"connect:CustomerAuthentication": status},
        **members,
    )


def _event(form: str, kind: str) -> dict[str, Any]:
    identity = {"userArn": ARN, "cognitoIdentityId": "eu:1", "cognitoAuthenticationType": kind}
    iam = {"userArn": ARN, "cognitoIdentity": {"identityId": "eu:1", "identityPoolId": "eu:p", "amr": [kind]}}
    http = Http(body="{}", caller={"identity": identity, "authorizer": {"iam": iam}})
    event: dict[str, Any] = getattr(http, form)()
    return event


@pytest.mark.parametrize("form", ["rest", "http"])
def test_authenticated_is_sent_for_those_who_signed_in_alone(form: str) -> None:
    client = Client()
    asked = Endpoint(plan_of("iam", _declared(attributes={"user": FromClaim("userArn", default="guest")})), client)
    for kind in ("authenticated", "unauthenticated"):
        answer, _ = ask(asked, _event(form, kind))
        assert answer["statusCode"] == 200
    signed_in, guest = client.requests
    assert (signed_in["SegmentAttributes"], signed_in["Attributes"]) == (VOUCHING, {"user": ARN})
    assert "SegmentAttributes" not in guest
    assert guest["Attributes"] == {"user": "guest"}


@pytest.mark.parametrize("form", ["rest", "http"])
def test_a_guest_has_no_claims(form: str) -> None:
    client = Client()
    asked = Endpoint(plan_of("iam", _declared(customer_id=FromClaim("cognitoIdentityId"))), client)
    answer, _ = ask(asked, _event(form, "unauthenticated"))
    assert answer["statusCode"] == 403
    assert json.loads(answer["body"])["errors"] == [
        {"pointer": "/CustomerId", "detail": "needs a claim that the caller's identity lacks"}
    ]
    assert not client.requests
    assert ask(asked, _event(form, "authenticated"))[0]["statusCode"] == 200


@pytest.mark.parametrize("text", ["AUTHENTICATED", "authenticated", " Authenticated "])
def test_vouching_is_left_out_however_it_is_written(text: str) -> None:
    status = {"ValueMap": {"IdentityProvider": {"ValueString": "x"}, "Status": {"ValueString": text}}}
    shop = {"shop": {"ValueString": "s"}}
    segments = {"connect:CustomerAuthentication": status, **shop}
    assert without_vouching({"InstanceId": "i", "SegmentAttributes": segments}) == {
        "InstanceId": "i",
        "SegmentAttributes": shop,
    }


@pytest.mark.parametrize(
    "segments",
    [
        {},
        {"shop": {"ValueString": "AUTHENTICATED"}},
        {"connect:CustomerAuthentication": {"ValueMap": {"Status": {"ValueString": "NOT_AUTHENTICATED"}}}},
        {"connect:CustomerAuthentication": {"ValueInteger": 1}},
    ],
)
def test_other_segment_attributes_are_sent(segments: dict[str, Any]) -> None:
    assert without_vouching({"SegmentAttributes": segments}) == {"SegmentAttributes": segments}
    assert without_vouching({"InstanceId": "i"}) == {"InstanceId": "i"}
