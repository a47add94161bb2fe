"""The simulated flood: its sums are right, each control does what it is for, and the document shows what came out."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest

from benchmarks.flood import load, share, table
from benchmarks.flood_picture import svg
from benchmarks.flood_scenario import CONTROLS, Outcome, Times, simulate
from benchmarks.virtual_time import Simulation

ROOT = Path(__file__).resolve().parents[2]
SHORT = Times(before=60, flood=120, after=60, step=30)
MANY, ONE = "1,000 addresses", "one address"


@cache
def outcome(controls: str, source: str = MANY) -> Outcome:
    return simulate(controls, source, SHORT, rate=20)


def test_time_passes_in_the_order_of_its_moments() -> None:
    simulation, seen = Simulation(), []

    def two_steps(name: str, first: float, second: float) -> None:
        for pause in (first, second):
            simulation.sleep(pause)
            seen.append((name, simulation.now))

    simulation.start(0, two_steps, "a", 3, 3)
    simulation.start(1, two_steps, "b", 1, 3)
    simulation.run(10)
    assert seen == [("b", 2), ("a", 3), ("b", 5), ("a", 6)]
    assert simulation.now == 10


def test_the_same_scenario_comes_out_the_same() -> None:
    assert simulate("all four", MANY, SHORT, rate=20) == outcome("all four")


def test_connect_starts_no_more_than_its_quotas_allow() -> None:
    for controls in ("none", "all four"):
        one = outcome(controls)
        most = [flood + customers for flood, customers in zip(one.open_flood, one.open_customers, strict=True)]
        assert max(most) == 500
        assert one.flood_chats <= 8 + 5 * SHORT.flood + 1
        assert one.full > 0


def test_each_customer_is_counted_once() -> None:
    one = outcome("all four")
    came = sum(one.asked[2:6]), sum(one.asked[6:])
    assert (sum(one.during.values()), sum(one.after.values())) == came
    assert share(one.during) < 1
    assert sum(one.served[2:6]) == one.during.get("started", 0)


def test_the_throttle_of_the_stage_keeps_calls_from_connect() -> None:
    assert outcome("all four").calls / SHORT.flood < 6
    assert outcome("all but the stage's throttle").calls > 2 * outcome("all four").calls


def test_the_budget_ends_the_retries_of_an_overload() -> None:
    alone, none = outcome("the budget of retries alone"), outcome("none")
    assert none.calls > 2 * alone.calls
    assert alone.calls < 1.5 * alone.function_requests


def test_a_minute_of_overload_takes_as_many_calls_as_over_real_sockets() -> None:
    minute = Times(before=0, flood=60, after=30, step=10)
    one = simulate("the budget of retries alone", MANY, minute, rate=15)
    assert round(one.calls / one.function_requests, 2) == 1.29  # docs/decisions/retries.md: 1.28


def test_the_rate_per_address_stops_one_address_and_no_thousand() -> None:
    assert outcome("the rate per address alone", ONE).flood_chats < outcome("none", ONE).flood_chats
    assert outcome("the rate per address alone").flood_chats == outcome("none").flood_chats


def test_a_challenge_keeps_the_flood_from_the_function() -> None:
    assert outcome("all, and a challenge that 2 % pass").function_requests < outcome("all four").function_requests / 4


def test_chats_of_an_hour_end_after_an_hour() -> None:
    late = Times(before=30, flood=30, after=3720, step=60)
    open_flood = {
        controls: simulate(controls, ONE, late, rate=2).open_flood
        for controls in ("all but the rate per address", "none")
    }
    assert [chats[30] for chats in open_flood.values()] == [60, 60]
    assert [chats[-1] for chats in open_flood.values()] == [0, 60]


@pytest.fixture(scope="module")
def saved() -> list[Outcome]:
    return load(ROOT / "docs" / "images" / "flood.json")


def test_the_document_shows_what_came_out(saved: list[Outcome]) -> None:
    assert len(saved) == 2 * len(CONTROLS)
    assert table(saved) in (ROOT / "docs" / "capacity.md").read_text("utf-8")


def test_the_picture_has_a_panel_for_each_of_six_scenarios(saved: list[Outcome]) -> None:
    assert svg([asdict(one) for one in saved]).count("quota of concurrent chats") == 6
