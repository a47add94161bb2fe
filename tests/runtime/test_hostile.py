"""Every hostile request is refused as it deserves, every honest one starts a chat, whatever API brought it."""

import base64
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.endpoints import REPLY, Client, ask, endpoint
from tests.support.profiles import FLOW_ID, INSTANCE_ID, ORIGIN, PROFILES
from tests.support.request_cases import Case, cases, event, http, second

CASES = list(cases())
ANONYMOUS = [case for case in CASES if PROFILES[case["profile"]][0] == "anonymous"]
ALWAYS_SENT = {"InstanceId", "ContactFlowId", "ParticipantDetails", "ClientToken"}
# Words that a refusal may use of its own accord: names of members, types and texts that callers send as well.
VOCABULARY = {"text/plain", "AGENT", INSTANCE_ID, FLOW_ID, "true", "null"}


def _labels(chosen: list[Case]) -> list[str]:
    return [case["label"] for case in chosen]


def test_the_cases_are_all_there() -> None:
    assert len(CASES) == 144
    assert len(set(_labels(CASES))) == 144
    assert len(ANONYMOUS) == 120


@pytest.mark.parametrize("case", CASES, ids=_labels(CASES))
def test_in_its_own_form(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    _judge(case, event(case), caplog)


@pytest.mark.parametrize("form", ["rest", "http", "url"])
@pytest.mark.parametrize("case", ANONYMOUS, ids=_labels(ANONYMOUS))
def test_in_every_form(case: Case, form: str, caplog: pytest.LogCaptureFixture) -> None:
    _judge(case, event(case, form), caplog)


@pytest.mark.parametrize("form", ["rest", "http"])
@pytest.mark.parametrize("case", ANONYMOUS, ids=_labels(ANONYMOUS))
def test_in_base64(case: Case, form: str, caplog: pytest.LogCaptureFixture) -> None:
    _judge(case, event(case, form, http(case).in_base64()), caplog)


def _judge(case: Case, given: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client()
    asked = endpoint(case["profile"], client)
    answer, log = ask(asked, given)

    allowed = case["status"] if isinstance(case["status"], list) else [case["status"]]
    assert answer["statusCode"] in allowed, answer["body"]
    assert len(client.requests) == (1 if case["status"] == 200 else 0)
    body = _proper(answer)
    if case["status"] == 200:
        _started(body)
        _sent(case, client.requests[0])
    else:
        _refused(answer, body)
        for text in _texts(given):
            assert text not in answer["body"], "a refusal repeats what the caller sent"
    for text in [*_texts(given), REPLY["ParticipantToken"], body.get("SignedContactId", "not signed")]:
        assert text not in log + caplog.text, "the log repeats what the caller sent"
    if "then" in case:
        again, _ = ask(asked, event(second(case)))
        assert again["statusCode"] == 200
        tokens = [request["ClientToken"] for request in client.requests]
        assert (tokens[0] == tokens[1]) is case["same_token"]


def _proper(answer: dict[str, Any]) -> dict[str, Any]:
    """What holds for every answer; returns its body."""
    assert set(answer) == {"statusCode", "headers", "body", "isBase64Encoded"}
    assert answer["isBase64Encoded"] is False
    assert answer["statusCode"] < 500
    headers = answer["headers"]
    assert headers["Cache-Control"] == "no-store"
    assert headers.get("Access-Control-Allow-Origin", ORIGIN) == ORIGIN
    assert not any(mark in name + value for name, value in headers.items() for mark in "\r\n")
    body: dict[str, Any] = json.loads(answer["body"])
    return body


def _started(body: dict[str, Any]) -> None:
    ids = {name: body[name] for name in REPLY}
    assert ids == REPLY
    assert {name: body["data"]["startChatResult"][name] for name in REPLY} == REPLY
    assert set(body["data"]["featurePermissions"]) == {"MESSAGING_MARKDOWN", "ATTACHMENTS"}
    assert "ResponseMetadata" not in json.dumps(body)


def _refused(answer: dict[str, Any], body: dict[str, Any]) -> None:
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert body["status"] == answer["statusCode"]
    assert body["type"] == f"/problems/{body['data']['Error']['code']}"
    assert body["title"]
    assert body["message"] == body["data"]["Error"]["message"]


def _sent(case: Case, request: dict[str, Any]) -> None:
    assert _part_of(case.get("sent", {}), request), request
    if "also" in case:
        assert set(request) == ALWAYS_SENT | set(case["also"])
    text = json.dumps(request, ensure_ascii=False)
    assert not [never for never in case.get("never", ()) if never in text]


def _part_of(part: Any, whole: Any) -> bool:
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            name in whole and _part_of(value, whole[name]) for name, value in part.items()
        )
    return bool(part == whole)


def _texts(given: Any) -> set[str]:
    """The caller's own texts in an event: of the body, of headers that carry secrets, and of their identity."""
    body = given.get("body")
    found = set(_leaves(body)) | set(_leaves(_parsed(body)))
    if given.get("isBase64Encoded") and isinstance(body, str):
        found |= set(_leaves(_parsed(base64.b64decode(body))))
    context = given.get("requestContext") or {}
    claims = set(_leaves(context.get("authorizer"))) | set(_leaves((context.get("identity") or {}).get("apiKey")))
    for name, value in (given.get("headers") or {}).items():
        if name.lower() in ("idempotency-key", "authorization", "x-user-id"):
            claims.add(value)
    return {text for text in found | claims if len(text) > 3 and text not in VOCABULARY}


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _leaves(child)


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None
