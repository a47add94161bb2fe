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


# Modules of the CDK take up to a third of a second each, and the CDK itself loads some that these need.
DEFAULT_APP = """
import sys
from aws_cdk import App, Stack, aws_apigateway, aws_lambda, aws_wafv2
before = set(sys.modules)
from constructs_lib import Access, ParticipantDetails, StartChatContactRequest, StartChatContactRestApi
request = StartChatContactRequest(
    instance_id="11111111-2222-3333-4444-555555555555",
    contact_flow_id="66666666-7777-8888-9999-000000000000",
    participant_details=ParticipantDetails(display_name="Guest"),
)
loaded = [name for name in set(sys.modules) - before if name.startswith("aws_cdk.aws_")]
StartChatContactRestApi(Stack(App(), "Stack"), "Chat", request=request, access=Access.anonymous())
few_need = {"apigatewayv2", "cloudwatch", "connect", "kms", "secretsmanager", "ssm"}
loaded += [name for name in set(sys.modules) - before if name.removeprefix("aws_cdk.aws_") in few_need]
sys.exit(", ".join(loaded) or None)
"""


def test_the_default_endpoint_loads_no_module_of_the_cdk_that_it_makes_nothing_of() -> None:
    finished = subprocess.run([sys.executable, "-c", DEFAULT_APP], capture_output=True, text=True, timeout=60)
    assert finished.returncode == 0, finished.stderr


def test_every_public_name_is_there() -> None:
    for name in constructs_lib.__all__:
        assert getattr(constructs_lib, name).__doc__


def test_a_slip_in_a_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match=r"^module 'constructs_lib' has no attribute"):
        constructs_lib.StartChatContactRestAPI  # noqa: B018
