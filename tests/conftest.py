import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from local.node import node

if TYPE_CHECKING:
    from local.aws import LocalAws

# Read by jsii when `aws_cdk` is first imported: the tests need no system Node.
os.environ.setdefault("JSII_NODE", str(node()))


@pytest.fixture(scope="session")
def local_aws() -> Iterator["LocalAws"]:
    """A local AWS, started and bootstrapped once for all tests that deploy."""
    from local.aws import LocalAws  # here, so that the pure tests don't wait for boto3 and a web server

    with LocalAws() as aws:
        yield aws
