"""The runbook: every alarm, error code, cause, query and log field has its place in it."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from start_chat_contact import log

from constructs_lib import AlarmThresholds, Capacity
from constructs_lib.api.gateway_responses import GATEWAY_ERRORS
from constructs_lib.monitoring.queries import ACCESS_QUERIES, FIREWALL_QUERIES, FUNCTION_QUERIES, query_text
from constructs_lib.runtime_files import function_errors
from tests.support.cloudwatch import Store, alarms_of
from tests.support.monitored import watch
from tests.support.replays import FAULTS, of_function, started
from tests.support.stacks import make_stack, template_of

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "operations.md").read_text("utf-8")
CODES = sorted({*function_errors(), *GATEWAY_ERRORS})


def section(heading: str) -> str:
    """What is under a heading, whatever its level."""
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,3}} |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"no section {heading!r}"
    return found[2]


@pytest.fixture(scope="module")
def alarms() -> dict[str, Any]:
    stack = make_stack()
    watch(stack, "rest")
    return dict(alarms_of(template_of(stack), "ChatMonitoring"))


def test_every_alarm_has_its_section_and_row(alarms: dict[str, Any]) -> None:
    assert len(alarms) == 11
    headings = re.findall(r"^### Alarm (\w+)$", TEXT, re.MULTILINE)
    assert sorted(headings) == sorted(alarms)
    for name, alarm in alarms.items():
        text = section(f"Alarm {name}")
        assert all(f"**{word}**" in text for word in ("Means", "Look", "Causes")), name
        assert alarm.properties["AlarmDescription"].endswith(f"#alarm-{name.lower()}")
        assert re.search(rf"^\| `{name}`", section("Alarms"), re.MULTILINE), name


def test_the_figures_of_the_table_are_the_defaults() -> None:
    table, default = section("Alarms"), AlarmThresholds()
    throttled, blocked = default.for_capacity(Capacity())
    for name, figure in {
        "Misconfigured": default.misconfigured,
        "Failed": default.failed_percent,
        "Throttled": throttled,
        "ChatCapacity": default.chat_capacity,
        "FunctionErrors": default.function_errors,
        "FunctionThrottles": default.function_throttles,
        "Blocked": blocked,
        "ConcurrentChats": default.concurrent_chats_percent,
        "SwitchErrors": default.switch_errors,
        "KeysUnavailable": default.keys_unavailable,
    }.items():
        assert re.search(rf"^\| `{name}`[^|]*\| {figure} ", table, re.MULTILINE), name
    assert f"p99 at {default.latency_percent} %" in table


@pytest.mark.parametrize("code", CODES)
def test_every_error_code_has_its_section(code: str) -> None:
    text = section(code)
    assert all(f"**{word}**" in text for word in ("Means", "Look", "Causes"))


def test_every_error_that_the_log_names_is_explained() -> None:
    switch = (Path(__file__).resolve().parents[1] / "docs" / "switch.md").read_text("utf-8")
    unexplained = {error for error in log._ERRORS if f"`{error}`" not in TEXT + switch}
    assert unexplained == {"InternalServerError", "TooManyRequests"}  # other names of what is explained


QUERIES = {**FUNCTION_QUERIES, **ACCESS_QUERIES, **FIREWALL_QUERIES}


@pytest.mark.parametrize("title", QUERIES)
def test_every_query_is_shown(title: str) -> None:
    assert f"\n```\n{query_text(QUERIES[title])}\n```\n" in section(title)
    assert f"(#{title.lower().replace(' ', '-')})" in TEXT


def test_every_field_of_the_log_is_explained() -> None:
    stream = io.StringIO()
    names = ("request_id", "lambda_request_id", "contact_id", "access", "connect_error", "switch_error", "exception")
    words: dict[str, Any] = dict.fromkeys(names, "x")
    log.write(log.Entry(**words, fields=("A",)), stream)
    table = section("The log")
    assert [name for name in json.loads(stream.getvalue()) if f"`{name}`" not in table] == []


def test_the_bound_on_series() -> None:
    series = 6, len(function_errors()) + 1, len(log._ERRORS) + 1
    text = " ".join(section("Metrics and what they cost").split())
    assert f"**at most {sum(series)} series** ({series[0]}, {series[1]} outcomes, {series[2]} errors)" in text
    assert f"${sum(series) * 0.3:.2f} at most" in text
    usual = Store()
    usual.read(started())
    for code in ("invalid-request", "unauthorized", "field-not-allowed"):
        usual.read(of_function(code, 400))
    assert len(usual.values) == 8
    assert f"has eight: ${8 * 0.3:.2f}." in text


def test_how_many_faults_are_replayed() -> None:
    assert f"For each of {len(FAULTS)} faults" in TEXT


def test_links_within_the_page_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert sorted(set(re.findall(r"\]\(#([^)]+)\)", TEXT)) - anchors) == []
