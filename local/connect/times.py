"""Times as the APIs write them."""

from __future__ import annotations

import datetime


def iso(at: float) -> str:
    """Seconds since the epoch in UTC, ISO 8601, with milliseconds."""
    moment = datetime.datetime.fromtimestamp(at, datetime.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
