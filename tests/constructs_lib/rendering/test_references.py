from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, CfnParameter, Environment, Fn, Stack
from aws_cdk import aws_connect as connect

from constructs_lib import Access, FromCaller, StartChatContactFunction, testing
from constructs_lib.rendering.references import check_references, reference_warnings, resolve_references
from tests.support.requests import FLOW_ID, INSTANCE_ID, OTHER_FLOW_ID, make_request
from tests.support.stacks import flat, make_stack, warnings

ARN = "arn:<Partition>:connect:<Region>:<AccountId>:instance"
LITERAL = f"arn:aws:connect:eu-west-2:444455556666:instance/{INSTANCE_ID}"


def resolved(stack: Stack, **members: Any) -> tuple[Any, Any, list[str]]:
    found = resolve_references(stack, make_request(**members))
    return (
        stack.resolve(found.request.instance_id),
        stack.resolve(found.request.contact_flow_id),
        [flat(stack.resolve(arn)) for arn in found.flow_arns],
    )


def test_ids() -> None:
    assert resolved(make_stack()) == (INSTANCE_ID, FLOW_ID, [f"{ARN}/{INSTANCE_ID}/contact-flow/{FLOW_ID}"])


def test_arns_are_cut_to_ids() -> None:
    found = resolved(make_stack(), instance_id=LITERAL, contact_flow_id=f"{LITERAL}/contact-flow/{FLOW_ID}")
    assert found == (INSTANCE_ID, FLOW_ID, [f"{ARN}/{INSTANCE_ID}/contact-flow/{FLOW_ID}"])


def test_parameters_are_ids() -> None:
    stack = make_stack()
    instance, flow = (CfnParameter(stack, name).value_as_string for name in ("Instance", "Flow"))
    found = resolved(stack, instance_id=instance, contact_flow_id=flow)
    assert found == ({"Ref": "Instance"}, {"Ref": "Flow"}, [f"{ARN}/T0KEN/contact-flow/T0KEN"])


def test_tokens_within_an_arn() -> None:
    stack = make_stack()
    flow = CfnParameter(stack, "Flow").value_as_string
    arn = stack.format_arn(service="connect", resource="instance", resource_name=f"{INSTANCE_ID}/contact-flow/{flow}")
    found = resolved(stack, contact_flow_id=arn)
    assert found[1:] == ({"Ref": "Flow"}, [f"{ARN}/{INSTANCE_ID}/contact-flow/T0KEN"])


def new_flow(stack: Stack, id: str = "Flow") -> connect.CfnContactFlow:
    return connect.CfnContactFlow(
        stack, id, instance_arn=LITERAL, name=id, type="CONTACT_FLOW", content='{"Version":"2019-10-30"}'
    )


def test_objects() -> None:
    stack = make_stack()
    instance = new_instance(stack)
    flow = new_flow(stack)
    request = make_request(instance_id=instance, contact_flow_id=flow)
    found = resolve_references(stack, request)
    arn = {"Fn::GetAtt": ["Flow", "ContactFlowArn"]}
    assert stack.resolve(found.request.instance_id) == {"Fn::GetAtt": ["Instance", "Id"]}
    assert stack.resolve(found.request.contact_flow_id) == {"Fn::Select": [3, {"Fn::Split": ["/", arn]}]}
    assert [stack.resolve(arn) for arn in found.flow_arns] == [arn]


@pytest.mark.parametrize("attribute", ["attr_contact_flow_arn", "contact_flow_ref"])
def test_the_arn_of_an_object(attribute: str) -> None:
    stack = make_stack()
    value = getattr(new_flow(stack), attribute)
    value = value if isinstance(value, str) else value.contact_flow_arn
    found = resolve_references(stack, make_request(contact_flow_id=value))
    arn = stack.resolve(value)
    assert stack.resolve(found.request.contact_flow_id) == {"Fn::Select": [3, {"Fn::Split": ["/", arn]}]}
    assert [stack.resolve(arn) for arn in found.flow_arns] == [arn]


def new_instance(stack: Stack) -> connect.CfnInstance:
    return connect.CfnInstance(
        stack,
        "Instance",
        identity_management_type="CONNECT_MANAGED",
        attributes=connect.CfnInstance.AttributesProperty(inbound_calls=False, outbound_calls=False),
    )


@pytest.mark.parametrize("attribute", ["attr_arn", "ref"])
def test_the_arn_of_an_instance(attribute: str) -> None:
    stack = make_stack()
    arn = getattr(new_instance(stack), attribute)
    instance, _, _ = resolved(stack, instance_id=arn)
    assert instance == {"Fn::Select": [1, {"Fn::Split": ["/", stack.resolve(arn)]}]}


def test_the_id_of_an_instance() -> None:
    stack = make_stack()
    instance, _, _ = resolved(stack, instance_id=new_instance(stack).attr_id)
    assert instance == {"Fn::GetAtt": ["Instance", "Id"]}


