"""The picture of a flood: open chats over time, and who of the customers got one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from constructs_lib import defaults
from tools.drawing import INK, PALE, drawing, screenshot, text

_ROWS = {
    "none": "No control",
    "all four": "Rate per address, throttle, budget of retries, 60-minute chats",
    "all, and a challenge that 0.1 % pass": "The same, and a challenge that 0.1 % of the flood pass",
}
_COLUMNS = {"one address": "Flood from one address", "1,000 addresses": "Flood from 1,000 addresses"}
_FLOOD, _CUSTOMERS = "#d1495b", "#2e6f95"
_WIDTH, _HEIGHT = 1180, 800
_LEFT, _TOP, _PANEL, _CHART, _STRIP = 70, 96, 490, 130, 14
_ACROSS, _DOWN = 560, 228
_MINUTES, _FLOOD_FROM, _FLOOD_TO = 100, 10, 25


def draw(outcomes: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write the picture as PNG."""
    screenshot(svg(outcomes), path)


def svg(outcomes: Sequence[Mapping[str, Any]]) -> str:
    """Return the picture."""
    return drawing(_WIDTH, _HEIGHT, _parts(outcomes))


def _parts(outcomes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield text(_LEFT, 30, "100 starts a second for 15 minutes, and a customer every 3 seconds", size=19, weight="bold")
    yield _legend(_LEFT, 54)
    for column, (source, title) in enumerate(_COLUMNS.items()):
        yield text(_LEFT + column * _ACROSS, 84, title, size=15, weight="bold")
        for row, (controls, subtitle) in enumerate(_ROWS.items()):
            [outcome] = [one for one in outcomes if (one["controls"], one["source"]) == (controls, source)]
            x, y = _LEFT + column * _ACROSS, _TOP + row * _DOWN
            yield f'<g transform="translate({x} {y})">{"".join(_panel(outcome, subtitle))}</g>'


def _legend(x: int, y: int) -> str:
    entries = (
        (_FLOOD, "open chats of the flood", 0),
        (_CUSTOMERS, "open chats of customers", 190),
        ("#b9d7c2", "customers who got a chat, by minute", 390),
        ("#e9a8b0", "who didn't", 650),
    )
    return "".join(
        f'<rect x="{x + at}" y="{y - 10}" width="12" height="12" fill="{colour}"/>{text(x + at + 18, y, words)}'
        for colour, words, at in entries
    )


def _panel(outcome: Mapping[str, Any], title: str) -> Iterator[str]:
    top = 24
    yield text(0, 14, title)
    begin, end = _x(_FLOOD_FROM), _x(_FLOOD_TO)
    yield f'<rect x="{begin}" y="{top}" width="{end - begin}" height="{_CHART}" fill="#f4e8d0"/>'
    flood, customers = outcome["open_flood"], outcome["open_customers"]
    both = [a + b for a, b in zip(flood, customers, strict=True)]
    yield _area(both, flood, _CUSTOMERS, top)
    yield _area(flood, [0] * len(flood), _FLOOD, top)
    yield text((begin + end) / 2, top + 11, "flood", size=12, colour=PALE, anchor="middle")
    limit = _y(defaults.CONCURRENT_CHATS, top)
    yield text(_PANEL, limit - 4, "quota of concurrent chats", size=12, colour=PALE, anchor="end")
    yield f'<line x1="0" x2="{_PANEL}" y1="{limit}" y2="{limit}" stroke="{INK}" stroke-dasharray="5 4"/>'
    for chats in (0, 250, 500):
        yield text(-8, _y(chats, top) + 4, str(chats), colour=PALE, anchor="end")
    strip = top + _CHART + 6
    width = _PANEL / len(outcome["asked"])
    for minute, (asked, served) in enumerate(zip(outcome["asked"], outcome["served"], strict=True)):
        if asked:
            good = _STRIP * served / asked
            x = minute * width
            yield f'<rect x="{x:.1f}" y="{strip}" width="{width:.1f}" height="{_STRIP}" fill="#e9a8b0"/>'
            yield (
                f'<rect x="{x:.1f}" y="{strip + _STRIP - good:.1f}" width="{width:.1f}" height="{good:.1f}" '
                'fill="#b9d7c2"/>'
            )
    for minute in range(0, _MINUTES + 1, 20):
        unit = " min" if minute == _MINUTES else ""
        yield text(_x(minute), strip + _STRIP + 16, f"{minute}{unit}", colour=PALE, anchor="middle")


def _area(above: Sequence[int], below: Sequence[int], colour: str, top: int) -> str:
    step = _PANEL / len(above)
    edge = [f"{(index + 0.5) * step:.1f},{_y(value, top):.1f}" for index, value in enumerate(above)]
    edge += reversed([f"{(index + 0.5) * step:.1f},{_y(value, top):.1f}" for index, value in enumerate(below)])
    return f'<polygon points="{" ".join(edge)}" fill="{colour}"/>'


def _x(minute: float) -> float:
    return _PANEL * minute / _MINUTES


def _y(chats: float, top: int) -> float:
    return top + _CHART * (1 - chats / 560)
