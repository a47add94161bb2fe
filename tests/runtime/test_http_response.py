"""Answers: what each client finds in them, and what is in none."""

import json
from typing import Any

import pytest
from start_chat_contact import errors
from start_chat_contact.errors import ChatError, Problem
from start_chat_contact.http_response import failed, started

from tests.support.endpoints import REPLY

CONNECT_ANSWER: dict[str, Any] = {
    **REPLY,
    "ContinuedFromContactId": "c",
    "ConnectionCredentials": {"ConnectionToken": "t", "Expiry": "e"},
    "Websocket": {"Url": "wss://u", "ConnectionExpiry": "e"},
    "StreamingId": "s",
    "ResponseMetadata": {"HTTPHeaders": {}},
    "NewMember": "n",
}
TABLE = {
    errors.InvalidRequest: (400, "invalid-request", None),
    errors.RequestRefused: (400, "request-refused", None),
    errors.Unauthorized: (401, "unauthorized", None),
    errors.DirectRequest: (403, "direct-request", None),
    errors.FieldNotAllowed: (403, "field-not-allowed", None),
    errors.NotOwner: (403, "not-owner", None),
    errors.OriginNotAllowed: (403, "origin-not-allowed", None),
    errors.MethodNotAllowed: (405, "method-not-allowed", None),
    errors.TooLarge: (413, "too-large", None),
    errors.UnsupportedMediaType: (415, "unsupported-media-type", None),
    errors.Throttled: (429, "throttled", "2"),
    errors.ChatCapacity: (503, "chat-capacity", "30"),
    errors.ChatNotEnded: (409, "chat-not-ended", "30"),
    errors.KeyConflict: (409, "key-conflict", None),
    errors.UpstreamError: (502, "upstream-error", "2"),
    errors.BadUpstream: (502, "bad-upstream", "2"),
    errors.UpstreamTimeout: (504, "upstream-timeout", "2"),
    errors.KeysUnavailable: (503, "keys-unavailable", "5"),
    errors.Closed: (503, "closed", "300"),
    errors.Misconfigured: (500, "misconfigured", None),
    errors.Internal: (500, "internal", None),
}


def test_named_members_are_copied_and_no_others() -> None:
    answer = started(CONNECT_ANSWER, {}, False, {"X-Request-Id": "r"})
    body = json.loads(answer["body"])
    copied = {name: value for name, value in CONNECT_ANSWER.items() if name not in ("ResponseMetadata", "NewMember")}
    assert body.pop("data") == {
        "startChatResult": copied,
        "featurePermissions": {"MESSAGING_MARKDOWN": False, "ATTACHMENTS": False},
    }
    assert body == copied
    assert answer["statusCode"] == 200
    assert answer["headers"] == {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "Vary": "Origin",
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Expose-Headers": "Retry-After, X-Request-Id",
        "X-Request-Id": "r",
    }


def test_features_follow_what_was_sent_and_declared() -> None:
    sent = {"SupportedMessagingContentTypes": ["text/plain", "text/markdown"]}
    features = json.loads(started(CONNECT_ANSWER, sent, True, {})["body"])["data"]["featurePermissions"]
    assert features == {"MESSAGING_MARKDOWN": True, "ATTACHMENTS": True}


def _errors(kind: type[ChatError]) -> list[type[ChatError]]:
    return [kind for below in kind.__subclasses__() for kind in [below, *_errors(below)]]


def test_the_table_has_every_error() -> None:
    assert set(TABLE) == set(_errors(ChatError))


@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
def test_every_error_is_a_problem_that_stock_clients_read_too(kind: type[ChatError]) -> None:
    status, code, retry_after = TABLE[kind]
    answer = failed(kind(), "r-1", {})
    assert answer["statusCode"] == status
    assert json.loads(answer["body"]) == {
        "type": f"/problems/{code}",
        "title": kind.title,
        "status": status,
        "detail": kind.title,
        "message": kind.title,
        "data": {"Error": {"code": code, "message": kind.title}},
        "requestId": "r-1",
    }
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert answer["headers"]["Cache-Control"] == "no-store"
    assert answer["headers"].get("Retry-After") == retry_after


def test_the_headers_that_http_demands() -> None:
    assert failed(errors.MethodNotAllowed(), "", {})["headers"]["Allow"] == "POST"
    assert failed(errors.Unauthorized(), "", {})["headers"]["WWW-Authenticate"] == "Bearer"


def test_faults_are_pointed_at_and_a_thousand_of_them_are_not_listed() -> None:
    problems = [Problem(f"/k{index}", "is not a member of the request") for index in range(1000)]
    listed = json.loads(failed(errors.InvalidRequest(problems=problems), "", {})["body"])["errors"]
    assert listed[0] == {"pointer": "/k0", "detail": "is not a member of the request"}
    assert len(listed) == 20
