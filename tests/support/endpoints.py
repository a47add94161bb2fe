"""The function's endpoint for a declared request, with a client that keeps what would reach Connect."""

import contextlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from start_chat_contact import plan
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.plan import Limits, Plan

from constructs_lib import StartChatContactRequest, defaults
from constructs_lib.rendering.plan import function_plan
from tests.support.profiles import ORIGIN, PROFILES
from tests.support.signing import signed_contact_ids, signed_jwt

LIMITS = Limits(
    time_budget=defaults.DEADLINE,
    connect_timeout=defaults.CONNECT_TIMEOUT,
    read_timeout=defaults.READ_TIMEOUT,
    attempts=defaults.ATTEMPTS,
)
REPLY = {
    "ContactId": "44444444-4444-4444-4444-444444444444",
    "ParticipantId": "55555555-5555-5555-5555-555555555555",
    "ParticipantToken": "participant-token-that-nobody-may-log",
}


@dataclass
class Client:
    """Answers every call with `REPLY`, or with what ``answer`` returns or raises, and keeps the requests."""

    answer: Callable[[], Mapping[str, Any]] = lambda: {**REPLY, "ResponseMetadata": {"HTTPStatusCode": 200}}
    requests: list[dict[str, Any]] = field(default_factory=list)

    def start_chat_contact(self, **request: Any) -> Mapping[str, Any]:
        """Keep the request and answer it."""
        self.requests.append(request)
        return self.answer()


def plan_of(access: str, request: StartChatContactRequest, **changes: Any) -> Plan:
    """The plan of a deployment, by way of the JSON text that a construct writes."""
    words = function_plan(request, access=access, deployment="stack/Chat", allow_origins=[ORIGIN])
    return plan.parse(json.dumps(words | changes))


def endpoint(profile: str, client: Client, **changes: Any) -> Endpoint:
    """The endpoint of one of `PROFILES`."""
    declared = plan_of(*PROFILES[profile], **changes)
    authenticate = signed_jwt().identify if declared.access == "signed_jwt" else None
    contact_ids = signed_contact_ids(declared) if profile in ("jwt-persistent", "jwt-related") else None
    return Endpoint(declared, client, authenticate, contact_ids)


def ask(asked: Endpoint, event: Any, context: Any = None) -> tuple[dict[str, Any], str]:
    """The answer to an event, and what was logged of it."""
    log = io.StringIO()
    with contextlib.redirect_stdout(log):
        answer = asked.handle(event, context)
    return answer, log.getvalue()
