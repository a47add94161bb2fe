"""The switch: what a parameter may say, when it is read, and what holds while it can't be."""

import json
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.errors import Closed
from start_chat_contact.switch import Setting, Switch, read_setting

from tests.support.clocks import Clocks
from tests.support.embedded_metrics import extract
from tests.support.endpoints import Client, ask, plan_of
from tests.support.events import Http
from tests.support.profiles import PROFILES
from tests.support.signing import client_error
from tests.support.switches import Parameter, settle, switch_of

EVENING = datetime(2026, 12, 24, 18, tzinfo=UTC).timestamp()


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def is_closed(switch: Switch) -> bool:
    try:
        switch.check()
    except Closed:
        return True
    return False


# --- what a parameter may say ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("open", Setting()),
        (" Open\n", Setting()),
        ("closed", Setting(closed=True)),
        ("CLOSED ", Setting(closed=True)),
        ('{"state": "open", "message": "not shown"}', Setting(message="not shown")),
        ('{"state": "closed"}', Setting(closed=True)),
        ('{"state": "Closed", "message": " We are moving. "}', Setting(closed=True, message="We are moving.")),
        ('{"state": "closed", "message": null, "until": null}', Setting(closed=True)),
        ('{"state": "closed", "until": "2026-12-24T18:00:00Z"}', Setting(closed=True, until=EVENING)),
        ('{"state": "closed", "until": "2026-12-24T19:00+01:00"}', Setting(closed=True, until=EVENING)),
    ],
)
def test_what_an_operator_may_say(text: str, setting: Setting) -> None:
    assert read_setting(text) == setting


@pytest.mark.parametrize(
    "text",
    [
        "",
        "close",
        "off",
        "false",
        "null",
        "[]",
        '"closed"',
        "{",
        "{" * 100_000,
        '{"state": "shut"}',
        '{"State": "closed"}',
    ],
)
def test_what_says_nothing_is_open_and_a_mistake(text: str) -> None:
    assert read_setting(text) == Setting(mistake="InvalidSwitch")


@pytest.mark.parametrize(
    "rest",
    [
        {"until": "2026-12-24T18:00:00"},  # in which country?
        {"until": "2026-12-24"},
        {"until": "tomorrow"},
        {"until": EVENING},
        {"until": ["2026-12-24T18:00:00Z"]},
        {"message": 1},
        {"untill": "2026-12-24T18:00:00Z"},
    ],
)
def test_a_mistake_in_the_rest_closes_all_the_same(rest: dict[str, Any]) -> None:
    assert read_setting(json.dumps({"state": "closed", **rest})) == Setting(closed=True, mistake="InvalidSwitch")


# --- when it is read ------------------------------------------------------------------------------------------------


def test_the_first_request_waits_for_the_value(clocks: Clocks) -> None:
    assert is_closed(switch_of(Parameter("closed"), clocks))


def test_a_value_is_followed_for_ten_seconds_without_reading(clocks: Clocks) -> None:
    parameter = Parameter()
    switch = switch_of(parameter, clocks)
    for _ in range(100):
        assert not is_closed(switch)
        clocks.pass_(0.0999)
    assert parameter.reads == 1


class Slow(Parameter):
    """A parameter whose reading ends when the test says so."""

    def __init__(self, value: str = "open") -> None:
        super().__init__(value)
        self.go_on = threading.Event()
        self.go_on.set()

    def get_parameter(self, **request: Any) -> dict[str, Any]:
        value = self.value
        assert self.go_on.wait(30)
        return super().get_parameter(**request) | {"Parameter": {"Value": value}}


def test_an_open_endpoint_never_waits_while_a_value_is_known(clocks: Clocks) -> None:
    parameter = Slow()
    switch = switch_of(parameter, clocks)
    assert not is_closed(switch)
    parameter.value = "closed"
    parameter.go_on.clear()
    clocks.pass_(10)
    assert not is_closed(switch)  # the reading goes on beside this request
    assert not is_closed(switch)
    parameter.go_on.set()
    settle(switch)
    assert is_closed(switch)
    assert parameter.reads == 2


def test_after_thirty_seconds_a_request_waits(clocks: Clocks) -> None:
    parameter = Parameter()
    switch = switch_of(parameter, clocks)
    assert not is_closed(switch)
    parameter.value = "closed"
    clocks.pass_(30)
    assert is_closed(switch)


def test_who_would_be_turned_away_waits_for_good_news(clocks: Clocks) -> None:
    parameter = Parameter("closed")
    switch = switch_of(parameter, clocks)
    assert is_closed(switch)
    parameter.value = "open"
    clocks.pass_(9.9)
    assert is_closed(switch)
    clocks.pass_(0.1)
    assert not is_closed(switch)


def test_a_reading_that_was_frozen_counts_from_its_beginning(clocks: Clocks) -> None:
    """The environment stands still for an hour after a request; the thread ends with what it was sent then."""
    parameter = Slow()
    switch = switch_of(parameter, clocks)
    assert not is_closed(switch)
    clocks.pass_(10)
    assert not is_closed(switch)  # begins to read "open"
    settle(switch)
    clocks.wall += 3600
    parameter.value = "closed"
    assert is_closed(switch)


def test_a_reading_that_never_ends_is_given_up(clocks: Clocks) -> None:
    parameter = Slow()
    switch = switch_of(parameter, clocks)
    assert not is_closed(switch)
    parameter.go_on.clear()
    clocks.pass_(10)
    assert not is_closed(switch)
    clocks.pass_(10)
    abandoned = switch._reading
    assert not is_closed(switch)
    assert switch.error == "ReadTimeoutError"
    assert abandoned is not None
    parameter.value = "closed"
    parameter.go_on.set()
    assert abandoned.done.wait(30)
    clocks.pass_(30)
    assert is_closed(switch)
    assert switch.error == ""


