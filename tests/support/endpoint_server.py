"""The function's endpoint behind a plain web server: what the deployed API does, without a deployment."""

import json
import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest.mock import patch

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from start_chat_contact import connect_client
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.plan import parse

from constructs_lib import ChatMessage, FromCaller, ParticipantDetails, StartChatContactRequest
from constructs_lib.rendering.plan import function_plan
from local.boto import REGION
from local.web_server import WebServer

TOPICS = ("billing", "delivery", "something-else")
DECLARATION = StartChatContactRequest(
    instance_id="11111111-1111-4111-8111-111111111111",
    contact_flow_id=FromCaller(
        one_of={
            "sales": "22222222-2222-4222-8222-222222222222",
            "support": "33333333-3333-4333-8333-333333333333",
        },
        default="support",
    ),
    participant_details=ParticipantDetails(display_name=FromCaller(default="Guest", max_length=64)),
    attributes={"channel": "web", "topic": FromCaller(one_of=TOPICS)},
    initial_message=ChatMessage(content_type="text/plain", content=FromCaller(max_length=1024)),
    chat_duration_in_minutes=120,
    supported_messaging_content_types=FromCaller(default=["text/plain", "text/markdown"]),
)


@contextmanager
def endpoint_server(
    connect: str, allow_origins: Sequence[str], declaration: StartChatContactRequest = DECLARATION
) -> Iterator[str]:
    """Serve the endpoint, which calls Amazon Connect at ``connect``, and yield its URL."""
    plan = function_plan(declaration, access="anonymous", deployment="test", allow_origins=allow_origins)
    settings = {
        "AWS_ENDPOINT_URL_CONNECT": connect,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    with patch.dict(os.environ, settings):
        endpoint = Endpoint(parse(json.dumps(plan)), connect_client.create_client())

    async def chat(request: Request) -> Response:
        if request.method == "OPTIONS":
            return _preflight(request, allow_origins)
        event = {
            "httpMethod": request.method,
            "headers": dict(request.headers),
            "body": (await request.body()).decode(),
            "isBase64Encoded": False,
            "requestContext": {"requestId": str(uuid.uuid4())},
        }
        answer = await run_in_threadpool(endpoint.handle, event)
        return Response(answer["body"], answer["statusCode"], answer["headers"])

    app = Starlette(routes=[Route("/Prod/chat", chat, methods=["GET", "POST", "OPTIONS"])])
    with WebServer(lambda _: app) as server:
        yield f"{server.url}/Prod/chat"


def _preflight(request: Request, allow_origins: Sequence[str]) -> Response:
    origin = request.headers["Origin"]
    if origin not in allow_origins:
        return Response(status_code=204)
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "Content-Type,Idempotency-Key",
        },
    )
