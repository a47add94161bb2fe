"""Draws docs/images/dashboard.png: the dashboard of a template, with three hours of a replayed log.

``make dashboard`` writes it. CloudWatch draws the same widgets, in the same places, in its own way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.cloudwatch import MINUTE, Graph, Query, Store, alarms_of, dashboards_of, graph_of
from tests.support.monitored import names_of, watch
from tests.support.replays import FAULTS, START, Replay, Spell, replay_spells
from tests.support.stacks import make_stack, template_of
from tools.drawing import drawing, screenshot, text

TARGET = Path(__file__).resolve().parents[1] / "docs" / "images" / "dashboard.png"
MINUTES = 180
STORY = [
    Spell(minutes=range(45, 60), fault=FAULTS["Amazon Connect fails"], share=0.3),
    Spell(minutes=range(90, 105), fault=FAULTS["a flood at the firewall"]),
    Spell(minutes=range(115, 125), fault=FAULTS["Amazon Connect is slow"], share=0.2),
    Spell(minutes=range(145, 180), fault=FAULTS["the quota of chats is full"], share=0.75),
]
"""What happens in the three hours."""
_COLUMN, _ROW, _GAP = 64, 40, 5
_COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#9467bd", "#8c564b", "#e377c2", "#17becf", "#bcbd22")
_INK, _PALE, _LINE, _ALARM, _OK = "#16191f", "#687078", "#e3e6e8", "#d13212", "#1d8102"
_text = partial(text, size=14, colour=_INK)


class Line(NamedTuple):
    """A line of a graph."""

    label: str
    colour: str
    points: list[tuple[int, float]]
    """Time in milliseconds from the start, and value."""


def dashboard_svg() -> str:
    """Return the picture."""
    stack = make_stack()
    monitoring = watch(stack, "rest")
    story = replay_spells(names_of(stack, monitoring), STORY, minutes=MINUTES, per_minute=12)
    template = template_of(stack)
    [widgets] = dashboards_of(template)
    height = max(widget["y"] + widget["height"] for widget in widgets) * _ROW
    parts = (_widget(widget, template, story) for widget in widgets)
    return drawing(24 * _COLUMN, height, parts, paper="#f2f3f3")


def _widget(widget: dict[str, Any], template: dict[str, Any], story: Replay) -> str:
    x, y = widget["x"] * _COLUMN + _GAP, widget["y"] * _ROW + _GAP
    width, height = widget["width"] * _COLUMN - 2 * _GAP, widget["height"] * _ROW - 2 * _GAP
    if widget["type"] == "text":
        body = _text(12, height - 8, widget["properties"]["markdown"].removeprefix("## "), size=19, weight="bold")
    elif widget["type"] == "alarm":
        body = "".join(_alarms(template, story.store, width))
    else:
        body = "".join(_graph(widget, story.store, width, height))
    title = _text(12, 22, widget["properties"].get("title", ""), weight="bold")
    box = f'<rect width="{width}" height="{height}" fill="white" rx="3"/>'
    return f'<g transform="translate({x} {y})">{box}{title}{body}</g>'


def _alarms(template: dict[str, Any], store: Store, width: int) -> Iterator[str]:
    """Their state at the end."""
    alarms, across = alarms_of(template, "ChatMonitoring"), 6
    end = START + MINUTES * MINUTE
    for index, (name, alarm) in enumerate(alarms.items()):
        on = end in alarm.times(store, START, end)
        step = (width - 16) / across
        x, y = 10 + index % across * step, 36 + index // across * 54
        colour = _ALARM if on else _OK
        yield f'<rect x="{x}" y="{y}" width="{step - 8}" height="46" fill="{colour}" fill-opacity="0.1" rx="3"/>'
        yield f'<rect x="{x}" y="{y}" width="4" height="46" fill="{colour}"/>'
        yield _text(x + 14, y + 20, name)
        yield _text(x + 14, y + 37, "In alarm" if on else "OK", colour=colour, size=12, weight="bold")


def _graph(widget: dict[str, Any], store: Store, width: int, height: int) -> Iterator[str]:
    properties = widget["properties"]
    lines = list(_lines(graph_of(widget, store), store))
    stacked = properties["stacked"]
    limits = properties.get("annotations", {}).get("horizontal", [])
    left, top, right, bottom = 56, 40, width - 14, height - 26 - 18 * _rows(lines, width)
    highest = max([*_tops(lines, stacked), *(one["value"] for one in limits)], default=0) or 1
    most = properties["yAxis"]["left"].get("max") or _round(highest * 1.05)

    def at(time: float, value: float) -> str:
        return f"{left + (right - left) * time / (MINUTES * MINUTE):.1f},{bottom - (bottom - top) * value / most:.1f}"

    for part in range(5):
        y = bottom - (bottom - top) * part / 4
        yield f'<line x1="{left}" x2="{right}" y1="{y}" y2="{y}" stroke="{_LINE}"/>'
        yield _text(left - 6, y + 4, _figure(most * part / 4), **_SMALL)
    for hour in range(4):
        x = left + (right - left) * hour / 3
        label = "now" if hour == 3 else f"-{3 - hour} h"
        yield _text(x, bottom + 16, label, size=11, colour=_PALE, anchor="end" if hour == 3 else "middle")
    yield from _stacked(lines, at) if stacked else _plain(lines, at)
    for limit in limits:
        y = bottom - (bottom - top) * limit["value"] / most
        yield f'<line x1="{left}" x2="{right}" y1="{y}" y2="{y}" stroke="{_ALARM}" stroke-dasharray="5 4"/>'
        yield _text(left + 4, y - 4, f"{limit['label']}: {limit['value']:g}", size=11, colour=_ALARM)
    yield from _legend(lines, width, bottom + 36)


def _round(highest: float) -> float:
    """The next figure above that can be divided by four."""
    power = 10.0 ** math.floor(math.log10(highest))
    return next(step * power for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if step * power >= highest)


def _figure(value: float) -> str:
    return f"{value / 1e6:g}M" if value >= 1e6 else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


_SMALL: dict[str, Any] = {"size": 11, "colour": _PALE, "anchor": "end"}


def _lines(graph: Graph, store: Store) -> Iterator[Line]:
    shown = [query for query in graph.queries.values() if query.visible]
    free = (colour for colour in _COLOURS if colour not in {query.color for query in shown})
    for query in shown:
        yield Line(query.label, query.color or next(free), _points(graph, query, store))


def _points(graph: Graph, query: Query, store: Store) -> list[tuple[int, float]]:
    times = range(0, MINUTES * MINUTE, query.period)
    values = ((time, graph.value(query.id, store, START + time)) for time in times)
    return [(time + query.period // 2, value) for time, value in values if value is not None]


def _plain(lines: Sequence[Line], at: Any) -> Iterator[str]:
    for line in lines:
        path = " ".join(at(*point) for point in line.points)
        yield f'<polyline points="{path}" fill="none" stroke="{line.colour}" stroke-width="1.8"/>'


def _stacked(lines: Sequence[Line], at: Any) -> Iterator[str]:
    """Without data is drawn as none; CloudWatch joins the points of a sparse line."""
    step = 5 * MINUTE
    times = range(step // 2, MINUTES * MINUTE, step)
    below = dict.fromkeys(times, 0.0)
    for line in lines:
        values = dict(line.points)
        above = {time: below[time] + values.get(time, 0) for time in times}
        edge = [*(at(time, above[time]) for time in times), *(at(time, below[time]) for time in reversed(times))]
        yield f'<polygon points="{" ".join(edge)}" fill="{line.colour}" fill-opacity="0.75"/>'
        below = above


def _tops(lines: Sequence[Line], stacked: bool) -> list[float]:
    if not stacked:
        return [value for line in lines for _, value in line.points]
    totals: dict[int, float] = {}
    for line in lines:
        for time, value in line.points:
            totals[time] = totals.get(time, 0) + value
    return list(totals.values())


def _places(lines: Sequence[Line], width: int) -> Iterator[tuple[int, int, Line]]:
    """Where each line's name stands: row, place, line."""
    row, x = 0, 14
    for line in lines:
        needed = 34 + 7 * len(line.label)
        if x + needed > width and x > 14:
            row, x = row + 1, 14
        yield row, x, line
        x += needed


def _rows(lines: Sequence[Line], width: int) -> int:
    return 1 + max((row for row, _, _ in _places(lines, width)), default=0)


def _legend(lines: Sequence[Line], width: int, y: int) -> Iterator[str]:
    for row, x, line in _places(lines, width):
        yield f'<rect x="{x}" y="{y + 18 * row - 9}" width="10" height="10" fill="{line.colour}"/>'
        yield _text(x + 15, y + 18 * row, line.label, size=12)


def main() -> None:
    """Write the picture."""
    screenshot(dashboard_svg(), TARGET, scale=1)


if __name__ == "__main__":
    main()
