"""AWS Lambda SnapStart: what each environment does after it is restored from a snapshot.

Many environments are restored from the same snapshot. Its connections are closed by then, so each environment opens a
connection. All environments would also draw the same random numbers, and retry at the same times, so each environment
seeds its generator again. Keys and the switch need nothing, because their age is also measured by the time of day.
"""

import random
from collections.abc import Callable

from snapshot_restore_py import register_after_restore  # type: ignore[import-untyped]  # part of the Lambda runtime from Python 3.12 on


def after_restore(warm_up: Callable[[], None]) -> None:
    """Have Lambda call ``warm_up`` in each restored environment before its first request. Lambda allows ten seconds."""
    register_after_restore(random.seed)
    register_after_restore(warm_up)
