"""What few deployments need costs the others nothing: it is imported by those alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.support.handler_process import RUNTIME, plan_text

OPTIONAL = {
    "claims",
    "connect_errors",
    "from_claim",
    "from_signed_contact_id",
    "gateway_identity",
    "joiners",
    "origin_secret",
    "refusal",
    "secret_keys",
    "signed_contact_id",
    "signed_jwt",
    "snap_start",
    "switch",
}
SECRETS = {"connect_errors", "secret_keys"}
CODE = """
import json, sys
import start_chat_contact.handler as handler
print(json.dumps([type(handler._ENDPOINT).__name__, sorted(sys.modules)]))
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, set()),
        ({"access": "jwt"}, {"gateway_identity", "claims"}),
        ({"request": {"CustomerId": {"claim": {"name": "sub"}}}}, {"from_claim", "claims"}),
        ({"request": {"RelatedContactId": {"signed": {"hours": 1}}}}, {"from_signed_contact_id"}),
        ({"contact_id_secret": "arn:of:a:secret"}, {"signed_contact_id", *SECRETS}),
        ({"jwt_secret": "arn:of:a:secret"}, {"signed_jwt", *SECRETS}),
        ({"switch": "arn:of:a:parameter"}, {"switch", "connect_errors"}),
        ({"origin_secret": "arn:of:a:secret"}, {"origin_secret", *SECRETS}),
    ],
    ids=[
        "none of it",
        "an authorizer",
        "a claim",
        "a signed contact id",
        "signing of contact ids",
        "signed tokens",
        "a switch",
        "an origin secret",
    ],
)
def test_only_what_is_declared_is_imported(words: dict[str, Any], expected: set[str]) -> None:
    plan = json.loads(plan_text())
    plan |= words | {"request": {**plan["request"], **words.get("request", {})}}
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(RUNTIME),
        "AWS_REGION": "us-east-1",
        "PLAN": json.dumps(plan),
    }
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True)
    endpoint, modules = json.loads(done.stdout)
    assert endpoint == "Endpoint"
    assert {name for name in OPTIONAL if f"start_chat_contact.{name}" in modules} == expected
    assert ("jwt" in modules) == ("signed_jwt" in expected)  # PyJWT
