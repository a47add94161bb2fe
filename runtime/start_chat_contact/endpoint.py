"""Turns an event into a response: identifies the caller, checks the origin and the body, and calls Connect."""

import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import http_response, log
from .body import read_body
from .client_aliases import with_api_names
from .client_token import KeyReader, client_token
from .connect import ConnectClient, start_chat
from .errors import ChatError, Internal, MethodNotAllowed
from .event import HttpRequest, read_event
from .identity import Reader, anonymous
from .origin import check_origin, cors_headers
from .plan import Plan
from .resolve import API_MEMBERS, Resolver
from .retry import Attempts, Budget
from .rules import check_rules

if TYPE_CHECKING:
    from .origin_secret import OriginSecret
    from .signed_contact_id import SignedContactIds
    from .switch import Switch

_RESERVE = 1.0
"""Seconds of the function's timeout that are kept for writing the response."""


class Endpoint:
    """Starts chats as the plan says. One instance serves all requests of a Lambda environment."""

    def __init__(
        self,
        plan: Plan,
        client: ConnectClient,
        authenticate: Reader | None = None,
        contact_ids: "SignedContactIds | None" = None,
        switch: "Switch | None" = None,
        origin_secret: "OriginSecret | None" = None,
    ) -> None:
        self._plan = plan
        self._client = client
        self._authenticate = authenticate or _reader(plan.access)
        self._keys = KeyReader(plan)
        self._resolver = Resolver(plan)
        self._contact_ids = contact_ids
        self._switch = switch
        self._origin_secret = origin_secret
        self._budget = Budget()
        self._cold = True

    def handle(self, event: Any, context: Any = None) -> dict[str, Any]:
        """Respond to a proxy event. Never raises: whatever goes wrong becomes an error response."""
        begun = time.monotonic()
        request = read_event(event)
        entry = log.Entry(
            request_id=request.request_id,
            lambda_request_id=str(getattr(context, "aws_request_id", "")),
            access=self._plan.access,
            cold_start=self._cold,
        )
        self._cold = False
        headers = cors_headers(request, self._plan)
        if request.request_id:
            headers["X-Request-Id"] = request.request_id
        try:
            response = self._start(request, headers, begun + self._seconds(context), entry)
        except ChatError as error:
            response = _failed(error, request, headers, entry)
        except Exception as error:
            entry.exception = error_location(error)
            response = _failed(Internal(), request, headers, entry)
        entry.latency_ms = round((time.monotonic() - begun) * 1000)
        log.write(entry)
        return response

    def _start(
        self, request: HttpRequest, headers: Mapping[str, str], deadline: float, entry: log.Entry
    ) -> dict[str, Any]:
        plan = self._plan
        if request.method != "POST":
            raise MethodNotAllowed
        if self._origin_secret is not None:
            self._origin_secret.check(request)
        if self._switch is not None:
            self._check_switch(self._switch, entry)
        identity = self._authenticate(request, plan)
        check_origin(request, plan)
        body = with_api_names(read_body(request))
        key = self._keys.read(request, body, identity)
        contact_ids = self._contact_ids.of(identity) if self._contact_ids else None
        sent, said = self._resolver.resolve(body, identity.claims, contact_ids.read if contact_ids else None)
        if identity.guest:
            from .guests import without_vouching  # few deployments have guests

            sent = without_vouching(sent)
        check_rules(sent)
        token = client_token(plan, identity, key, said)
        attempts = Attempts(plan.limits, deadline, self._budget)
        try:
            result = attempts.run(start_chat(self._client, {**sent, "ClientToken": token}, said))
        finally:
            entry.attempts = attempts.made
        entry.outcome, entry.status, entry.contact_id = "started", 200, result["ContactId"]
        signed = contact_ids.sign(result["ContactId"]) if contact_ids else None
        return http_response.started(result, sent, plan.attachments, headers, signed)

    def _check_switch(self, switch: "Switch", entry: log.Entry) -> None:
        try:
            switch.check()
        finally:
            entry.switch_error = switch.error

    def _seconds(self, context: Any) -> float:
        remaining = getattr(context, "get_remaining_time_in_millis", None)
        limit = self._plan.limits.time_budget
        return limit if remaining is None else min(limit, remaining() / 1000 - _RESERVE)


def _reader(access: str) -> Reader:
    if access == "anonymous":
        return anonymous
    from .gateway_identity import READERS  # anonymous endpoints start faster without it

    return READERS[access]


def _failed(error: ChatError, request: HttpRequest, headers: Mapping[str, str], entry: log.Entry) -> dict[str, Any]:
    entry.outcome, entry.status, entry.connect_error = error.code, error.status, error.cause or ""
    members = {problem.pointer.split("/")[1] for problem in error.problems if problem.pointer}
    entry.fields = tuple(sorted(members & API_MEMBERS))  # a name that the caller made up may hold personal data
    return http_response.failed(error, request.request_id, headers)


def error_location(error: Exception) -> str:
    """Return an unexpected error's type and location, for the log. Leaves out the message, which may quote a value."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:]))
    return f"{type(error).__name__} at {where}"
