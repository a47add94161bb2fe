from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local.connect import ConnectStandIn
from local.emulator.credentials import encode
from local.emulator.emulator import Emulator

INSTANCE = "11111111-1111-4111-8111-111111111111"
FLOW = "22222222-2222-4222-8222-222222222222"
ACTION = "connect:StartChatContact"
PREFIX = f"arn:aws:connect:us-east-1:000000000000:instance/{INSTANCE}"

Start = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(connect_endpoint="http://127.0.0.1:9") as running:
        yield running


@pytest.fixture
def iam(emulator: Emulator) -> Iterator[Any]:
    client = emulator.client("iam")
    client.create_role(RoleName="chat", AssumeRolePolicyDocument="{}")
    yield client
    for name in client.list_role_policies(RoleName="chat")["PolicyNames"]:
        client.delete_role_policy(RoleName="chat", PolicyName=name)
    client.delete_role(RoleName="chat")


@pytest.fixture
def start(stand_in: ConnectStandIn, emulator: Emulator, iam: Any) -> Start:
    stand_in.set(iam_endpoint=emulator.url)
    return starter(stand_in, encode(iam.get_role(RoleName="chat")["Role"]["Arn"]))


def starter(stand_in: ConnectStandIn, session_token: str | None) -> Start:
    client = boto3.client(
        "connect",
        region_name="us-east-1",
        endpoint_url=stand_in.url,
        aws_access_key_id="AKIDLOCAL",
        aws_secret_access_key="local",
        aws_session_token=session_token,
        config=Config(retries={"total_max_attempts": 1}),
    )

    def start_chat_contact(**members: Any) -> dict[str, Any]:
        minimal = {"InstanceId": INSTANCE, "ContactFlowId": FLOW, "ParticipantDetails": {"DisplayName": "Ada"}}
        answer: dict[str, Any] = client.start_chat_contact(**(minimal | members))
        return answer

    return start_chat_contact


def allow(iam: Any, resource: str, **condition: Any) -> None:
    statement = {"Effect": "Allow", "Action": ACTION, "Resource": resource, **condition}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    name = resource.rpartition(":")[2].replace("/", ".").replace("*", "all")
    iam.put_role_policy(RoleName="chat", PolicyName=name, PolicyDocument=json.dumps(document))


def denied(start: Start, **members: Any) -> str:
    with pytest.raises(ClientError) as error:
        start(**members)
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert error.value.response["Error"]["Code"] == "AccessDeniedException"
    message: str = error.value.response["Error"]["Message"]
    return message


def test_the_role_may_start_its_flow_and_no_other(start: Start, iam: Any, stand_in: ConnectStandIn) -> None:
    user = "arn:aws:sts::000000000000:assumed-role/chat"
    refused = f"User: {user} is not authorized to perform: {ACTION} on resource: {PREFIX}/contact-flow/"
    assert denied(start) == refused + FLOW
    allow(iam, f"{PREFIX}/contact-flow/{FLOW}")
    start()
    assert stand_in.ledger()[0]["Role"] == "arn:aws:iam::000000000000:role/chat"
    assert denied(start, ContactFlowId="another") == f"{refused}another"
    assert "instance/another/contact-flow/" in denied(start, InstanceId="another")
    assert [call["Outcome"] for call in stand_in.calls()] == [
        "AccessDeniedException",
        "started",
        "AccessDeniedException",
        "AccessDeniedException",
    ]


def test_an_earlier_contact_needs_a_permission_of_its_own(start: Start, iam: Any) -> None:
    allow(iam, f"{PREFIX}/contact-flow/{FLOW}")
    related = start()["ContactId"]
    assert f"on resource: {PREFIX}/contact/{related}" in denied(start, RelatedContactId=related)
    persistent = {"RehydrationType": "FROM_SEGMENT", "SourceContactId": related}
    assert f"on resource: {PREFIX}/contact/{related}" in denied(start, PersistentChat=persistent)
    allow(iam, f"{PREFIX}/contact/*", Condition={"StringEquals": {"connect:InstanceId": "another"}})
    denied(start, RelatedContactId=related)
    allow(iam, f"{PREFIX}/contact/*", Condition={"StringEquals": {"connect:InstanceId": INSTANCE}})
    start(RelatedContactId=related)


@pytest.mark.parametrize("token", [None, "x"])
def test_a_call_in_the_name_of_no_role(emulator: Emulator, stand_in: ConnectStandIn, token: str | None) -> None:
    start = starter(stand_in, token)
    start()
    stand_in.set(iam_endpoint=emulator.url)
    assert denied(start) == f"The session token names no role, so it may not perform: {ACTION}"


def test_a_role_that_does_not_exist(emulator: Emulator, stand_in: ConnectStandIn) -> None:
    stand_in.set(iam_endpoint=emulator.url)
    assert "is not authorized" in denied(starter(stand_in, encode("arn:aws:iam::000000000000:role/nobody")))


def test_an_iam_that_does_not_answer(stand_in: ConnectStandIn) -> None:
    stand_in.set(iam_endpoint="http://127.0.0.1:9")
    with pytest.raises(ClientError, match='IAM did not respond: Could not connect to the endpoint URL: "http://127'):
        starter(stand_in, encode("arn:aws:iam::000000000000:role/nobody"))()
