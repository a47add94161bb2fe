"""The cases of ``tests/cases/*.json``: requests, most of them hostile, and what must become of them.

A case says how it differs from a plain request with the name Jane: ``text`` (parts of the body, a part may be a text
and how often it is repeated), ``body`` (JSON), ``with`` (members beside the name), ``base64``, ``raw_base64``,
``headers`` (null: absent), ``method``, ``capitals``, ``caller``, ``claims``, ``bearer`` (a token to sign), ``event``
(what is broken in the event itself), ``form``. Then comes the outcome: ``status``; ``sent``, a part of what reaches
Connect; ``also``, all members sent beside ids, name and token; ``never``, texts that are not sent. ``then`` is a
second request, whose client token is the same or another (``same_token``).
"""

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.runtime.events import CALLERS, HEADERS, Http
from tests.runtime.tokens import bearer

Case = dict[str, Any]

FOLDER = Path(__file__).resolve().parents[1] / "cases"
JANE = {"ParticipantDetails": {"DisplayName": "Jane"}}


def cases() -> Iterator[Case]:
    """Every case."""
    for path in sorted(FOLDER.glob("*.json")):
        yield from json.loads(path.read_text("utf-8"))


def http(case: Case) -> Http:
    """The HTTP request of a case."""
    headers = dict(HEADERS)
    for name, value in case.get("headers", {}).items():
        if value is None:
            del headers[name]
        else:
            headers[name] = value if isinstance(value, list) else [value]
    if "bearer" in case:
        headers["authorization"] = [f"Bearer {bearer(now=time.time(), **case['bearer'])}"]
    body = _text(case)
    if body is not None and case.get("base64"):
        body = base64.b64encode(body.encode()).decode()
    return Http(
        body=case.get("raw_base64", body),
        headers=headers,
        method=case.get("method", "POST"),
        is_base64=bool(case.get("base64")) or "raw_base64" in case,
        caller=_caller(case),
        capitals=bool(case.get("capitals")),
    )


def event(case: Case, form: str = "", request: Http | None = None) -> dict[str, Any]:
    """The event of a case in its own form, or in another: ``rest``, ``http`` or ``url``."""
    made: dict[str, Any] = getattr(request or http(case), form or case.get("form", "rest"))()
    return {**made, **case.get("event", {})}


def second(case: Case) -> Case:
    """The second request of a case that has one."""
    return {**case, **case["then"]}


def _text(case: Case) -> str | None:
    if "text" in case:
        parts = case["text"]
        return None if parts is None else "".join(_repeated(part) for part in parts)
    if "body" in case:
        return json.dumps(case["body"])
    return json.dumps(JANE | case.get("with", {}))


def _repeated(part: str | list[Any]) -> str:
    if isinstance(part, str):
        return part
    text, times = part
    return "".join(text.replace("%d", str(index)) for index in range(1, times + 1))


def _caller(case: Case) -> dict[str, Any]:
    if "caller" not in case:
        return {}
    caller: dict[str, Any] = CALLERS[case["caller"]]
    if "claims" in case:
        claims = caller["authorizer"]["jwt"]["claims"] | case["claims"]
        return {"authorizer": {"jwt": {"claims": claims, "scopes": None}}}
    return caller
