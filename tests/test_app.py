"""The app as the CDK CLI runs it: a process of its own, told by context alone."""

# ruff: noqa: ISC004 - a message stays on one line

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack, assertions
from aws_cdk.assertions import Template

from app import add_stack, read_context

ROOT = Path(__file__).resolve().parents[1]
CONTEXT = {
    "instance_id": "11111111-1111-1111-1111-111111111111",
    "contact_flow_id": "22222222-2222-2222-2222-222222222222",
    "allow_origins": "https://www.example.com, http://localhost:8000",
}


def run(folder: Path, context: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Run the app in an empty folder, without credentials."""
    flags = json.loads(ROOT.joinpath("cdk.json").read_text())["context"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_"))}
    environment = {
        **kept,
        "PYTHONPATH": str(ROOT),
        "CDK_OUTDIR": str(folder / "out"),
        "CDK_CONTEXT_JSON": json.dumps(flags | context),
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py")], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("app")
    finished = run(folder, CONTEXT)
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
    found: dict[str, Any] = json.loads((folder / "out" / "ConnectChat.template.json").read_text())
    return found


def test_one_output_with_the_url(template: dict[str, Any]) -> None:
    [(name, output)] = template["Outputs"].items()
    assert name == "Url"
    assert output["Value"]["Fn::Join"][1][0] == "https://"


def test_what_the_context_says_reaches_the_function(template: dict[str, Any]) -> None:
    [function] = [r for r in template["Resources"].values() if r["Type"] == "AWS::Lambda::Function"]
    text = json.dumps(function["Properties"]["Environment"]["Variables"]["PLAN"])
    for value in (
        CONTEXT["instance_id"],
        CONTEXT["contact_flow_id"],
        "https://www.example.com",
        "http://localhost:8000",
    ):
        assert value in text


def synthesized(context: dict[str, Any]) -> Stack:
    app = App(context=context)
    add_stack(app)
    stack = app.node.find_child("ConnectChat")
    assert isinstance(stack, Stack)
    return stack


def test_the_accounts_logging_role_is_set_and_kept_unless_refused(template: dict[str, Any]) -> None:
    [account] = [r for r in template["Resources"].values() if r["Type"] == "AWS::ApiGateway::Account"]
    assert account["DeletionPolicy"] == "Retain"
    without = Template.from_stack(synthesized(CONTEXT | {"cloud_watch_role": "false"}))
    without.resource_count_is("AWS::ApiGateway::Account", 0)


def test_the_endpoint_is_watched(template: dict[str, Any]) -> None:
    kinds = [resource["Type"] for resource in template["Resources"].values()]
    assert (kinds.count("AWS::CloudWatch::Alarm"), kinds.count("AWS::CloudWatch::Dashboard")) == (9, 1)
    assert "AlarmActions" not in json.dumps(template)


def test_the_alarms_tell_the_topic() -> None:
    topic = "arn:aws:sns:eu-west-2:444455556666:chat-alarms"
    told = Template.from_stack(synthesized(CONTEXT | {"alarm_topic_arn": topic}))
    alarms = told.find_resources("AWS::CloudWatch::Alarm").values()
    assert [alarm["Properties"]["AlarmActions"] for alarm in alarms] == [[topic]] * 9


@pytest.mark.parametrize("value", ["", "alarms", "arn:aws:sqs:eu-west-2:444455556666:alarms", None, 7])
def test_alarms_tell_nobody_only_where_nothing_is_said(value: Any) -> None:
    _, problems = read_context(CONTEXT | {"alarm_topic_arn": value})
    assert problems == [
        f"context 'alarm_topic_arn' is {value!r}; give the ARN of a standard SNS topic, such as "
        "-c alarm_topic_arn=arn:aws:sns:eu-west-2:111122223333:chat-alarms"
    ]


ID = "give the id at the end of the"
INSTANCE = "-c instance_id=11111111-2222-3333-4444-555555555555"
FLOW = "-c contact_flow_id=66666666-7777-8888-9999-000000000000"
ORIGINS = "-c allow_origins=https://www.example.com,https://example.com"


@pytest.mark.parametrize(
    ("context", "message"),
    [
        (
            {},
            f"context 'instance_id' is missing; give it with {INSTANCE}; context 'contact_flow_id' is missing; give it "
            f"with {FLOW}; context 'allow_origins' is missing; give it with {ORIGINS}",
        ),
        (CONTEXT | {"allow_origins": " "}, f"context 'allow_origins' is missing; give it with {ORIGINS}"),
        (
            CONTEXT | {"allow_origins": []},
            f"context 'allow_origins' is []; give origins, separated by commas or as a list, such as {ORIGINS}",
        ),
        (
            CONTEXT | {"instance_id": "my-alias"},
            f"context 'instance_id' is 'my-alias'; {ID} instance's ARN (a UUID, not the alias) or the ARN, such as "
            f"{INSTANCE}",
        ),
        (
            CONTEXT | {"contact_flow_id": "foo"},
            f"context 'contact_flow_id' is 'foo'; {ID} flow's ARN (a UUID, not the name) or the ARN, such as {FLOW}",
        ),
        (
            CONTEXT | {"allow_origins": "https://a.example/"},
            "cors.allow_origins: 'https://a.example/' goes on after the host; say 'https://a.example'",
        ),
        (
            CONTEXT | {"cloudwatch_role": "false"},
            "context 'cloudwatch_role' is unknown; did you mean 'cloud_watch_role'?",
        ),
        (
            CONTEXT | {"instance": "x", "allowed_origins": "x"},
            "context 'instance' is unknown; did you mean 'instance_id'?; context 'allowed_origins' is unknown; did you "
            "mean 'allow_origins'?",
        ),
    ],
)
def test_wrong_context_is_an_error_of_the_stack(context: dict[str, Any], message: str) -> None:
    stack = synthesized(context)
    [error] = assertions.Annotations.from_stack(stack).find_error("*", assertions.Match.any_value())
    assert error.entry.data == message


@pytest.mark.parametrize("value", ["no", "off", "0", "", 0, None, "nope", []])
def test_the_logging_role_is_set_or_not_but_never_by_accident(value: Any) -> None:
    _, problems = read_context(CONTEXT | {"cloud_watch_role": value})
    assert problems == [
        f"context 'cloud_watch_role' is {value!r}; give true or false, such as -c cloud_watch_role=false"
    ]


@pytest.mark.parametrize(
    ("value", "expected"), [(True, True), ("true", True), ("TRUE", True), (False, False), ("False", False)]
)
def test_the_logging_role_as_the_command_line_and_cdk_json_write_it(value: Any, expected: bool) -> None:
    found, problems = read_context(CONTEXT | {"cloud_watch_role": value})
    assert (found["cloud_watch_role"], problems) == (expected, [])


def test_a_list_in_cdk_json() -> None:
    found, _ = read_context(CONTEXT | {"allow_origins": ["https://a.example", " https://b.example"]})
    assert found["allow_origins"] == ["https://a.example", "https://b.example"]


def test_an_arn_serves_as_an_id() -> None:
    arn = f"arn:aws:connect:eu-west-2:444455556666:instance/{CONTEXT['instance_id']}"
    assert read_context(CONTEXT | {"instance_id": arn})[1] == []
