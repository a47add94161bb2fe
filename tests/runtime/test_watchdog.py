"""The bound on a call that may never end."""

import threading

import pytest
from start_chat_contact.watchdog import Late, within


def test_within_hands_over_what_the_call_returns_and_raises() -> None:
    assert within(5, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)
    with pytest.raises(SystemExit):
        within(5, lambda: exit(3))


def test_within_gives_up() -> None:
    release = threading.Event()
    with pytest.raises(Late):
        within(0.05, lambda: release.wait(5))
    release.set()
