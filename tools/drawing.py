"""Pictures drawn as SVG and saved as PNG."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

from local.browser import launch

INK, PALE = "#222", "#777"


def drawing(width: int, height: int, parts: Iterable[str], *, paper: str = "white") -> str:
    """Return an SVG document on coloured paper."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif">'
        f'<rect width="{width}" height="{height}" fill="{paper}"/>{"".join(parts)}</svg>'
    )


def text(
    x: float, y: float, words: str, *, size: int = 13, weight: str = "normal", colour: str = INK, anchor: str = "start"
) -> str:
    """Return a line of text that starts, ends or has its middle at ``x``."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def screenshot(svg: str, path: Path, *, scale: float = 1.5) -> None:
    """Write a picture of an SVG document, with ``scale`` pixels for each of its units."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(device_scale_factor=scale)
        page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{svg}")
        page.locator("svg").screenshot(path=path)
        browser.close()
