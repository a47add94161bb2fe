"""The chart of cold starts: the first response of each variant, as a ratio to boto3's own client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from local.browser import launch

_WIDTH, _LEFT, _BAR, _TOP, _GAP = 1000, 330, 560, 74, 40
_ROW = 26
_OURS, _OTHERS, _INK, _PALE = "#2e6f95", "#b8c4cc", "#222", "#777"


def draw(figures: Mapping[str, Mapping[str, Mapping[str, Any]]], path: Path) -> None:
    """Write the chart as PNG."""
    drawing, height = svg(figures)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": _WIDTH, "height": height}, device_scale_factor=1.5)
        page.set_content(f"<style>body {{ margin: 0 }}</style>{drawing}")
        page.screenshot(path=path)
        browser.close()


def svg(figures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> tuple[str, int]:
    """Return the chart and its height."""
    rows = sum(len(variants) for variants in figures.values())
    height = _TOP + rows * _ROW + len(figures) * _GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" font-family="sans-serif">'
    paper = f'<rect width="{_WIDTH}" height="{height}" fill="white"/>'
    return f"{head}{paper}{''.join(_parts(figures))}</svg>", height


def _parts(figures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[str]:
    most = max(ratios["first"][2] for variants in figures.values() for ratios in variants.values())
    yield _text(20, 30, "The first response of a new process, boto3's own client = 1", size=19, weight="bold")
    yield _text(20, 54, "Medians; the line is the middle half of all rounds. Shorter is faster.", fill=_PALE)
    y = _TOP
    for interpreter, variants in figures.items():
        y += 24
        yield _text(20, y, interpreter, size=15, weight="bold")
        y += 8
        for name, ratios in variants.items():
            yield from _row(y, name, ratios["first"], _BAR / most)
            y += _ROW
        y += _GAP - 32


def _row(y: int, name: str, ratio: Any, scale: float) -> Iterator[str]:
    median, low, high = ratio
    colour = _OURS if name.startswith("our") else _OTHERS
    yield _text(_LEFT - 10, y + 17, name, anchor="end")
    yield f'<rect x="{_LEFT}" y="{y + 5}" width="{median * scale:.0f}" height="16" fill="{colour}"/>'
    middle = y + 13
    yield (
        f'<line x1="{_LEFT + low * scale:.0f}" y1="{middle}" x2="{_LEFT + high * scale:.0f}" y2="{middle}" '
        f'stroke="{_INK}"/>'
    )
    yield _text(_LEFT + round(high * scale) + 10, y + 18, f"{median:.2f}")


def _text(
    x: int, y: int, words: str, *, size: int = 13, weight: str = "normal", fill: str = _INK, anchor: str = "start"
) -> str:
    style = f'font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}" {style}>{escape(words)}</text>'
