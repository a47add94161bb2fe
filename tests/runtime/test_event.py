"""One reading of all proxy events; what is broken is empty."""

from typing import Any

import pytest
from start_chat_contact.event import read_event

from tests.support.events import Http


def test_a_rest_event() -> None:
    request = read_event(Http(body="{}").rest())
    assert (request.method, request.body, request.is_base64, request.is_rest) == ("POST", "{}", False, True)
    assert request.header("origin") == ("https://app.example",)
    assert request.request_id == "rest-request-1"


def test_an_http_event() -> None:
    request = read_event(Http(body=None, method="GET").http())
    assert (request.method, request.body, request.is_base64, request.is_rest) == ("GET", None, False, False)
    assert request.header("content-type") == ("application/json",)
    assert request.request_id == "http-request-1"


def test_repeated_headers_keep_all_values_whatever_their_letters() -> None:
    event = {
        "httpMethod": "POST",
        "headers": {"ORIGIN": "a", "origin": "b"},
        "multiValueHeaders": {"Origin": ["c", "b"], "X": None, "Y": [1, None]},
    }
    assert read_event(event).header("origin") == ("a", "b", "c")
    assert read_event(event).header("y") == ()
    assert read_event(event).header("cookie") == ()


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        "POST",
        {},
        {"httpMethod": 1, "headers": [], "multiValueHeaders": "x", "requestContext": None, "isBase64Encoded": "true"},
        {"requestContext": {"http": None, "requestId": 5}, "headers": {"Origin": None, 3: "x"}},
    ],
)
def test_a_broken_event_is_read_as_empty(event: Any) -> None:
    request = read_event(event)
    assert (request.method, request.body, request.is_base64, request.request_id) == ("", None, False, "")
    assert request.header("origin") == ()


@pytest.mark.parametrize("request_id", ["a\r\nSet-Cookie: b", "", "é", "x" * 129, " "])
def test_a_request_id_that_no_header_can_carry_is_none(request_id: str) -> None:
    assert read_event({"requestContext": {"requestId": request_id}}).request_id == ""
