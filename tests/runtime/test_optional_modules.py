"""What few deployments need costs the others nothing: it is imported by those alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.support.handler_process import RUNTIME, plan_text

OPTIONAL = {
    "jwt",
    "start_chat_contact.origin_secret",
    "start_chat_contact.secret_keys",
    "start_chat_contact.signed_contact_id",
    "start_chat_contact.signed_jwt",
    "start_chat_contact.snap_start",
    "start_chat_contact.switch",
}
CODE = """
import json, sys
import start_chat_contact.handler as handler
print(json.dumps([type(handler._ENDPOINT).__name__, sorted(sys.modules)]))
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, set()),
        (
            {"contact_id_secret": "arn:of:a:secret"},
            {"start_chat_contact.secret_keys", "start_chat_contact.signed_contact_id"},
        ),
        (
            {"jwt_secret": "arn:of:a:secret"},
            {"jwt", "start_chat_contact.secret_keys", "start_chat_contact.signed_jwt"},
        ),
        ({"switch": "arn:of:a:parameter"}, {"start_chat_contact.switch"}),
        (
            {"origin_secret": "arn:of:a:secret"},
            {"start_chat_contact.origin_secret", "start_chat_contact.secret_keys"},
        ),
    ],
    ids=["none of it", "signed contact ids", "signed tokens", "a switch", "a proxy's secret"],
)
def test_only_what_is_declared_is_imported(words: dict[str, str], expected: set[str]) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(RUNTIME),
        "AWS_REGION": "us-east-1",
        "PLAN": plan_text(**words),
    }
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True)
    endpoint, modules = json.loads(done.stdout)
    assert endpoint == "Endpoint"
    assert OPTIONAL & set(modules) == expected
