"""The Chromium that opens the chat page, kept from talking to anybody but this machine."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright, ProxySettings

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever it still wants from elsewhere, such as its maker's services, has no address.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]


class NoBrowserError(Exception):
    """There is no Chromium on this machine."""


def launch(playwright: Playwright, proxy: str | None = None) -> Browser:
    """A headless Chromium: the system's, else the one that Playwright has installed.

    Args:
        playwright: a running one.
        proxy: URL of a proxy for everything but this machine. Default: - none

    Raises:
        NoBrowserError: there is neither.
    """
    found = [path for name in _NAMES if (path := shutil.which(name))] + [playwright.chromium.executable_path]
    if not Path(found[0]).exists():
        raise NoBrowserError(
            "no Chromium is installed: run `apt-get install chromium fonts-liberation`, "
            "or `.venv/bin/playwright install chromium` where there is no such package"
        )
    through: ProxySettings | None = {"server": proxy, "bypass": "127.0.0.1"} if proxy else None
    return playwright.chromium.launch(executable_path=found[0], args=_FLAGS, proxy=through)
