"""How the function is usually written: a client from boto3, with all of its data."""

from typing import Any

import boto3

client = boto3.client("connect")


def handler(event: dict[str, Any]) -> Any:
    """Start the chat that ``event`` describes in the API's own terms."""
    return client.start_chat_contact(**event)


def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """The same for AWS's runtime client."""
    return handler(event)
