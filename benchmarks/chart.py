"""The chart of cold starts: the first response of each variant, as a ratio to boto3's own client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools.drawing import INK, PALE, drawing, screenshot, text

_WIDTH, _LEFT, _BAR, _TOP, _GAP = 1000, 330, 560, 74, 40
_ROW = 26
_OURS, _OTHERS = "#2e6f95", "#b8c4cc"


def draw(figures: Mapping[str, Mapping[str, Mapping[str, Any]]], path: Path) -> None:
    """Write the chart as PNG."""
    height = _TOP + sum(len(variants) * _ROW + _GAP for variants in figures.values())
    screenshot(drawing(_WIDTH, height, _parts(figures)), path)


def _parts(figures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[str]:
    most = max(ratios["first"][2] for variants in figures.values() for ratios in variants.values())
    yield text(20, 30, "The first response of a new process, boto3's own client = 1", size=19, weight="bold")
    yield text(20, 54, "Medians; the line is the middle half of all rounds. Shorter is faster.", colour=PALE)
    y = _TOP
    for interpreter, variants in figures.items():
        y += 24
        yield text(20, y, interpreter, size=15, weight="bold")
        y += 8
        for name, ratios in variants.items():
            yield from _row(y, name, ratios["first"], _BAR / most)
            y += _ROW
        y += _GAP - 32


def _row(y: int, name: str, ratio: Any, scale: float) -> Iterator[str]:
    median, low, high = ratio
    colour = _OURS if name.startswith("our") else _OTHERS
    yield text(_LEFT - 10, y + 17, name, anchor="end")
    yield f'<rect x="{_LEFT}" y="{y + 5}" width="{median * scale:.0f}" height="16" fill="{colour}"/>'
    middle = y + 13
    yield (
        f'<line x1="{_LEFT + low * scale:.0f}" y1="{middle}" x2="{_LEFT + high * scale:.0f}" y2="{middle}" '
        f'stroke="{INK}"/>'
    )
    yield text(_LEFT + round(high * scale) + 10, y + 18, f"{median:.2f}")
