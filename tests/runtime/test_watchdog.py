"""The time limit on a call that may never end, and what is left of such a call."""

import gc
import os
import socket
import threading
import weakref

import pytest
from start_chat_contact import watchdog
from start_chat_contact.watchdog import DeadlineExceeded, run_with_timeout, shut_down_when_late

from tests.support.processes import comes_true, threads


def test_it_hands_over_what_the_call_returns_and_raises() -> None:
    assert run_with_timeout(5, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        run_with_timeout(5, lambda: 1 // 0)
    with pytest.raises(SystemExit):
        run_with_timeout(5, lambda: exit(3))


def test_it_gives_up() -> None:
    release = threading.Event()
    with pytest.raises(DeadlineExceeded):
        run_with_timeout(0.05, lambda: release.wait(5))
    release.set()


def test_a_late_call_ends_with_its_connection() -> None:
    before = threads()
    ours, other = socket.socketpair()
    with ours, other:

        def call() -> bytes:
            shut_down_when_late(ours)
            return ours.recv(1)

        with pytest.raises(DeadlineExceeded):
            run_with_timeout(0.05, call)
        other.settimeout(10)
        assert other.recv(1) == b""
        assert comes_true(lambda: threads() <= before)


def test_a_connection_that_a_late_call_opens_ends_at_once() -> None:
    late, ended = threading.Event(), threading.Event()
    ours, other = socket.socketpair()
    with ours, other:

        def call() -> None:
            late.wait()
            shut_down_when_late(ours)
            ours.recv(1)
            ended.set()

        with pytest.raises(DeadlineExceeded):
            run_with_timeout(0.05, call)
        late.set()
        assert ended.wait(10)


def test_a_connection_outlives_the_call_that_ends_in_time() -> None:
    ours, other = socket.socketpair()
    with ours, other:
        run_with_timeout(5, lambda: shut_down_when_late(ours))
        other.sendall(b"x")
        assert ours.recv(1) == b"x"


def test_a_connection_that_is_closed_already_does_no_harm() -> None:
    ours, other = socket.socketpair()
    release = threading.Event()

    def call() -> None:
        shut_down_when_late(ours)
        ours.close()
        other.close()
        release.wait(20)

    with pytest.raises(DeadlineExceeded):
        run_with_timeout(0.05, call)
    release.set()


def test_calls_in_time_share_a_thread() -> None:
    run_with_timeout(5, lambda: None)
    before = threads()
    assert len({run_with_timeout(5, threading.get_ident) for _ in range(50)}) == 1
    assert threads() <= before


def test_calls_at_the_same_time_have_a_thread_each() -> None:
    meeting = threading.Barrier(5)
    callers = [threading.Thread(target=run_with_timeout, args=(20, meeting.wait)) for _ in range(4)]
    for caller in callers:
        caller.start()
    meeting.wait(20)  # which it would break without all of them
    for caller in callers:
        caller.join()


def test_the_thread_of_a_late_call_ends() -> None:
    release = threading.Event()
    run_with_timeout(5, lambda: None)
    before = threads()
    with pytest.raises(DeadlineExceeded):
        run_with_timeout(0.05, lambda: release.wait(20))
    release.set()
    assert comes_true(lambda: threads() <= before - 1)
    assert run_with_timeout(5, lambda: 7) == 7


def test_an_idle_thread_keeps_nothing_of_a_request() -> None:
    class Request:
        def __call__(self) -> None:
            pass

    request = Request()
    gone = weakref.ref(request)
    run_with_timeout(5, request)
    del request
    assert comes_true(lambda: gone() is None)


def test_an_error_keeps_nothing_of_a_request() -> None:
    class Failed(Exception):
        pass

    def call() -> None:
        raise Failed

    def fail() -> weakref.ref[Failed]:
        try:
            run_with_timeout(5, call)
        except Failed as error:
            return weakref.ref(error)
        raise AssertionError

    gc.disable()
    try:
        gone = fail()
        assert comes_true(lambda: gone() is None)
    finally:
        gc.enable()


def test_a_connection_that_can_not_be_closed_does_no_harm() -> None:
    ours, other = socket.socketpair()

    def call() -> int:
        shut_down_when_late(ours)
        [kept] = watchdog._thread.call._connections
        os.close(kept.fileno())
        return threading.get_ident()

    with ours, other:
        assert run_with_timeout(20, call) == run_with_timeout(20, threading.get_ident)


def test_without_a_limit_nothing_is_kept() -> None:
    ours, other = socket.socketpair()
    with ours, other:
        shut_down_when_late(ours)
