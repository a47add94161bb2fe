"""Somebody else's project, on the library's wheel: a pipeline of two stages, synthesised by the stock CDK CLI.

`make test-cdk` runs this with the oldest and the newest CDK as well.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from local.node import node
from local.paths import CDK_CLI, ROOT
from local.paths import installed as set_up
from tests.support.stacks import only, resources

APP = ROOT / "tests" / "packaging" / "scratch" / "app.py"
STAGES = ("Staging", "Production")


@pytest.fixture(scope="module")
def synthesised(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Mapping[str, Any], str]:
    """The template of each stack, by the names of its stage and itself, and what the CDK CLI printed."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(APP, folder)
    quiet = {"CDK_DISABLE_CLI_TELEMETRY": "true", "CDK_HOME": str(folder / "home")}
    environment = {**os.environ, "PYTHONPATH": str(installed), "JSII_NODE": str(node()), **quiet}
    command = [str(node()), str(set_up(CDK_CLI)), "synth", "--quiet", "--app", shlex.join([sys.executable, "app.py"])]
    flags = ["--version-reporting=false", "--notices=false"]
    done = subprocess.run(
        [*command, *flags], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    paths = (folder / "cdk.out").rglob("*.template.json")
    return {
        re.sub(r"([0-9A-F]{8})?\.template\.json", "", path.name): json.loads(path.read_text("utf-8")) for path in paths
    }, done.stderr


def test_the_pipeline_deploys_both_stages(synthesised: tuple[Mapping[str, Any], str]) -> None:
    templates, _ = synthesised
    assert templates.keys() == {"Pipeline", *(f"{stage}{stack}" for stage in STAGES for stack in ("Platform", "Chat"))}
    pipeline = only(templates["Pipeline"], "AWS::CodePipeline::Pipeline")
    assert [stage["Name"] for stage in pipeline["Stages"]][-2:] == list(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_apis_of_others_invoke_the_function(synthesised: tuple[Mapping[str, Any], str], stage: str) -> None:
    platform, chat = (synthesised[0][f"{stage}{stack}"] for stack in ("Platform", "Chat"))
    methods = [method["HttpMethod"] for method in resources(platform, "AWS::ApiGateway::Method")]
    assert sorted(methods) == ["GET", "OPTIONS", "OPTIONS", "POST"]
    [route] = [r for r in resources(chat, "AWS::ApiGatewayV2::Route") if r["ApiId"] == "abcdef1234"]
    assert route["RouteKey"] == "POST /v1/chats"


@pytest.mark.parametrize("stage", STAGES)
def test_domains_are_the_only_addresses(synthesised: tuple[Mapping[str, Any], str], stage: str) -> None:
    chat = synthesised[0][f"{stage}Chat"]
    assert only(chat, "AWS::ApiGateway::DomainName")["DomainName"] == "chat.example.com"
    assert only(chat, "AWS::ApiGatewayV2::DomainName")["DomainName"] == "chats.example.com"
    assert only(chat, "AWS::ApiGateway::RestApi")["DisableExecuteApiEndpoint"] is True
    assert only(chat, "AWS::ApiGatewayV2::Api")["DisableExecuteApiEndpoint"] is True
    assert chat["Outputs"]["Url"]["Value"] == "https://chat.example.com/"


@pytest.mark.parametrize("stage", STAGES)
def test_an_imported_role_is_used_and_left_alone(synthesised: tuple[Mapping[str, Any], str], stage: str) -> None:
    templates, printed = synthesised
    imported = "arn:aws:iam::444455556666:role/chat"
    functions = resources(templates[f"{stage}Chat"], "AWS::Lambda::Function")
    assert [function["Role"] for function in functions].count(imported) == 1
    policies = resources(templates[f"{stage}Chat"], "AWS::IAM::Policy")
    assert all(list(role) == ["Ref"] for policy in policies for role in policy["Roles"])
    assert "required_statements" in printed
