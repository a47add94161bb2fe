"""The shape that Powertools for AWS Lambda suggests: its router, its logger, and a client from boto3."""

import json
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

app = APIGatewayHttpResolver()
logger = Logger(service="chat")
client = boto3.client("connect")


@app.post("/")  # type: ignore[untyped-decorator]
def start() -> dict[str, Any]:
    """Start the chat that the body describes in the API's own terms."""
    response = client.start_chat_contact(**app.current_event.json_body)
    logger.info("started", contact_id=response["ContactId"])
    return {"ContactId": response["ContactId"]}


def handler(event: dict[str, Any]) -> Any:
    """POST what ``event`` describes."""
    http = {"method": "POST", "path": "/", "sourceIp": "203.0.113.7"}
    request = {
        "version": "2.0",
        "rawPath": "/",
        "headers": {"content-type": "application/json"},
        "requestContext": {"http": http, "requestId": "request-1", "stage": "$default"},
        "body": json.dumps(event),
        "isBase64Encoded": False,
    }
    response = app.resolve(request, _Context())
    if response["statusCode"] != 200:
        raise RuntimeError(f"the function answered {response['statusCode']}: {response['body']}")
    return response


class _Context:
    function_name = "chat"
    memory_limit_in_mb = 256
    invoked_function_arn = "arn:aws:lambda:eu-west-2:444455556666:function:chat"
    aws_request_id = "request-1"
