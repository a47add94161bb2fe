"""What the deployment fills in reaches the function as it is."""

import json
from collections.abc import Mapping
from pathlib import Path
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
from constructs_lib.function.environment import carry
from constructs_lib.rendering.plan import function_plan
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
    variables = dict(carry(stack, plan).variables)
    assert json.loads(flat(stack.resolve(variables.pop("PLAN"))))["request"] == {
        "Attributes": {"is": {"a": "$PLAN_1", "b": "$PLAN_1", "c": "$PLAN_2"}}
    }
    assert variables == {"PLAN_1": text, "PLAN_2": f"{text}!"}


def test_a_plan_without_tokens_is_one_variable() -> None:
    stack = make_stack()
    StartChatContactFunction(stack, "Chat", request=make_request(), access=Access.anonymous())
    assert list(only(template_of(stack), "AWS::Lambda::Function")["Environment"]["Variables"]) == ["PLAN"]


def test_texts_that_only_the_deployment_knows_are_in_the_environment_however_many_there_are() -> None:
    stack = make_stack()
    texts = [CfnParameter(stack, f"Text{index}").value_as_string for index in range(35)]
    plan = {"request": {"Attributes": {"is": {f"a{index}": text for index, text in enumerate(texts)}}}}
    [problem] = carry(stack, plan).problems
    assert problem.startswith("request: 35 texts that only the deployment knows take about 4,")
    assert problem.endswith("more than the 4,096 that AWS Lambda allows; name literal values where you can")
    assert carry(stack, {"request": {"Attributes": {"is": {"a": texts[0]}}}}).problems == ()


def test_a_plan_that_is_too_large_becomes_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stack = make_stack()
    text = CfnParameter(stack, "Text").value_as_string
    long = {f"a{index}": "ü" * 60 for index in range(60)} | {"text": text, "$": "$x"}
    plan = function_plan(
        make_request(attributes=long), access="anonymous", deployment="stack/Chat", contact_id_secret="arn"
    )
    carried = carry(stack, plan)
    assert carried.file is not None
    assert carried.problems == ()
    file = tmp_path / "declared.json"
    file.write_text(carried.file, "utf-8")
    monkeypatch.setattr("start_chat_contact.plan.FILE", file)
    found = parse(stack.resolve(carried.variables["PLAN"]), {"PLAN_1": 'any "text"\n'})
    assert found.request["Attributes"] == {"is": long | {"text": 'any "text"\n'}}
    assert (found.access, found.deployment, found.contact_id_secret) == ("anonymous", "stack/Chat", "arn")
    assert len(stack.resolve(carried.variables["PLAN"])) < 300


def test_a_number_that_only_the_deployment_knows_has_no_place_in_a_file() -> None:
    stack = make_stack()
    number = CfnParameter(stack, "Minutes", type="Number").value_as_number
    request = {"ChatDurationInMinutes": {"is": number}, "Attributes": {"is": {"a": "x" * 5000}}}
    [problem] = carry(stack, {"request": request}).problems
    assert problem.startswith("request.ChatDurationInMinutes.is: is a token, and the declaration is too large")
    assert carry(stack, {"request": {"ChatDurationInMinutes": {"is": number}}}).problems == ()


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
