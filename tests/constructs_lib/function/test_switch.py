"""The parameter that closes the endpoint: what the function is told and allowed, and which parameters can't be one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_ssm as ssm

from constructs_lib import (
    Access,
    DeclarationError,
    StartChatContactFunction,
    StartChatContactHttpApi,
    StartChatContactRestApi,
)
from tests.support.requests import make_request
from tests.support.stacks import make_stack, plan_of, statements, template_of

CONSTRUCTS = [StartChatContactFunction, StartChatContactHttpApi, StartChatContactRestApi]
OPEN_TO_ALL = Access.anonymous(without_waf="a test")


def named(stack: Stack) -> ssm.IStringParameter:
    return ssm.StringParameter.from_string_parameter_attributes(
        stack, "Switch", parameter_name="/chat/switch", force_dynamic_reference=True
    )


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_the_function_may_read_that_parameter_and_nothing_else_of_systems_manager(construct: Any) -> None:
    stack = make_stack()
    construct(stack, "Chat", request=make_request(), access=OPEN_TO_ALL, switch=named(stack))
    template = template_of(stack)
    [reading] = [s for s in statements(template) if "ssm:" in str(s)]
    arn = "arn:<Partition>:ssm:<Region>:<AccountId>:parameter/chat/switch"
    assert reading == {"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": arn}
    assert plan_of(template)["switch"] == arn


@pytest.mark.parametrize(
    "parameter",
    [
        lambda stack: ssm.StringParameter(stack, "Switch", string_value="open"),
        lambda stack: ssm.StringParameter(stack, "Switch", string_value="open", parameter_name="/chat/switch"),
        lambda stack: ssm.StringParameter.from_string_parameter_name(stack, "Switch", "/chat/switch"),
        lambda stack: ssm.StringParameter.from_string_parameter_arn(
            stack, "Switch", "arn:aws:ssm:eu-west-2:444455556666:parameter/chat/switch"
        ),
    ],
    ids=["made here", "with a name", "by name", "by ARN"],
)
def test_the_function_reads_what_it_may_read(parameter: Callable[[Stack], ssm.IStringParameter]) -> None:
    stack = make_stack(region="eu-west-2")
    StartChatContactFunction(stack, "Chat", request=make_request(), access=OPEN_TO_ALL, switch=parameter(stack))
    template = template_of(stack)
    [reading] = [s for s in statements(template) if "ssm:" in str(s)]
    assert plan_of(template)["switch"] == reading["Resource"]


def test_without_a_switch_nothing_is_told_and_nothing_allowed() -> None:
    stack = make_stack()
    StartChatContactFunction(stack, "Chat", request=make_request(), access=OPEN_TO_ALL)
    template = template_of(stack)
    assert [s for s in statements(template) if "ssm:" in str(s)] == []
    assert "switch" not in plan_of(template)


def test_the_owner_of_an_imported_role_is_told() -> None:
    stack = make_stack()
    made = StartChatContactFunction(stack, "Chat", request=make_request(), access=OPEN_TO_ALL, switch=named(stack))
    assert ["ssm:GetParameter"] in [statement.actions for statement in made.required_statements]


@pytest.mark.parametrize(
    ("parameter", "problem"),
    [
        (
            lambda stack: ssm.StringParameter.from_secure_string_parameter_attributes(
                stack, "Switch", parameter_name="/chat/switch"
            ),
            "switch: is a SecureString, which takes a key to read; give a parameter of type String",
        ),
        (
            lambda stack: ssm.StringListParameter(stack, "Switch", string_list_value=["open"]),
            "switch: got StringListParameter; give a parameter of type String, such as ssm.StringParameter(…)",
        ),
        (
            lambda stack: "/chat/switch",
            "switch: got str '/chat/switch'; give a parameter of type String, such as ssm.StringParameter(…)",
        ),
    ],
)
def test_what_can_not_be_a_switch(parameter: Callable[[Stack], Any], problem: str) -> None:
    stack = make_stack()
    with pytest.raises(DeclarationError) as raised:
        StartChatContactFunction(stack, "Chat", request=make_request(), access=OPEN_TO_ALL, switch=parameter(stack))
    assert raised.value.problems == (problem,)
