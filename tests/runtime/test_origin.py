"""Which pages may call."""

import pytest
from start_chat_contact.errors import OriginNotAllowed
from start_chat_contact.event import read_event
from start_chat_contact.origin import check_origin, cors_headers
from start_chat_contact.plan import Plan

from tests.support.endpoints import plan_of
from tests.support.events import Http
from tests.support.profiles import PROFILES

LISTED = ["https://app.example", "http://localhost:8000"]


def _plan(*origins: str) -> Plan:
    return plan_of(*PROFILES["anon"], allow_origins=list(origins))


@pytest.mark.parametrize("origin", LISTED)
def test_a_listed_page(origin: str) -> None:
    request = read_event(Http(headers={"origin": [origin]}).rest())
    check_origin(request, _plan(*LISTED))
    assert cors_headers(request, _plan(*LISTED)) == {"Access-Control-Allow-Origin": origin}


@pytest.mark.parametrize(
    "origins",
    [
        ["https://evil.example"],
        ["null"],
        [""],
        ["*"],
        ["https://app.example/"],
        ["https://app.example.evil.com"],
        ["https://appxexample"],
        ["http://app.example"],
        ["HTTPS://APP.EXAMPLE"],
        ["https://app.example", "https://evil.example"],
        ["https://app.example", "http://localhost:8000"],
    ],
)
def test_any_other_page(origins: list[str]) -> None:
    for event in (Http(headers={"origin": origins}).rest(), Http(headers={"origin": origins}).http()):
        request = read_event(event)
        with pytest.raises(OriginNotAllowed, match=r"^Pages of this origin may not start chats here$"):
            check_origin(request, _plan(*LISTED))
        assert cors_headers(request, _plan(*LISTED)) == {}


def test_a_native_app_sends_no_origin() -> None:
    request = read_event(Http(headers={}).http())
    check_origin(request, _plan(*LISTED))
    assert cors_headers(request, _plan(*LISTED)) == {}


def test_every_page_only_when_declared() -> None:
    request = read_event(Http(headers={"origin": ["https://evil.example"]}).rest())
    check_origin(request, _plan("*"))
    assert cors_headers(request, _plan("*")) == {"Access-Control-Allow-Origin": "*"}
