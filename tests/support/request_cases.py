"""The cases of ``tests/cases/*.json``: requests, most of them hostile, and what must become of them.

A case says how it differs from a plain request with the name Jane: ``text`` (parts of the body, a part may be a text
and how often it is repeated), ``body`` (JSON), ``with`` (members beside the name), ``base64``, ``raw_base64``,
``headers`` (null: absent), ``method``, ``capitals``, ``caller``, ``claims``, ``bearer`` (a token to sign), ``event``
(what is broken in the event itself), ``form``. ``<handle:…>`` stands for a signed contact id. Then comes the outcome:
``status``; ``sent``, a part of what reaches Connect; ``also``, all members sent beside ids, name and token; ``never``,
texts that are not sent. ``then`` is a second request, whose client token is the same or another (``same_token``).
"""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.endpoints import plan_of
from tests.support.events import CALLERS, HEADERS, Http
from tests.support.profiles import PROFILES
from tests.support.signing import signed_contact_id, token

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
        headers["authorization"] = [f"Bearer {token(**case['bearer'])}"]
    body = _text(case)
    if body is not None:
        body = re.sub("<handle:([a-z-]+)>", lambda found: _handle(case, found[1]), body)
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


def _handle(case: Case, kind: str) -> str:
    """A signed contact id: the caller's own, another's, one that is out of time or was tampered with."""
    subject = "someone-else" if kind == "other-subject" else "me"
    age = 169 * 3600.0 if kind == "expired" else 0.0
    plan, scope = plan_of(*PROFILES[case["profile"]]), ("jwt", "https://idp.example/", subject)
    made = signed_contact_id(plan, scope, "33333333-3333-3333-3333-333333333333", age=age)
    return made[:-9] + chr(ord(made[-9]) ^ 1) + made[-8:] if kind == "bit-flipped" else made


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
