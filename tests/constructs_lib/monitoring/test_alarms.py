"""Each alarm goes off in the replayed log of its fault, and is quiet otherwise."""

from typing import Any, NamedTuple

import pytest
from aws_cdk import Stack
from aws_cdk.aws_secretsmanager import Secret

from constructs_lib import (
    Access,
    AlarmThresholds,
    Capacity,
    StartChatContactHttpApi,
    StartChatContactMonitoring,
)
from tests.support.cloudwatch import MINUTE, Alarm, alarms_of
from tests.support.monitored import names_of, watch
from tests.support.replays import FAULTS, FROM, HOUR, START, TO, Names, Spell, replay, replay_spells
from tests.support.requests import make_request
from tests.support.stacks import make_stack, template_of

ALL = {
    "Misconfigured",
    "Failed",
    "Throttled",
    "ChatCapacity",
    "Latency",
    "FunctionErrors",
    "FunctionThrottles",
    "Blocked",
    "ConcurrentChats",
    "SwitchErrors",
    "KeysUnavailable",
}


class Watched(NamedTuple):
    door: str
    names: Names
    alarms: dict[str, Alarm]


def watched_in(stack: Stack, door: str, id: str = "Chat", **words: Any) -> Watched:
    monitoring = watch(stack, door, id, **words)
    return Watched(door, names_of(stack, monitoring), alarms_of(template_of(stack), f"{id}Monitoring"))


@pytest.fixture(scope="module", params=["rest", "http", "function"])
def watched(request: pytest.FixtureRequest) -> Watched:
    return watched_in(make_stack(), request.param)


@pytest.fixture(scope="module")
def rest() -> Watched:
    return watched_in(make_stack(), "rest")


def test_all_are_there(watched: Watched) -> None:
    assert set(watched.alarms) == (ALL if watched.door == "rest" else ALL - {"Blocked"})


def test_an_hour_of_normal_traffic_is_quiet(watched: Watched) -> None:
    hour = replay(watched.names)
    assert not [name for name, alarm in watched.alarms.items() if alarm.times(hour.store, START, START + HOUR)]


def test_no_traffic_is_quiet(watched: Watched) -> None:
    nothing = replay(watched.names, per_minute=0)
    assert not [name for name, alarm in watched.alarms.items() if alarm.times(nothing.store, START, START + HOUR)]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_sets_off_its_alarms_and_no_others(watched: Watched, name: str) -> None:
    fault = FAULTS[name]
    hour = replay(watched.names, fault)
    times = {name: alarm.times(hour.store, START, START + HOUR) for name, alarm in watched.alarms.items()}
    expected = set(fault.alarms) & set(watched.alarms)
    if watched.door == "function" and fault.before_the_function:
        expected -= {"Failed"}
    assert {name for name, found in times.items() if found} == expected
    for alarm in expected:
        begun, ended = START + FROM * MINUTE, START + TO * MINUTE
        assert begun < times[alarm][0] <= begun + 20 * MINUTE
        assert times[alarm][-1] <= ended + 5 * MINUTE


def test_a_permission_that_is_missing_is_known_within_a_minute(rest: Watched) -> None:
    hour = replay(rest.names, FAULTS["a permission is missing"])
    times = rest.alarms["Misconfigured"].times(hour.store, START, START + HOUR)
    assert times[0] == START + (FROM + 1) * MINUTE


@pytest.mark.parametrize(
    ("name", "minutes"), [("Amazon Connect is slow", range(25, 35)), ("the switch has a typo", range(25, 26))]
)
def test_what_passes_by_itself_wakes_nobody(rest: Watched, name: str, minutes: range) -> None:
    spell = Spell(minutes=minutes, fault=FAULTS[name])
    hour = replay_spells(rest.names, [spell], minutes=60, per_minute=12)
    assert not [alarm for alarm in rest.alarms.values() if alarm.times(hour.store, START, START + HOUR)]


def test_two_failures_on_a_quiet_night_wake_nobody(rest: Watched) -> None:
    night = replay(rest.names, per_minute=0)
    fail = FAULTS["Amazon Connect fails"].request
    for at in (START, START + 1):
        fail(night, at)
    assert rest.alarms["Failed"].times(night.store, START, START + HOUR) == []
    fail(night, START + 2)
    assert rest.alarms["Failed"].times(night.store, START, START + HOUR) == [START + 5 * MINUTE]


def test_a_flood_does_not_hide_that_every_start_fails(rest: Watched) -> None:
    hour = replay(rest.names, FAULTS["Amazon Connect fails"])
    for second in range(3600):
        for _ in range(10):
            hour.gateway(START + second * 1000, 429)
    assert rest.alarms["Failed"].times(hour.store, START, START + HOUR)


