"""The function as it is deployed: the staged asset and the environment variables of a synthesised template."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from aws_cdk import App, Environment, Stack

from benchmarks.sample import EVENT
from constructs_lib import Access, FromCaller, ParticipantDetails, StartChatContactHttpApi, StartChatContactRequest

REQUEST = StartChatContactRequest(
    instance_id=EVENT["InstanceId"],
    contact_flow_id=EVENT["ContactFlowId"],
    chat_duration_in_minutes=60,
    participant_details=ParticipantDetails(display_name=FromCaller(default="Guest", max_length=64)),
    attributes={"topic": FromCaller(one_of=["billing", "sales"]), "page": FromCaller(max_length=200)},
)


class Deployed(NamedTuple):
    """What AWS Lambda would get."""

    code: Path
    variables: dict[str, str]


def synthesise(folder: Path) -> Deployed:
    """Return the function of an anonymous endpoint, made in ``folder``."""
    app = App(outdir=str(folder))
    stack = Stack(app, "Benchmark", env=Environment(account="444455556666", region="eu-west-2"))
    access = Access.anonymous(without_waf="a benchmark")
    StartChatContactHttpApi(stack, "Chat", request=REQUEST, access=access)
    template = json.loads(Path(app.synth().get_stack_by_name("Benchmark").template_full_path).read_text("utf-8"))
    [function] = [one for one in template["Resources"].values() if one["Type"] == "AWS::Lambda::Function"]
    variables = function["Properties"]["Environment"]["Variables"]
    [code] = folder.glob("asset.*")
    return Deployed(code, {name: _text(value) for name, value in variables.items()})


def _text(value: object) -> str:
    """The text of a template's value, with some text for what only the deployment knows."""
    match value:
        case {"Fn::Join": [str(separator), list(parts)]}:
            return separator.join(_text(part) for part in parts)
        case dict():
            return "deployed"
    return str(value)
