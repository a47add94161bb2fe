"""Stacks to look at, and ways to look at them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aws_cdk import App, Environment, Stack
from aws_cdk.assertions import Annotations, Match, Template

TOKEN = "T0KEN"  # what a value that only the deployment knows is in `flat` text
FLAGS: Mapping[str, Any] = json.loads(Path(__file__).parents[2].joinpath("cdk.json").read_text())["context"]


def make_stack(name: str = "Test", region: str | None = None) -> Stack:
    env = Environment(account="444455556666", region=region) if region else None
    return Stack(App(context=dict(FLAGS)), name, env=env)


def template_of(stack: Stack) -> dict[str, Any]:
    return dict(Template.from_stack(stack).to_json())


def resources(template: Mapping[str, Any], type_name: str) -> list[dict[str, Any]]:
    """The properties of each resource of a type."""
    return [r.get("Properties", {}) for r in template["Resources"].values() if r["Type"] == type_name]


def only(template: Mapping[str, Any], type_name: str) -> dict[str, Any]:
    [found] = resources(template, type_name)
    return found


def flat(value: Any) -> Any:
    """A template's value with each ``Fn::Join`` joined, pseudo parameters by name and other tokens as `TOKEN`."""
    if isinstance(value, list):
        return [flat(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Fn::Join"]:
        separator, parts = value["Fn::Join"]
        return separator.join(flat(part) for part in parts)
    if list(value) == ["Ref"]:
        return f"<{value['Ref'].removeprefix('AWS::')}>" if value["Ref"].startswith("AWS::") else TOKEN
    if list(value) in (["Fn::GetAtt"], ["Fn::Select"]):
        return TOKEN
    return {key: flat(entry) for key, entry in value.items()}


def plan_of(template: Mapping[str, Any]) -> dict[str, Any]:
    """The plan that the stack's one function gets."""
    text = flat(only(template, "AWS::Lambda::Function")["Environment"]["Variables"]["PLAN"])
    plan: dict[str, Any] = json.loads(text)
    return plan


def statements(template: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What all policies of a template allow."""
    return [
        flat(statement)
        for policy in resources(template, "AWS::IAM::Policy")
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def warnings(stack: Stack, id: str = "") -> list[str]:
    """What is shown at synthesis; of one id only, where it is given."""
    found = Annotations.from_stack(stack).find_warning("*", Match.any_value())
    texts = [str(message.entry.data) for message in found]
    return [text for text in texts if text.startswith(f"{id}: " if id else "")]