def test_the_faults_of_one_endpoint_are_not_anothers() -> None:
    stack = make_stack()
    watch(stack, "rest", "A")
    other = watch(stack, "rest", "B")
    template = template_of(stack)
    for fault in FAULTS.values():
        store = replay(names_of(stack, other), fault).store
        for name, alarm in alarms_of(template, "AMonitoring").items():
            if name != "ConcurrentChats":  # of the instance, which both use
                assert alarm.times(store, START, START + HOUR) == []


def thresholds_of(**words: Any) -> dict[str, float]:
    return {
        name: alarm.properties["Threshold"] for name, alarm in watched_in(make_stack(), "rest", **words).alarms.items()
    }


def test_thresholds_by_default(rest: Watched) -> None:
    assert {name: alarm.properties["Threshold"] for name, alarm in rest.alarms.items()} == {
        "Misconfigured": 1,
        "Failed": 1,
        "Throttled": 15,
        "ChatCapacity": 1,
        "Latency": 3200,
        "FunctionErrors": 1,
        "FunctionThrottles": 1,
        "Blocked": 300,
        "ConcurrentChats": 80,
        "SwitchErrors": 1,
        "KeysUnavailable": 3,
    }


def test_thresholds_of_ones_own() -> None:
    own = AlarmThresholds(
        misconfigured=2,
        failed_percent=5,
        failed_at_least=10,
        throttled=3,
        chat_capacity=4,
        latency_percent=50,
        function_errors=6,
        function_throttles=7,
        blocked=8,
        concurrent_chats_percent=90,
        switch_errors=9,
        keys_unavailable=10,
    )
    found = watched_in(make_stack(), "rest", thresholds=own).alarms
    assert {name: alarm.properties["Threshold"] for name, alarm in found.items()} == {
        "Misconfigured": 2,
        "Failed": 5,
        "Throttled": 3,
        "ChatCapacity": 4,
        "Latency": 2000,
        "FunctionErrors": 6,
        "FunctionThrottles": 7,
        "Blocked": 8,
        "ConcurrentChats": 90,
        "SwitchErrors": 9,
        "KeysUnavailable": 10,
    }
    assert ">= 10," in str(found["Failed"].properties["Metrics"])


def test_thresholds_follow_from_the_capacity() -> None:
    found = AlarmThresholds().for_capacity(Capacity(starts_per_second=20))
    assert found == (60, 1200)


@pytest.mark.parametrize(
    ("prop", "alarm"),
    [
        ("misconfigured", "Misconfigured"),
        ("failed_percent", "Failed"),
        ("throttled", "Throttled"),
        ("chat_capacity", "ChatCapacity"),
        ("latency_percent", "Latency"),
        ("function_errors", "FunctionErrors"),
        ("function_throttles", "FunctionThrottles"),
        ("blocked", "Blocked"),
        ("concurrent_chats_percent", "ConcurrentChats"),
        ("switch_errors", "SwitchErrors"),
        ("keys_unavailable", "KeysUnavailable"),
    ],
)
def test_each_can_be_left_out(prop: str, alarm: str) -> None:
    without = AlarmThresholds(**{prop: False})
    assert set(watched_in(make_stack(), "rest", thresholds=without).alarms) == ALL - {alarm}


def test_what_is_not_declared_is_not_watched() -> None:
    assert set(watched_in(make_stack(), "rest", full=False).alarms) == ALL - {"SwitchErrors", "KeysUnavailable"}


def test_a_secret_of_any_kind_is_watched() -> None:
    stack = make_stack()
    secret = Secret.from_secret_name_v2(stack, "Origin", "origin")
    chat = StartChatContactHttpApi(stack, "Chat", request=make_request(), access=Access.iam(), origin_secret=secret)
    assert "KeysUnavailable" in StartChatContactMonitoring(stack, "Monitoring", endpoint=chat).alarms


def test_each_says_what_it_means_and_where_the_runbook_is(rest: Watched) -> None:
    for name, alarm in rest.alarms.items():
        text = alarm.properties["AlarmDescription"]
        assert text.endswith(f" What to do: docs/operations.md#alarm-{name.lower()}")
        assert len(text) <= 1024


def test_a_runbook_of_ones_own() -> None:
    found = watched_in(make_stack(), "rest", runbook_url="https://wiki.example/chat").alarms
    assert found["Failed"].properties["AlarmDescription"].endswith(" https://wiki.example/chat#alarm-failed")
