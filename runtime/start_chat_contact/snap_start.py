"""AWS Lambda SnapStart: what an environment does for itself after it is restored from a snapshot.

Many environments continue from one snapshot. Connections don't outlive it, and all of them would draw the same random
numbers: they would retry at the same instants. Keys and the switch need nothing, because their age counts by the time
of day as well.
"""

import random
from collections.abc import Callable

from snapshot_restore_py import register_after_restore  # type: ignore[import-untyped]  # part of the Lambda runtime from Python 3.12 on


def after_restore(warm_up: Callable[[], None]) -> None:
    """Have ``warm_up`` called in each restored environment, before its first request. Lambda allows it ten seconds."""
    register_after_restore(random.seed)
    register_after_restore(warm_up)
