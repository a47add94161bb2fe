"""Exactly what each declaration allows."""

from typing import Any

import pytest

from constructs_lib import Access, FromCaller, PersistentChat, SignedContactId, StartChatContactFunction
from constructs_lib.request.traversal import sources
from tests.support.requests import FLOW_ID, INSTANCE_ID, OTHER_FLOW_ID, make_request
from tests.support.stacks import make_stack, statements, template_of

LOG = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "T0KEN"}
KEY = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "T0KEN"}
INSTANCE = f"arn:<Partition>:connect:<Region>:<AccountId>:instance/{INSTANCE_ID}"


def allowed(region: str | None = None, **members: Any) -> list[dict[str, Any]]:
    stack = make_stack(region=region)
    StartChatContactFunction(stack, "Chat", request=make_request(**members), access=Access.anonymous())
    template = template_of(stack)
    assert "ManagedPolicyArns" not in str(template)
    return statements(template)


def start(resource: Any, **words: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "connect:StartChatContact", "Resource": resource, **words}


def test_one_flow() -> None:
    assert allowed() == [start(f"{INSTANCE}/contact-flow/{FLOW_ID}"), LOG]


def test_flows_by_public_name() -> None:
    flows = {"sales": FLOW_ID, "support": OTHER_FLOW_ID, "other": "44444444-4444-4444-4444-444444444444"}
    found = allowed(contact_flow_id=FromCaller(one_of=flows, default="sales"))
    assert found == [start([f"{INSTANCE}/contact-flow/{flow}" for flow in flows.values()]), LOG]


CONTACTS = start(f"{INSTANCE}/contact/*", Condition={"StringEquals": {"connect:InstanceId": INSTANCE_ID}})


@pytest.mark.parametrize(
    "members",
    [
        {
            "persistent_chat": PersistentChat(
                rehydration_type="ENTIRE_PAST_SESSION", source_contact_id=SignedContactId()
            )
        },
        {"related_contact_id": SignedContactId()},
        {"related_contact_id": "55555555-5555-5555-5555-555555555555"},
    ],
)
def test_contacts_of_the_instance_only_where_declared(members: dict[str, Any]) -> None:
    signed = SignedContactId() in sources(make_request(**members))
    expected = [start(f"{INSTANCE}/contact-flow/{FLOW_ID}"), CONTACTS, *([KEY] if signed else []), LOG]
    assert len(allowed(**members)) == len(expected)
    assert all(statement in expected for statement in allowed(**members))


@pytest.mark.parametrize("region", ["us-east-1", "us-gov-west-1", "cn-north-1"])
def test_no_partition_is_written_out(region: str) -> None:
    [statement, _] = allowed(region)
    partition = {"us-east-1": "aws", "us-gov-west-1": "aws-us-gov", "cn-north-1": "aws-cn"}[region]
    flow = f"connect:{region}:444455556666:instance/{INSTANCE_ID}/contact-flow/{FLOW_ID}"
    assert statement["Resource"] in (f"arn:<Partition>:{flow}", f"arn:{partition}:{flow}")
