"""boto3 and its models, whatever profile and settings the host has for real accounts."""

import os
from typing import TYPE_CHECKING, Any

# Imported late below, for the emulator's own process imports this module too and does without boto3.
if TYPE_CHECKING:
    from botocore.config import Config
    from botocore.session import Session

REGION = "us-east-1"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret-example",
    "AWS_SESSION_TOKEN": "session-example",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""Credentials of nobody, and none of this machine's own AWS settings."""


def session() -> "Session":
    """A session of botocore that reads no profile and none of the host's configuration files."""
    from botocore.session import Session

    nowhere = (None, None, os.devnull, None)
    return Session({"profile": (None, None, None, None), "config_file": nowhere, "credentials_file": nowhere})


def client(service: str, endpoint: str, config: "Config | None" = None) -> Any:
    """A boto3 client of `service` at `endpoint`, with credentials that open nothing but an emulator."""
    import boto3

    return boto3.Session(botocore_session=session()).client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=config,
    )
