"""boto3 clients of a local endpoint, whatever profile and settings the host has for real accounts."""

import os
from typing import Any

REGION = "us-east-1"


def client(service: str, endpoint: str) -> Any:
    """A boto3 client of `service` at `endpoint`, with credentials that open nothing but an emulator."""
    import boto3  # here, because the emulator's own process imports this module too and does without
    from botocore.session import Session

    nowhere = (None, None, os.devnull, None)
    session = Session({"profile": (None, None, None, None), "config_file": nowhere, "credentials_file": nowhere})
    return boto3.Session(botocore_session=session).client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