def test_the_arn_of_a_resource_elsewhere() -> None:
    arn = Fn.get_att("Instance", "Arn").to_string()
    instance, _, _ = resolved(make_stack(), instance_id=arn)
    assert instance == {"Fn::Select": [1, {"Fn::Split": ["/", {"Fn::GetAtt": ["Instance", "Arn"]}]}]}


def test_choices_keep_their_public_names() -> None:
    stack = make_stack()
    choices = {"sales": f"{LITERAL}/contact-flow/{FLOW_ID}", "support": new_flow(stack), "again": FLOW_ID}
    source = FromCaller(one_of=choices, default="support")  # type: ignore[arg-type]
    found = resolve_references(stack, make_request(contact_flow_id=source))
    flow: Any = found.request.contact_flow_id
    assert list(flow.one_of) == ["sales", "support", "again"]
    assert flow.one_of["sales"] == flow.one_of["again"] == FLOW_ID
    assert flow.default == "support"
    assert len(found.flow_arns) == 2  # each flow once


def test_a_list_of_choices_and_its_default() -> None:
    arns = [f"{LITERAL}/contact-flow/{flow}" for flow in (FLOW_ID, OTHER_FLOW_ID)]
    request = make_request(contact_flow_id=FromCaller(one_of=arns, default=arns[1]))
    found = resolve_references(make_stack(), request)
    assert found.request.contact_flow_id == FromCaller(one_of=[FLOW_ID, OTHER_FLOW_ID], default=OTHER_FLOW_ID)
    assert len(found.flow_arns) == 2


def test_a_list_of_objects_and_its_default() -> None:
    stack = make_stack()
    flow = new_flow(stack)
    source = FromCaller(one_of=[FLOW_ID, flow], default=flow)  # type: ignore[arg-type,list-item]
    found: Any = resolve_references(stack, make_request(contact_flow_id=source)).request.contact_flow_id
    assert found.default == found.one_of[1] != FLOW_ID


@pytest.mark.parametrize(
    ("member", "problem"),
    [
        ("instance_id", "is CfnContactFlow; give text; allowed: 1 to 100 characters"),
        ("contact_flow_id", "is CfnInstance; give text; allowed: 0 to 500 characters"),
    ],
)
def test_an_object_of_another_kind_is_refused(member: str, problem: str) -> None:
    stack = make_stack()
    value = new_flow(stack) if member == "instance_id" else new_instance(stack)
    [found] = testing.problems(make_request(**{member: value}))
    assert found.startswith(f"request.{member}: ")
    assert found.endswith(problem)


def test_a_parameter_itself_is_not_an_id() -> None:
    problems = testing.problems(make_request(instance_id=CfnParameter(make_stack(), "Instance")))
    assert problems == ["request.instance_id: got a token that is CfnParameter; give one that is text"]


def test_an_arn_of_elsewhere_is_refused() -> None:
    request = make_request(instance_id=LITERAL, contact_flow_id=f"{LITERAL}/contact-flow/{FLOW_ID}")
    assert list(check_references(make_stack(region="eu-west-2"), request)) == []
    assert list(check_references(make_stack(), request)) == []
    assert list(check_references(make_stack(region="us-east-1"), request)) == [
        (
            f"request.{name}: is of Region eu-west-2, but the stack is for us-east-1; name one of the stack's Region, "
            "or deploy the stack there"
        )
        for name in ("instance_id", "contact_flow_id")
    ]
    other = make_request(instance_id=LITERAL.replace("444455556666", "999999999999"))
    [problem] = check_references(make_stack(region="eu-west-2"), other)
    assert problem == (
        "request.instance_id: is of account 999999999999, but the stack is for 444455556666; name one of the stack's "
        "account, or deploy the stack there"
    )


@pytest.mark.parametrize("of", [lambda instance: instance, lambda instance: instance.attr_id], ids=["object", "token"])
def test_an_instance_of_a_stack_elsewhere_is_refused(of: Callable[[connect.CfnInstance], Any]) -> None:
    app = App()
    environments = [Environment(account="444455556666", region=region) for region in ("eu-west-2", "us-east-1")]
    theirs, ours = (Stack(app, f"Stack{number}", env=env) for number, env in enumerate(environments))
    request = make_request(instance_id=of(new_instance(theirs)))
    assert [problem.partition(";")[0] for problem in check_references(ours, request)] == [
        "request.instance_id: is of Region eu-west-2, but the stack is for us-east-1"
    ]
    assert list(check_references(theirs, request)) == list(reference_warnings(theirs, request)) == []


def test_a_stack_for_anywhere_brings_a_warning() -> None:
    stack = make_stack()
    StartChatContactFunction(stack, "Chat", request=make_request(instance_id=LITERAL), access=Access.iam())
    [warning] = warnings(stack, "request.instance_id")
    assert warning.startswith(
        "request.instance_id: is of Region eu-west-2 and account 444455556666, but the stack can be deployed anywhere "
        "and chats start only there; give the stack env=Environment(…)"
    )
    there = make_stack(region="eu-west-2")
    StartChatContactFunction(there, "Chat", request=make_request(instance_id=LITERAL), access=Access.iam())
    assert warnings(there, "request.instance_id") == []
