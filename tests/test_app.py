"""The app as the CDK CLI runs it: a process of its own, told by context alone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
CONTEXT = {
    "instance_id": "11111111-1111-1111-1111-111111111111",
    "contact_flow_id": "22222222-2222-2222-2222-222222222222",
    "allow_origins": "https://www.example.com, http://localhost:8000",
}
EXAMPLES = (
    "-c instance_id=11111111-2222-3333-4444-555555555555 -c contact_flow_id=66666666-7777-8888-9999-000000000000 "
    "-c allow_origins=https://www.example.com,https://example.com"
)

REFUSED = "the context can't be deployed: "


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


def test_the_accounts_logging_role_is_set_and_kept_unless_refused(template: dict[str, Any], tmp_path: Path) -> None:
    [account] = [r for r in template["Resources"].values() if r["Type"] == "AWS::ApiGateway::Account"]
    assert account["DeletionPolicy"] == "Retain"
    assert run(tmp_path, CONTEXT | {"cloud_watch_role": "false"}).returncode == 0
    assert "AWS::ApiGateway::Account" not in (tmp_path / "out" / "ConnectChat.template.json").read_text()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, f"missing context; give it with {EXAMPLES}"),
        (
            CONTEXT | {"allow_origins": " "},
            "missing context; give it with -c allow_origins=https://www.example.com,https://example.com",
        ),
        (
            CONTEXT | {"instance_id": "my instance"},
            f"{REFUSED}request.instance_id: 'my instance' is not a valid id; allowed: letters, digits and hyphens",
        ),
        (
            CONTEXT | {"contact_flow_id": "a/../b"},
            f"{REFUSED}request.contact_flow_id: 'a/../b' is not a valid id; allowed: letters, digits and hyphens",
        ),
        (
            CONTEXT | {"allow_origins": "https://a.example/"},
            f"{REFUSED}cors.allow_origins: 'https://a.example/' goes on after the host; say 'https://a.example'",
        ),
    ],
)
def test_wrong_context_is_one_line(tmp_path: Path, given: dict[str, Any], message: str) -> None:
    finished = run(tmp_path, given)
    assert (finished.returncode, finished.stdout, finished.stderr) == (1, "", f"{message}\n")
