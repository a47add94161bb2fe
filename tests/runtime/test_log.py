"""The one line of a request."""

import io
import json

import pytest
from start_chat_contact import log

from tests.support.embedded_metrics import extract


def _line(entry: log.Entry) -> dict[str, object]:
    stream = io.StringIO()
    log.write(entry, stream)
    [line] = stream.getvalue().splitlines()
    return dict(json.loads(line))


def _counted(entry: log.Entry) -> dict[str, float]:
    """The values that CloudWatch gets, by metric and further dimension."""
    stream = io.StringIO()
    log.write(entry, stream)
    found = {}
    for series, _, value in extract(stream.getvalue()):
        (first, name), *more = series.dimensions
        assert (series.namespace, first, name) == ("StartChatContact", "FunctionName", "unknown")
        found["/".join([series.name, *(f"{key}={value}" for key, value in more)])] = value
    return found


def test_a_start() -> None:
    entry = log.Entry(outcome="started", status=200, contact_id="c", attempts=2, latency_ms=31, access="iam")
    line = _line(entry)
    line.pop("_aws")
    assert line == {
        "FunctionName": "unknown",
        "Outcome": "started",
        "Requests": 1,
        "Attempts": 2,
        "Latency": 31,
        "status": 200,
        "contactId": "c",
        "access": "iam",
        "coldStart": False,
    }
    assert _counted(entry) == {"Requests": 1, "Attempts": 2, "Latency": 31, "Requests/Outcome=started": 1}


def test_a_refusal_without_a_call_of_connect_has_no_latency_of_it() -> None:
    entry = log.Entry(outcome="unauthorized", status=401, latency_ms=1)
    assert _line(entry)["Latency"] == 1
    assert _counted(entry) == {"Requests": 1, "Refused": 1, "Requests/Outcome=unauthorized": 1}


@pytest.mark.parametrize(
    ("outcome", "failed"),
    [("internal", 1), ("upstream-timeout", 1), ("closed", None), ("chat-capacity", None), ("keys-unavailable", None)],
)
def test_what_counts_as_failed(outcome: str, failed: int | None) -> None:
    assert _counted(log.Entry(outcome=outcome, status=503)).get("Failed") == failed


def test_codes_of_connect_are_counted_and_unknown_ones_are_not_repeated() -> None:
    known = log.Entry(outcome="chat-capacity", status=503, attempts=1, connect_error="LimitExceededException")
    assert _counted(known)["Requests/ConnectError=LimitExceededException"] == 1
    assert _line(log.Entry(connect_error="Jane said no"))["ConnectError"] == "Other"


def test_a_switch_that_can_not_be_read_is_counted() -> None:
    entry = log.Entry(outcome="started", status=200, switch_error="InvalidSwitch")
    assert _counted(entry)["SwitchErrors"] == 1
    assert _line(entry)["switchError"] == "InvalidSwitch"


def test_line_breaks_do_not_make_lines() -> None:
    assert _line(log.Entry(request_id="a\r\nb"))["requestId"] == "a\r\nb"


def test_a_log_that_fails_fails_no_request(capsys: pytest.CaptureFixture[str]) -> None:
    closed = io.StringIO()
    closed.close()
    log.write(log.Entry(), closed)
    assert capsys.readouterr() == ("", "")
