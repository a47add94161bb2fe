"""When each alarm goes off."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

from constructs_lib.capacity import Capacity
from constructs_lib.prop_types import describe

PERIOD = 300
"""Seconds over which most alarms count."""
_THROTTLED_SHARE = 0.01
_BLOCKED_SHARE = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmThresholds:
    """When each alarm goes off: at this figure or above it. ``False`` leaves an alarm out."""

    misconfigured: float | Literal[False] = 1
    """Requests in a minute that ended as ``misconfigured``. Default: 1, because it never resolves by itself."""
    failed_percent: float | Literal[False] = 1
    """Percent of starts that failed (5xx) in five minutes. Default: 1, some ten times what AWS's agreements
    for the services allow."""
    failed_at_least: float = 3
    """Failures in five minutes below which ``failed_percent`` is not looked at. Default: 3, so that one failure on a
    quiet night wakes nobody."""
    throttled: float | Literal[False] | None = None
    """Requests in five minutes that Amazon Connect throttled, after retries. Default: - 1 % of the starts that the
    capacity allows in that time, which is 15 at 5 a second"""
    chat_capacity: float | Literal[False] = 1
    """Requests in a minute that found the quota of concurrent chats full. Default: 1, because every customer after
    it is turned away too, until chats end."""
    latency_percent: float | Literal[False] = 80
    """The 99th percentile of the time that starts take, in percent of the deadline, in three periods of five minutes
    in a row. Default: 80, because starts that reach the deadline fail."""
    function_errors: float | Literal[False] = 1
    """Crashes and timeouts of the function in five minutes. Default: 1, because it responds to every error by
    itself."""
    function_throttles: float | Literal[False] = 1
    """Requests in five minutes that AWS Lambda didn't run. Default: 1, because each is a customer turned away."""
    blocked: float | Literal[False] | None = None
    """Requests that the endpoint's own firewall blocked in five minutes. Default: - a fifth of the starts that the
    capacity allows in that time, which is 300 at 5 a second: more than stray scanners send"""
    concurrent_chats_percent: float | Literal[False] = 80
    """Amazon Connect's own figure for the instance's concurrent chats, in percent of the quota, in a minute.
    Default: 80, which leaves time to act before customers are turned away."""
    switch_errors: float | Literal[False] = 1
    """Requests in a minute whose switch could not be read or followed, in two minutes of five. Default: 1: a reading
    that fails once harms nothing."""
    keys_unavailable: float | Literal[False] = 3
    """Requests in five minutes whose signatures could not be checked because a secret can't be read; those that a
    flood of forged tokens causes don't count. Default: 3, because one such reading may fail by chance."""

    @property
    def problems(self) -> list[str]:
        """What is wrong: figures that are not positive numbers."""
        return list(_check(self))

    def for_capacity(self, capacity: Capacity) -> tuple[float | Literal[False], float | Literal[False]]:
        """Return ``throttled`` and ``blocked``, which follow from the capacity where they aren't given."""
        starts = capacity.starts_per_second * PERIOD
        throttled = math.ceil(starts * _THROTTLED_SHARE) if self.throttled is None else self.throttled
        blocked = math.ceil(starts * _BLOCKED_SHARE) if self.blocked is None else self.blocked
        return throttled, blocked


def check_thresholds(thresholds: object) -> Iterator[str]:
    """Yield what is wrong with ``thresholds``."""
    if isinstance(thresholds, AlarmThresholds):
        yield from thresholds.problems
    elif thresholds is not None:
        yield f"thresholds: got {describe(thresholds)}; give AlarmThresholds(…)"


def _check(thresholds: AlarmThresholds) -> Iterator[str]:
    derived = ("throttled", "blocked")
    for field in fields(thresholds):
        value: object = getattr(thresholds, field.name)
        if (value is None and field.name in derived) or (value is False and field.name != "failed_at_least"):
            continue
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        percent = field.name.endswith("_percent")
        if not number or not 0 < float(str(value)) <= (100 if percent else math.inf) or value == math.inf:
            allowed = "a number above 0, 100 at most" if percent else "a number above 0"
            off = "" if field.name == "failed_at_least" else ", or False for no such alarm"
            yield f"thresholds.{field.name}: got {describe(value)}; give {allowed}{off}"
