"""What the deployment fills in reaches the function as it is."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from aws_cdk import CfnParameter, Stack
from aws_cdk import aws_lambda as lambda_
from start_chat_contact.plan import Plan, parse

from constructs_lib import (
    Access,
    ChatMessage,
    Cors,
    FromCaller,
    ParticipantDetails,
    StartChatContactFunction,
    StartChatContactRequest,
)
from constructs_lib.function.environment import check_size, environment
from tests.support.requests import FLOW_ID, INSTANCE_ID, make_request
from tests.support.stacks import flat, make_stack, only, template_of


def deployed(stack: Stack, values: Mapping[str, str]) -> Plan:
    """The plan that the stack's function reads once CloudFormation has put in the parameters' values."""
    variables = only(template_of(stack), "AWS::Lambda::Function")["Environment"]["Variables"]
    texts = {name: str(flat(_with_values(text, values))) for name, text in variables.items()}
    return parse(texts["PLAN"], texts)


def _with_values(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_with_values(entry, values) for entry in value]
    if not isinstance(value, dict):
        return value
    if value.get("Ref") in values:
        return values[value["Ref"]]
    return {key: _with_values(entry, values) for key, entry in value.items()}


@pytest.mark.parametrize(
    "text", ['Say "hi"', "two\nlines\r\n", "a\\b", '"}, "x": {"is": "y', "$PLAN_1", "$$", "", "\u2028é"]
)
def test_a_parameter_may_have_any_value(text: str) -> None:
    stack = make_stack()
    names = ("Greeting", "Topic", "Site", "Name")
    greeting, topic, site, name = (CfnParameter(stack, each).value_as_string for each in names)
    StartChatContactFunction(
        stack,
        "Chat",
        request=StartChatContactRequest(
            instance_id=INSTANCE_ID,
            contact_flow_id=FLOW_ID,
            participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
            initial_message=ChatMessage(content_type="text/plain", content=f"> {greeting} <"),
            attributes={"topic": FromCaller(one_of={"a": topic, "$b": "$c"}, default="a"), "d": "$e"},
        ),
        access=Access.anonymous(),
        cors=Cors(allow_origins=[site]),
        reserved_display_names=[name, "System"],
    )
    plan = deployed(stack, dict.fromkeys(names, text))
    assert plan.request["InitialMessage"] == {"is": {"ContentType": "text/plain", "Content": f"> {text} <"}}
    [topics] = plan.request["Attributes"]["map"]["topic"].values()
    assert topics["one_of"] == {"a": text, "$b": "$c"}
    assert plan.request["Attributes"]["map"]["d"] == {"is": "$e"}
    assert plan.allow_origins == (text,)
    assert plan.reserved_names == (text, "System")


def test_a_text_is_one_variable_however_often_it_is_used() -> None:
    stack = make_stack()
    text = CfnParameter(stack, "Text").value_as_string
    plan = {"access": text, "request": {"Attributes": {"is": {"a": text, "b": text, "c": f"{text}!"}}}}
    variables = environment(stack, plan)
    assert json.loads(flat(stack.resolve(variables.pop("PLAN"))))["request"] == {
        "Attributes": {"is": {"a": "$PLAN_1", "b": "$PLAN_1", "c": "$PLAN_2"}}
    }
    assert variables == {"PLAN_1": text, "PLAN_2": f"{text}!"}


def test_a_plan_without_tokens_is_one_variable() -> None:
    stack = make_stack()
    StartChatContactFunction(stack, "Chat", request=make_request(), access=Access.anonymous())
    assert list(only(template_of(stack), "AWS::Lambda::Function")["Environment"]["Variables"]) == ["PLAN"]


def test_variables_of_their_own_count() -> None:
    stack = make_stack()
    texts = [CfnParameter(stack, f"Text{index}").value_as_string for index in range(35)]
    plan = {"request": {"Attributes": {"is": {f"a{index}": text for index, text in enumerate(texts)}}}}
    [problem] = check_size(stack, plan)
    assert "more than the 4,096 that AWS Lambda allows; shorten the largest members: Attributes" in problem
    assert not list(check_size(stack, {"request": {"Attributes": {"is": {"a": texts[0]}}}}))


def test_a_claim_that_only_the_deployment_knows() -> None:
    text = 'the "id"\n'
    for claim in (lambda name: name, lambda name: ("sub", name)):
        stack = make_stack()
        StartChatContactFunction(
            stack,
            "Chat",
            request=make_request(),
            access=Access.lambda_authorizer(
                lambda_.Function.from_function_name(stack, "Who", "who"),
                caller_claim=claim(CfnParameter(stack, "Claim").value_as_string),
            ),
        )
        assert deployed(stack, {"Claim": text}).caller_claim == claim(text)
