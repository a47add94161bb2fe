"""What the documents say is true: code runs, references are current, links lead somewhere."""

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from start_chat_contact.endpoint import Endpoint

from constructs_lib import FromCaller
from tests.support.endpoints import Client, ask, plan_of
from tests.support.events import Http
from tests.support.requests import make_request
from tools.reference import TARGET, reference

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
EXAMPLES = sorted(ROOT.glob("examples/*/app.py"))


def test_the_code_of_the_readme_runs() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert len(blocks) >= 3
    names: dict[str, Any] = {}
    for block in blocks:
        exec(block, names)


def test_the_migration_pages_declaration_takes_what_the_sample_pages_send() -> None:
    text = (ROOT / "docs" / "migrating.md").read_text("utf-8")
    [block] = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(block, names)
    declared = plan_of("anonymous", names["request"])
    for duration in (None, 1500):
        client = Client()
        body = {
            "InstanceId": names["request"].instance_id,
            "ContactFlowId": names["request"].contact_flow_id,
            "ParticipantDetails": {"DisplayName": "Ada Lovelace"},
            "Username": "Ada Lovelace",
            "Attributes": {"customerName": "Ada Lovelace"},
            "SupportedMessagingContentTypes": ["text/plain", "text/markdown"],
            "ChatDurationInMinutes": duration,
        }
        response, _ = ask(Endpoint(declared, client), Http(body=json.dumps(body)).rest())
        assert response["statusCode"] == 200, response
        [sent] = client.requests
        assert sent["Attributes"] == {"customerName": "Ada Lovelace"}


def test_a_refusal_says_which_member_to_declare() -> None:
    declared = plan_of("anonymous", make_request(attributes={"topic": FromCaller()}))
    response, _ = ask(
        Endpoint(declared, Client()), Http(body=json.dumps({"Attributes": {"customerName": "Ada"}})).rest()
    )
    assert response["statusCode"] == 403
    [error] = json.loads(response["body"])["errors"]
    assert json.dumps(error) in (ROOT / "docs" / "migrating.md").read_text("utf-8")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_examples_synthesise(path: Path) -> None:
    runpy.run_path(str(path), run_name="__main__")


def test_the_reference_is_current() -> None:
    assert TARGET.read_text("utf-8") == reference(), "run python -m tools.reference"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        assert target.startswith("https://") or (path.parent / target).exists(), target


COLD_STARTS = [
    ("", "boto3 and Powertools", "first"),
    ("", "our client", "first"),
    ("", "our function", "first"),
    (", AWS's runtime client", "our function", "first"),
    ("", "JavaScript v3, bundled, Node 20", "first"),
    ("", "JavaScript v3, bundled, Node 22", "first"),
    ("", "JavaScript v3, bundled as ESM, Node 20", "first"),
    ("", "JavaScript v3, bundled as ESM, Node 22", "first"),
    ("", "standard library", "first"),
    ("", "our function", "call CPU"),
    ("", "our function", "size"),
]
"""The rows of the table of cold starts: the end of the interpreter's name, the variant and the metric."""


def test_the_table_of_cold_starts_is_what_was_measured() -> None:
    text = (ROOT / "docs" / "performance.md").read_text("utf-8").replace("**", "")
    rows = re.findall(r"^\| .+ \| (\d\.\d\d) \| (\d\.\d\d) \| (\d\.\d\d) \|$", text, re.MULTILINE)
    ratios = json.loads((ROOT / "docs" / "images" / "cold_start.json").read_text("utf-8"))["ratios"]
    assert rows == [
        tuple(f"{ratios[f'Python {version}{client}'][variant][metric][0]:.2f}" for version in ("3.11", "3.12", "3.13"))
        for client, variant, metric in COLD_STARTS
    ]
