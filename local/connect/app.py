"""The HTTP side of the stand-in: routes, responses and errors."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from local import boto
from local.connect.errors import ServiceError
from local.connect.masking import masked
from local.connect.model import operation
from local.connect.page import page
from local.connect.participant import serve
from local.connect.start_chat import start_chat_contact
from local.connect.state import State
from local.connect.websocket import serve_websocket

# What a browser's preflight asks for when ChatJS calls.
_BROWSER_HEADERS = [
    "authorization",
    "content-type",
    "x-amz-bearer",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-user-agent",
]


def create_app(state: State) -> Starlette:
    """The ASGI application that serves ``state``."""

    async def start_chat(request: Request) -> Response:
        return _json(await start_chat_contact(state, request.headers, await request.body()))

    async def contacts(request: Request) -> Response:
        state.end_due()
        return _json(masked({"Contacts": [contact.entry() for contact in state.contacts], "Calls": state.calls}))

    async def contact(request: Request) -> Response:
        state.end_due()
        found = state.contacts.by_id(request.path_params["contact_id"])
        if found is None:
            raise ServiceError("ResourceNotFoundException", "Contact not found")
        return _json(masked(found.entry()))

    async def settings(request: Request) -> Response:
        try:
            state.set(state.settings.changed(**json.loads(await request.body())))
        except (TypeError, ValueError) as error:
            raise ServiceError("InvalidRequestException", str(error)) from error
        return _json({})

    async def reset(request: Request) -> Response:
        state.reset()
        return _json({})

    async def html(request: Request) -> Response:
        state.end_due()
        return HTMLResponse(page(masked([contact.entry() for contact in state.contacts]), masked(state.calls)))

    async def websocket(connection: WebSocket) -> None:
        await serve_websocket(state, connection)

    return Starlette(
        routes=[
            Route("/contact/chat", start_chat, methods=["PUT"]),
            Mount("/participant", _participant_service(state)),
            WebSocketRoute("/websocket", websocket),
            Route("/_stand-in/", html),
            Route("/_stand-in/contacts", contacts),
            Route("/_stand-in/contacts/{contact_id}", contact),
            Route("/_stand-in/settings", settings, methods=["POST"]),
            Route("/_stand-in/reset", reset, methods=["POST"]),
        ],
        exception_handlers=_HANDLERS,
    )


def _participant_service(state: State) -> ASGIApp:
    """The operations of botocore's model under their paths, open to browsers on any page as AWS's are."""

    def route(name: str) -> Route:
        async def call(request: Request) -> Response:
            return _json(serve(state, name, request.headers, await request.body()))

        http = operation("connectparticipant", name).http
        return Route(http["requestUri"].removeprefix("/participant"), call, methods=[http["method"]])

    names = boto.session().get_service_model("connectparticipant").operation_names
    return CORSMiddleware(
        Starlette(routes=[route(name) for name in names], exception_handlers=_HANDLERS),
        allow_origins=["*"],
        allow_methods=["GET", "POST"],
        allow_headers=_BROWSER_HEADERS,
        expose_headers=["x-amzn-ErrorType", "x-amzn-RequestId"],
    )


def _json(body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(
        json.dumps(body),
        status,
        {"x-amzn-RequestId": str(uuid.uuid4()), **(headers or {})},
        media_type="application/json",
    )


async def _service_error(request: Request, error: ServiceError) -> Response:
    return _json({"Message": error.message}, error.status, {"x-amzn-ErrorType": error.code})


async def _unknown(request: Request, error: Exception) -> Response:
    message = f"The stand-in serves no {request.method} {request.url.path}"
    return await _service_error(request, ServiceError("UnknownOperationException", message))


_HANDLERS: Mapping[Any, Any] = {ServiceError: _service_error, 404: _unknown, 405: _unknown}
