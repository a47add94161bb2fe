"""The one line of a request."""

import io
import json

import pytest
from start_chat_contact import log


def _line(entry: log.Entry) -> dict[str, object]:
    stream = io.StringIO()
    log.write(entry, stream)
    [line] = stream.getvalue().splitlines()
    return dict(json.loads(line))


def test_a_start() -> None:
    line = _line(log.Entry(outcome="started", status=200, contact_id="c", attempts=2, latency_ms=31, access="iam"))
    metrics = line.pop("_aws")
    assert isinstance(metrics, dict)
    assert line == {
        "Outcome": "started",
        "Requests": 1,
        "Attempts": 2,
        "Latency": 31,
        "status": 200,
        "contactId": "c",
        "access": "iam",
        "coldStart": False,
    }
    [declared] = metrics["CloudWatchMetrics"]
    assert declared["Namespace"] == "StartChatContact"
    assert declared["Dimensions"] == [["Outcome"]]
    assert [metric["Name"] for metric in declared["Metrics"]] == ["Requests", "Attempts", "Latency"]


def test_codes_of_connect_are_a_dimension_and_unknown_ones_are_not_repeated() -> None:
    known = _line(log.Entry(connect_error="LimitExceededException"))
    assert known["ConnectError"] == "LimitExceededException"
    assert known["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["Outcome"], ["ConnectError"]]  # type: ignore[index]
    assert _line(log.Entry(connect_error="Jane said no"))["ConnectError"] == "Other"


def test_line_breaks_do_not_make_lines() -> None:
    assert _line(log.Entry(request_id="a\r\nb"))["requestId"] == "a\r\nb"


def test_a_log_that_fails_fails_no_request(capsys: pytest.CaptureFixture[str]) -> None:
    closed = io.StringIO()
    closed.close()
    log.write(log.Entry(), closed)
    assert capsys.readouterr() == ("", "")
