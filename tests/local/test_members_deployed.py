"""Every member of the API through a deployed endpoint: pinned, open to callers, and left out."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from constructs_lib.rendering.plan import request_plan
from local.aws import LocalAws
from tests.support.apps import members_app

APP = "tests/support/apps/members_app.py"
STACK = "Members"

OPEN_BODY: dict[str, Any] = {
    "ContactFlowId": "second",
    "Attributes": {"note": members_app.AWKWARD},
    "ParticipantDetails": {"DisplayName": "Zoë O'Brien-Müller"},
    "ParticipantConfiguration": {"ResponseMode": "COMPLETE"},
    "InitialMessage": {"ContentType": "text/markdown", "Content": members_app.AWKWARD},
    "ChatDurationInMinutes": 10080,
    "SupportedMessagingContentTypes": ["text/markdown", "text/plain"],
    "PersistentChat": {"RehydrationType": "ENTIRE_PAST_SESSION", "SourceContactId": "an-earlier-contact"},
    "SegmentAttributes": {"level": {"ValueInteger": 7}},
    "CustomerId": "c-1001",
    "DisconnectOnCustomerExit": ["AGENT"],
    "ConnectionTypes": ["CONNECTION_CREDENTIALS"],
}


@dataclass(frozen=True)
class Members:
    aws: LocalAws
    outputs: dict[str, str]

    def post(self, endpoint: str, body: dict[str, Any]) -> tuple[httpx.Response, list[dict[str, Any]]]:
        """The answer, and the requests that reached Connect for it."""
        before = len(self.aws.connect.calls())
        answer = httpx.post(self.aws.url(self.outputs[f"{endpoint}Url"]), json=body, timeout=60)
        return answer, [call["Request"] for call in self.aws.connect.calls()[before:]]


@pytest.fixture(scope="module")
def members(local_aws: LocalAws) -> Members:
    return Members(local_aws, local_aws.deploy(APP, STACK, {}))


def without_token(request: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name != "ClientToken"}


@pytest.mark.parametrize("endpoint", ["Pinned", "PinnedRelated"])
def test_pinned_members_reach_connect_as_they_were_declared(members: Members, endpoint: str) -> None:
    _, calls = members.post(endpoint, {})
    declared = {name: node["is"] for name, node in request_plan(members_app.ENDPOINTS[endpoint]).items()}
    assert [without_token(call) for call in calls] == [declared]


def test_a_parameter_of_the_stack_reaches_connect_with_its_quotes_and_line_breaks(members: Members) -> None:
    _, calls = members.post("Parameter", {})
    note = f"{members_app.AWKWARD}\n$PLAN_1"
    assert [call["Attributes"] for call in calls] == [{"note": note, "choice": note}]


def test_open_members_reach_connect_from_the_body(members: Members) -> None:
    key = str(uuid.uuid4())
    answer, calls = members.post("Open", {**OPEN_BODY, "ClientToken": key})
    expected = {**OPEN_BODY, "ContactFlowId": members_app.OTHER_FLOW, "InstanceId": members_app.INSTANCE}
    assert [without_token(call) for call in calls] == [expected], answer.text
    assert calls[0]["ClientToken"]
    assert calls[0]["ClientToken"] != key


def test_an_open_related_contact_reaches_connect(members: Members) -> None:
    body = {name: value for name, value in OPEN_BODY.items() if name != "PersistentChat"}
    _, calls = members.post("Open", {**body, "RelatedContactId": "another-contact", "ClientToken": str(uuid.uuid4())})
    assert [call["RelatedContactId"] for call in calls] == ["another-contact"]


def test_a_client_token_that_is_required_is_missed(members: Members) -> None:
    answer, calls = members.post("Open", OPEN_BODY)
    assert (answer.status_code, calls) == (400, [])


@pytest.mark.parametrize("member", sorted(set(OPEN_BODY) - {"ParticipantDetails"} | {"RelatedContactId"}))
def test_a_member_left_out_is_refused_from_a_caller(members: Members, member: str) -> None:
    answer, calls = members.post("Closed", {member: OPEN_BODY.get(member, "another-contact")})
    assert (answer.status_code, calls) == (403, []), answer.text
    assert answer.json()["errors"][0]["pointer"] == f"/{member}"


@pytest.mark.parametrize("endpoint", ["Pinned", "Open", "Closed"])
@pytest.mark.parametrize(
    "body",
    [
        {"InstanceId": "99999999-9999-9999-9999-999999999999"},
        {"ChatStreamingConfiguration": {"StreamingEndpointArn": "arn:aws:sns:us-east-1:999999999999:elsewhere"}},
    ],
    ids=["InstanceId", "ChatStreamingConfiguration"],
)
def test_members_that_no_caller_can_set_are_refused(members: Members, endpoint: str, body: dict[str, Any]) -> None:
    answer, calls = members.post(
        endpoint, {**(OPEN_BODY if endpoint == "Open" else {}), **body, "ClientToken": str(uuid.uuid4())}
    )
    assert (answer.status_code, calls) == (403, []), answer.text


def test_200_flows_and_100_attributes(members: Members) -> None:
    attributes = {f"attribute{n}": f"{n}:x" for n in range(100)}
    before = len(members.aws.connect.calls())

    def start(flow: str) -> int:
        body = {"ContactFlowId": flow, "Attributes": attributes}
        return httpx.post(members.aws.url(members.outputs["ManyUrl"]), json=body, timeout=60).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(start, members_app.FLOWS)) == {200}
    calls = [call["Request"] for call in members.aws.connect.calls()[before:]]
    assert {call["ContactFlowId"] for call in calls} == set(members_app.FLOWS.values())
    assert all(call["Attributes"] == attributes for call in calls)
