"""The bound on a call that may never end."""

import threading

import pytest
from start_chat_contact.watchdog import DeadlineExceeded, run_with_timeout


def test_within_hands_over_what_the_call_returns_and_raises() -> None:
    assert run_with_timeout(5, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        run_with_timeout(5, lambda: 1 // 0)
    with pytest.raises(SystemExit):
        run_with_timeout(5, lambda: exit(3))


def test_within_gives_up() -> None:
    release = threading.Event()
    with pytest.raises(DeadlineExceeded):
        run_with_timeout(0.05, lambda: release.wait(5))
    release.set()
