"""Serves the chat page on loopback: ``python -m local.page_server --endpoint https://… --region us-east-1``.

The page itself is `local/page`: static files that any web server can serve, next to ChatJS and a ``config.json``.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from local.loopback import HOST
from local.paths import CHATJS, installed
from local.web_server import WebServer, until_interrupted

PAGE = Path(__file__).resolve().parent / "page"
CONTENT_TYPES = ("text/plain", "text/markdown", "application/vnd.amazonaws.connect.message.interactive")
"""What the page can show."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """What the page works with.

    Attributes:
        endpoint: URL that starts chats.
        region: where the Amazon Connect instance is.
        topics: what visitors can choose from; they see them with a capital. Default: - no topic is asked for or sent
        stand_in: URL of the stand-in of Amazon Connect. Default: - Amazon Connect in ``region``
        declaration: the ``request`` of the function's plan, to be shown beside the chat. Default: - nothing is shown
    """

    endpoint: str
    region: str
    topics: Sequence[str] = ()
    stand_in: str | None = None
    declaration: Mapping[str, Any] | None = None

    def config(self) -> dict[str, Any]:
        """The page's ``config.json``."""
        config: dict[str, Any] = {
            "endpoint": self.endpoint,
            "region": self.region,
            "topics": list(self.topics),
            "request": {"SupportedMessagingContentTypes": list(CONTENT_TYPES)},
        }
        if self.stand_in is not None:
            config["participantEndpoint"] = self.stand_in
        if self.stand_in is not None and self.declaration is not None:
            config["standIn"] = {
                "declaration": self.declaration,
                "contacts": "stand-in/contacts/",
                "calls": "stand-in/calls",
            }
        return config

    def content_security_policy(self) -> str:
        """The page's policy: its own files alone, and requests to what it works with."""
        url = urlsplit(self.endpoint)
        hosts = [f"{url.scheme}://{url.netloc}"]
        if self.stand_in is not None:
            hosts += [self.stand_in, self.stand_in.replace("http", "ws", 1)]
        else:
            hosts.append(f"https://participant.connect.{self.region}.amazonaws.com")
            hosts.append(f"wss://*.transport.connect.{self.region}.amazonaws.com")
        own = "script-src 'self'; style-src 'self'; img-src 'self'"
        nobody = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        return f"default-src 'none'; {own}; connect-src 'self' {' '.join(hosts)}; {nobody}"


class PageServer(WebServer):
    """Serves the page, as a context manager.

    The server's address is known, for the endpoint's allowed origins, before there is a site to `show`.

    Args:
        port: port on 127.0.0.1. Default: - a free one

    Raises:
        OSError: when the port is in use.
        local.paths.NotSetUpError: when ChatJS is missing.
    """

    def __init__(self, port: int = 0) -> None:
        installed(CHATJS)
        self._site: Site | None = None
        routes = [
            Route("/", lambda request: FileResponse(PAGE / "index.html")),
            Route("/amazon-connect-chat.js", lambda request: FileResponse(CHATJS)),
            Route("/config.json", self._config),
            Route("/stand-in/contacts/{contact_id}", self._contact),
            Route("/stand-in/calls", self._calls),
            Mount("/", StaticFiles(directory=PAGE)),
        ]
        # Of loopback's names only: another one would be a foreign site's that has been made to resolve to it.
        own_names = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
        app = self._with_headers(Starlette(routes=routes, middleware=[own_names]))
        super().__init__(lambda _: app, port)

    @property
    def origin(self) -> str:
        """The page's origin, which is its address too."""
        return self.url

    @property
    def origins(self) -> tuple[str, str]:
        """The page's origin by both of loopback's names."""
        return self.origin, self.origin.replace(HOST, "localhost")

    def show(self, site: Site) -> None:
        """Let the page work with ``site`` from its next load on."""
        self._site = site

    async def _config(self, request: Request) -> Response:
        return JSONResponse(self._site.config()) if self._site else Response(status_code=503)

    async def _contact(self, request: Request) -> Response:
        return await self._stand_in(f"contacts/{request.path_params['contact_id']}", lambda found: found)

    async def _calls(self, request: Request) -> Response:
        return await self._stand_in("contacts", lambda found: found["Calls"])

    async def _stand_in(self, path: str, part: Callable[[Any], Any]) -> Response:
        if self._site is None or self._site.stand_in is None:
            return Response(status_code=404)
        async with httpx.AsyncClient(base_url=self._site.stand_in, trust_env=False) as stand_in:
            found = await stand_in.get(f"/_stand-in/{path}")
        return JSONResponse(part(found.json()), found.status_code)

    def _with_headers(self, app: ASGIApp) -> ASGIApp:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_with_headers(message: Message) -> None:
                if message["type"] == "http.response.start":
                    policy = self._site.content_security_policy() if self._site else "default-src 'none'"
                    message["headers"] = [
                        *message["headers"],
                        (b"content-security-policy", policy.encode()),
                        (b"x-content-type-options", b"nosniff"),
                        (b"referrer-policy", b"no-referrer"),
                        (b"cache-control", b"no-store"),
                    ]
                await send(message)

            await app(scope, receive, send_with_headers)

        return wrapped


def main() -> None:
    """Serve the page for an endpoint on AWS until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m local.page_server", description="Serve the chat page.")
    parser.add_argument("--endpoint", required=True, help="URL that starts chats: the stack's output")
    parser.add_argument("--region", required=True, help="Region of the Amazon Connect instance")
    parser.add_argument("--topic", action="append", default=[], help="a topic to choose from; can be repeated")
    parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")
    options = parser.parse_args()
    try:
        server = PageServer(options.port)
    except OSError as error:
        parser.exit(1, f"{error.strerror}\n")
    server.show(Site(endpoint=options.endpoint, region=options.region, topics=options.topic))
    until_interrupted(server, f"The chat page is at {server.origin}/ (the endpoint must allow this origin)")


if __name__ == "__main__":
    main()
