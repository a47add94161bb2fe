"""From an event to an answer: the order of the checks, our own mistakes, silence, and a steady size."""

import gc
import json
from pathlib import Path
from typing import Any

import pytest
from start_chat_contact.endpoint import Endpoint, error_location

from tests.support.endpoints import REPLY, Client, ask, endpoint, plan_of
from tests.support.events import HEADERS, Http
from tests.support.profiles import PROFILES


def _code(asked: Endpoint, event: Any) -> str:
    answer, _ = ask(asked, event)
    return str(json.loads(answer["body"])["data"]["Error"]["code"])


def test_the_order_of_the_checks() -> None:
    """Each request is wrong in one way less than the one before."""
    client = Client()
    jwt = Endpoint(plan_of("jwt", PROFILES["attrs"][1]), client)
    caller = {"authorizer": {"jwt": {"claims": {"sub": "me"}}}}
    wrong: dict[str, Any] = {"method": "PUT", "is_base64": True, "body": "!" * 100_000}
    wrong["headers"] = {"origin": ["https://evil.example"], "content-type": ["text/html"], "idempotency-key": ["é"]}
    asked = []
    for change in (
        {},
        {"method": "POST"},
        {"caller": caller},
        {"headers": wrong["headers"] | {"origin": HEADERS["origin"]}},
        {"headers": HEADERS | {"idempotency-key": ["é"]}},
        {"body": "!"},
        {"body": '{"Foo": 1, "CustomerId": 1, "Attributes": {"topic": 1}}', "is_base64": False},
        {"headers": HEADERS},
        {"body": '{"CustomerId": 1, "Attributes": {"topic": 1}}'},
        {"body": '{"Attributes": {"topic": 1}, "InstanceId": "i"}'},
        {"body": '{"Attributes": {"topic": 1}}'},
    ):
        wrong |= change
        answer, _ = ask(jwt, Http(**wrong).http())
        body = json.loads(answer["body"])
        asked.append((answer["statusCode"], body.get("errors", [{"detail": body["title"]}])[0]["detail"]))
    assert asked == [
        (405, "Start a chat with POST"),
        (401, "Credentials are missing or were refused"),
        (403, "Pages of this origin may not start chats here"),
        (415, "Send the body as application/json in UTF-8"),
        (413, "The body is larger than 65,536 bytes"),
        (400, "is not base64 of UTF-8 text"),
        (400, "must have 1 to 255 printable ASCII characters and no comma"),
        (400, "is not a member of the request"),
        (403, "is not open to callers"),
        (403, "is fixed and can't be changed"),
        (400, "must be text"),
    ]
    assert client.requests == []


def test_the_allowed_origin_and_the_request_id_stand_on_every_answer() -> None:
    for http in (Http(), Http(method="GET"), Http(body="[]")):
        answer, _ = ask(endpoint("anon", Client()), http.rest())
        assert answer["headers"]["Access-Control-Allow-Origin"] == "https://app.example"
        assert answer["headers"]["X-Request-Id"] == "rest-request-1"
    answer, _ = ask(endpoint("anon", Client()), Http(headers={"origin": ["https://evil.example"]}).rest())
    assert "Access-Control-Allow-Origin" not in answer["headers"]


def test_our_own_mistake_is_an_answer_and_its_place_is_logged() -> None:
    def fail() -> Any:
        raise KeyError("participant-token-that-nobody-may-log")

    answer, log = ask(endpoint("anon", Client(fail)), Http().rest())
    assert answer["statusCode"] == 500
    assert json.loads(answer["body"])["data"]["Error"]["code"] == "internal"
    line = json.loads(log)
    assert line["exception"].startswith("KeyError at test_endpoint.py:")
    assert line["Attempts"] == 1
    assert "nobody-may-log" not in log + answer["body"]


def test_the_place_of_an_error_is_without_values() -> None:
    with pytest.raises(ValueError, match="secret value") as raised:
        int("secret value")
    assert error_location(raised.value) == f"ValueError at test_endpoint.py:{raised.tb.tb_lineno}"


def test_refused_members_are_logged_by_name_and_made_up_names_are_not() -> None:
    event = Http(body='{"CustomerId": "4711", "jane@example.com": 1, "Jane": 2}').rest()
    answer, log = ask(endpoint("anon", Client()), event)
    assert answer["statusCode"] == 400
    assert "fields" not in json.loads(log)
    _, log = ask(endpoint("anon", Client()), Http(body='{"CustomerId": "4711"}').rest())
    assert json.loads(log)["fields"] == ["CustomerId"]
    assert "4711" not in log


def test_the_deadline_comes_before_lambda_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    deadlines = []

    class Context:
        aws_request_id = "l-1"

        def __init__(self, milliseconds: int) -> None:
            self.get_remaining_time_in_millis = lambda: milliseconds

    monkeypatch.setattr("start_chat_contact.endpoint.time.monotonic", lambda: 50.0)
    monkeypatch.setattr(
        "start_chat_contact.endpoint.Attempts", lambda limits, deadline, budget: deadlines.append(deadline)
    )
    for context in (Context(10_000), Context(3_000), None):
        ask(endpoint("anon", Client()), Http().rest(), context)
    assert deadlines == [54.0, 52.0, 54.0]


def test_the_first_request_is_logged_as_a_cold_start() -> None:
    asked = endpoint("anon", Client())
    assert [json.loads(ask(asked, Http().rest())[1])["coldStart"] for _ in range(2)] == [True, False]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from Linux's /proc")
@pytest.mark.slow
def test_4_000_requests_leave_nothing_behind() -> None:
    answers = iter(range(100_000))
    asked = endpoint("stock", Client(lambda: {**REPLY, "ContactId": f"c-{next(answers)}"}, requests=_Forgetful()))
    events = [
        Http().rest(),
        Http(body="[]").http(),
        Http(headers=HEADERS | {"idempotency-key": ["k" * 40]}).http(),
        Http(body='{"ParticipantDetails": {"DisplayName": "' + "x" * 6_000 + '"}}').in_base64().http(),
    ]
    for event in events * 100:
        ask(asked, event)
    gc.collect()
    before = _resident()
    for event in events * 1000:
        ask(asked, event)
    gc.collect()
    assert _resident() - before < 2_000_000


class _Forgetful(list[dict[str, Any]]):
    def append(self, request: dict[str, Any]) -> None:
        """Keep nothing."""


def _resident() -> int:
    """Bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
