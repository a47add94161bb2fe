"""A declaration costs nothing to load: neither the CDK, which starts a Node process, nor an AWS SDK."""

import subprocess
import sys

import pytest

import constructs_lib

CODE = """
import sys
import constructs_lib, constructs_lib.testing
import constructs_lib.rendering.plan, constructs_lib.rendering.schema, constructs_lib.request.checks.cross_member
assert "StartChatContactRestApi" in dir(constructs_lib)
loaded = {"aws_cdk", "boto3", "botocore", "jsii", "constructs", "start_chat_contact"} & sys.modules.keys()
sys.exit(", ".join(loaded) or None)
"""


def test_a_declaration_loads_no_cdk() -> None:
    finished = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60)
    assert (finished.returncode, finished.stderr) == (0, "")


def test_every_public_name_is_there() -> None:
    for name in constructs_lib.__all__:
        assert getattr(constructs_lib, name).__doc__


def test_a_slip_in_a_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match=r"^module 'constructs_lib' has no attribute"):
        constructs_lib.StartChatContactRestAPI  # noqa: B018