# --- what holds while it can't be read ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (client_error("ParameterNotFound", 400), "ParameterNotFound"),
        (client_error("AccessDeniedException", 400), "AccessDeniedException"),
        (EndpointConnectionError(endpoint_url="https://ssm"), "EndpointConnectionError"),
        (RuntimeError("?"), "RuntimeError"),
    ],
)
def test_what_can_not_be_read_is_open(error: Exception, named: str, clocks: Clocks) -> None:
    parameter = Parameter("closed")
    parameter.error = error
    switch = switch_of(parameter, clocks)
    assert not is_closed(switch)
    assert switch.error == named


@pytest.mark.parametrize("error", [client_error("ThrottlingException", 400), client_error("InternalServerError", 500)])
def test_a_reading_is_tried_again_at_once_where_that_helps(error: ClientError, clocks: Clocks) -> None:
    class Once(Parameter):
        def get_parameter(self, **request: Any) -> dict[str, Any]:
            self.error = error if self.reads == 0 else None
            return super().get_parameter(**request)

    switch = switch_of(Once("closed"), clocks)
    assert is_closed(switch)
    assert switch.error == ""


def test_a_refusal_is_not_tried_again_before_ten_seconds(clocks: Clocks) -> None:
    parameter = Parameter()
    parameter.error = client_error("AccessDeniedException", 400)
    switch = switch_of(parameter, clocks)
    for _ in range(20):
        assert not is_closed(switch)
        clocks.pass_(0.49)
    assert parameter.reads == 1


def test_the_last_value_holds_for_five_minutes(clocks: Clocks) -> None:
    parameter = Parameter("closed")
    switch = switch_of(parameter, clocks)
    assert is_closed(switch)
    parameter.error = client_error("InternalServerError", 500)
    for _ in range(29):
        clocks.pass_(10)
        assert is_closed(switch)
    assert switch.error == "InternalServerError"
    clocks.pass_(10)
    assert not is_closed(switch)
    parameter.error = None
    clocks.pass_(10)
    assert is_closed(switch)


def test_no_answer_costs_a_request_no_more_than_the_timeout(clocks: Clocks) -> None:
    parameter = Slow("closed")
    parameter.go_on.clear()
    switch = switch_of(parameter, clocks, timeout=0.05)
    assert not is_closed(switch)
    assert switch.error == "ReadTimeoutError"
    parameter.go_on.set()


# --- what callers are told ------------------------------------------------------------------------------------------


def asked(parameter: Parameter, clocks: Clocks, profile: str = "anon") -> tuple[dict[str, Any], dict[str, Any], Client]:
    client = Client()
    answer, line = ask(
        Endpoint(plan_of(*PROFILES[profile]), client, switch=switch_of(parameter, clocks)), Http().rest()
    )
    return answer, json.loads(line), client


def test_a_closed_endpoint_tells_why_and_until_when(clocks: Clocks) -> None:
    clocks.wall = EVENING - 90.5
    parameter = Parameter(
        json.dumps({"state": "closed", "message": "Häuser ziehen um.", "until": "2026-12-24T18:00:00Z"})
    )
    answer, line, client = asked(parameter, clocks)
    assert answer["statusCode"] == 503
    assert answer["headers"]["Retry-After"] == "91"
    body = json.loads(answer["body"])
    assert body["title"] == "Chat is closed at the moment"
    assert body["detail"] == body["message"] == "Häuser ziehen um."
    assert body["data"]["Error"] == {"code": "closed", "message": "Häuser ziehen um."}
    assert (line["Outcome"], line["status"], line["Attempts"]) == ("closed", 503, 0)
    assert "Häuser" not in json.dumps(line, ensure_ascii=False)
    assert "switchError" not in line
    assert client.requests == []


def test_it_opens_by_itself(clocks: Clocks) -> None:
    clocks.wall = EVENING
    answer, _, client = asked(Parameter('{"state": "closed", "until": "2026-12-24T18:00:00Z"}'), clocks)
    assert (answer["statusCode"], len(client.requests)) == (200, 1)


def test_without_a_text_the_title_is_told(clocks: Clocks) -> None:
    answer, _, _ = asked(Parameter("closed"), clocks)
    assert json.loads(answer["body"])["message"] == "Chat is closed at the moment"
    assert answer["headers"]["Retry-After"] == "300"


def test_it_is_closed_before_anybody_is_asked_who_they_are(clocks: Clocks) -> None:
    answer, _, _ = asked(Parameter("closed"), clocks, "jwt-persistent")
    assert answer["statusCode"] == 503


@pytest.mark.parametrize(
    ("value", "error", "named"),
    [
        ("open", client_error("ParameterNotFound", 400), "ParameterNotFound"),
        ("open", client_error("Ann's own code", 400), "Other"),
        ("cloesd", None, "InvalidSwitch"),
    ],
)
def test_a_switch_that_does_not_work_is_said_in_the_log_and_by_a_metric(
    value: str, error: Exception | None, named: str, clocks: Clocks
) -> None:
    parameter = Parameter(value)
    parameter.error = error
    answer, line, _ = asked(parameter, clocks)
    assert answer["statusCode"] == 200
    assert (line["switchError"], line["SwitchErrors"]) == (named, 1)
    assert ("SwitchErrors", 1) in [(each.series.name, each.value) for each in extract(json.dumps(line))]
