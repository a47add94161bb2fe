"""What this process holds."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path


def threads() -> int:
    """Return how many threads run."""
    return threading.active_count()


def descriptors() -> int:
    """Return how many files and sockets are open (Linux)."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a Path per entry would be one more


def resident_bytes() -> int:
    """Return the memory that is held (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def comes_true(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Wait until a condition holds; False when it does not in time."""
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            return False
        time.sleep(0.005)
    return True
