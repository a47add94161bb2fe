"""The dashboard asks for metrics that exist, and has something to show of each."""

from typing import Any

import pytest
from aws_cdk import Stack
from start_chat_contact import log

from constructs_lib import AlarmThresholds
from constructs_lib.runtime_files import function_errors
from tests.support.cloudwatch import MINUTE, Search, Store, alarms_of, dashboards_of, graph_of
from tests.support.documented_metrics import DOCUMENTED
from tests.support.embedded_metrics import Series
from tests.support.monitored import names_of, watch
from tests.support.replays import FAULTS, FROM, START, Names, of_function, replay
from tests.support.stacks import make_stack, template_of


class Watched:
    def __init__(self, stack: Stack, door: str, **words: Any) -> None:
        self.door = door
        self.names: Names = names_of(stack, watch(stack, door, **words))
        template = template_of(stack)
        self.alarms = alarms_of(template)
        [self.widgets] = dashboards_of(template)
        self.graphs = [widget for widget in self.widgets if widget["type"] == "metric"]


@pytest.fixture(scope="module", params=["rest", "http", "function"])
def watched(request: pytest.FixtureRequest) -> Watched:
    return Watched(make_stack(), request.param)


@pytest.fixture(scope="module")
def emitted() -> Store:
    """Every series that the function can write."""
    store = Store()
    for code, error in function_errors().items():
        store.read(of_function(code, error.status, attempts=1, switch_error="InvalidSwitch"))
    store.read(of_function("started", 200, attempts=1))
    for connect_error in log._ERRORS:
        store.read(of_function("internal", 500, connect_error=connect_error))
    return store


def exists(key: Series, watched: Watched, emitted: Store) -> bool:
    dimensions = dict(key.dimensions)
    if key.namespace != "StartChatContact":
        return tuple(sorted(dimensions)) in DOCUMENTED.get((key.namespace, key.name), set())
    assert dimensions["FunctionName"] == watched.names.function
    renamed = tuple(sorted({**dimensions, "FunctionName": "unknown"}.items()))
    return Series(key.namespace, key.name, renamed) in emitted.values


def test_every_metric_exists(watched: Watched, emitted: Store) -> None:
    used = {key for alarm in watched.alarms.values() for key in alarm.graph.series}
    used |= {key for widget in watched.graphs for key in graph_of(widget).series}
    assert len(used) > 15
    assert [key for key in used if not exists(key, watched, emitted)] == []


def test_every_search_finds_what_the_function_writes(watched: Watched, emitted: Store) -> None:
    rows = [row[0] for widget in watched.graphs for row in widget["properties"]["metrics"] if isinstance(row[0], dict)]
    searches = [Search.read(row["expression"]) for row in rows if row["expression"].startswith("SEARCH")]
    assert len(searches) == 2
    for search in searches:
        assert search.function_name == watched.names.function
        assert any(
            (key.namespace, key.name, {name for name, _ in key.dimensions})
            == (search.namespace, search.name, set(search.dimensions))
            for key in emitted.values
        )


def test_every_graph_has_something_to_show(watched: Watched) -> None:
    """Of a bad hour: each fault in turn."""
    hours = [replay(watched.names, fault).store for fault in FAULTS.values()]
    for widget in watched.graphs:
        shown = False
        for store in hours:
            graph = graph_of(widget, store)
            visible = [query.id for query in graph.queries.values() if query.visible]
            shown = shown or any(graph.value(one, store, START + FROM * MINUTE) for one in visible)
        assert shown, widget["properties"]["title"]


def test_it_asks_its_questions_in_order(watched: Watched) -> None:
    texts = [widget["properties"]["markdown"] for widget in watched.widgets if widget["type"] == "text"]
    assert texts == [
        "## Are chats starting?",
        "## Who is refused, and why?",
        "## What does Amazon Connect say?",
        "## Is a quota near?",
        "## What does it cost?",
    ]
    assert watched.widgets[0]["type"] == "alarm"
    assert len(watched.widgets[0]["properties"]["alarms"]) == len(watched.alarms)


def test_its_rows_are_full(watched: Watched) -> None:
    rows: dict[int, int] = {}
    for widget in watched.widgets:
        rows[widget["y"]] = rows.get(widget["y"], 0) + widget["width"]
    assert set(rows.values()) == {24}


def test_the_limits_are_those_of_the_alarms() -> None:
    own = AlarmThresholds(failed_percent=7, latency_percent=False, concurrent_chats_percent=60)
    found = Watched(make_stack(), "rest", thresholds=own)
    limits = {
        widget["properties"]["title"]: [
            (one["label"], one["value"]) for one in widget["properties"].get("annotations", {}).get("horizontal", [])
        ]
        for widget in found.graphs
    }
    assert limits["Starts that failed, %"] == [("alarm", 7)]
    assert limits["Time to start a chat, ms"] == [("deadline", 4000)]
    assert limits["Concurrent chats of the instance, % of its quota"] == [("alarm", 60)]
    assert limits["Calls of StartChatContact a second, of this endpoint"] == [("quota of the account", 5)]
