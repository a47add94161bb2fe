"""The function before a Connect that throttles, fails, hangs and loses responses.

Everything is real but Connect: the handler module in processes of its own, as many as there are Lambda environments,
each with its retry budget, botocore's client, sockets, a proxy that goes wrong, and the stand-in, whose ledger counts
the chats.
"""

from __future__ import annotations

import queue
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from benchmarks.environment import Environment, Holdings
from benchmarks.events import event, plan
from benchmarks.outcome import Outcome
from local.connect import ConnectStandIn
from local.faults import DRIP_SECONDS, FaultProxy

CONNECT_RATE = (5.0, 8)
"""Connect's quota: starts a second, and at once."""
POOLED = 10
"""Connections that botocore's pool may keep, dead ones too until their next use."""
THREADS = 2
"""Threads of an environment: the handler's, and one that waits for the next call."""
LARGEST_GROWTH = 2.0
"""Megabytes by which an environment's memory may grow."""


@contextmanager
def environments(count: int, url: str, plan_text: str | None = None) -> Iterator[list[Environment]]:
    """Some Lambda environments that find Connect at a URL, warm."""
    with ExitStack() as stack:
        pool = [stack.enter_context(Environment(url, plan_text)) for _ in range(count)]
        for environment in pool:
            environment.ask({})  # refused, as it is no POST
        yield pool


def run(name: str, faults: Mapping[str, float], requests: int, count: int, *, replay: bool = False) -> Outcome:
    """Send requests, as fast as they are answered, to ``count`` environments before a faulty Connect.

    With ``replay`` a client repeats a request that ended in 502 or 504 until it is answered, with the same key.
    """
    outcome = Outcome(name)
    with (
        ConnectStandIn() as connect,
        FaultProxy(connect.url, faults) as proxy,
        environments(count, proxy.url) as pool,
    ):
        keys: queue.SimpleQueue[str] = queue.SimpleQueue()
        for _ in range(requests):
            keys.put(str(uuid.uuid4()))
        lock = threading.Lock()

        def work(environment: Environment) -> None:
            while True:
                try:
                    key = keys.get_nowait()
                except queue.Empty:
                    return
                while True:
                    response, seconds = environment.ask(event(key))
                    with lock:
                        outcome.add(key, response, seconds)
                    if not replay or response["statusCode"] not in (502, 504):
                        break

        _in_each(pool, work, outcome)
        outcome.ledger = ledger(connect)
    return outcome


def _in_each(pool: Sequence[Environment], work: Callable[[Environment], None], outcome: Outcome) -> None:
    """Do the work in all environments at once; note its time, and what they logged."""
    begun = time.monotonic()
    with ThreadPoolExecutor(len(pool)) as threads:
        list(threads.map(work, pool))
    outcome.took = time.monotonic() - begun
    outcome.logs = "".join(environment.log() for environment in pool)
    outcome.calls = outcome.calls_logged()


def overload(rate: float, seconds: float, most: int) -> Outcome:
    """Offer more starts a second than Connect allows, to up to ``most`` environments.

    As Lambda does, a request goes to the environment that was free last, or is turned away when none is.
    """
    outcome = Outcome(f"quota 5/s, burst 8; {rate:g}/s offered for {seconds:g} s")
    with ConnectStandIn(rate=CONNECT_RATE) as connect, environments(most, connect.url) as pool:
        free, lock, turned_away = list(pool), threading.Lock(), 0

        def work(environment: Environment) -> None:
            key = str(uuid.uuid4())
            response, took = environment.ask(event(key))
            with lock:
                outcome.add(key, response, took)
                free.append(environment)

        begun = time.monotonic()
        with ThreadPoolExecutor(most) as threads:
            for index in range(int(rate * seconds)):
                time.sleep(max(0.0, begun + index / rate - time.monotonic()))
                with lock:
                    if free:
                        threads.submit(work, free.pop())
                    else:
                        turned_away += 1
        outcome.took = seconds
        outcome.calls = len(connect.calls())
        outcome.ledger = ledger(connect)
    outcome.require(turned_away == 0, f"{turned_away} requests found no environment")
    return outcome


def kill_after_commit(count: int, at_once: int = 4) -> Outcome:
    """Kill an environment when Connect has started the chat but not answered; the client repeats with the same key."""
    outcome = Outcome(f"{count} environments killed after the commit, then the same key again")
    with (
        ConnectStandIn() as connect,
        FaultProxy(connect.url, {"commit-hang": 1.0}) as proxy,
        environments(1, connect.url) as [second],
    ):
        lock = threading.Lock()

        def work(_: int) -> None:
            key = str(uuid.uuid4())
            with Environment(proxy.url) as first:
                first.send(event(key))
                while key not in (started := dict(ledger(connect))):
                    time.sleep(0.01)
                first.kill()
            with lock:
                response, seconds = second.ask(event(key))
                outcome.add(key, response, seconds)
                outcome.require(started[key] in outcome.contacts.get(key, ()), "a repeat found another chat")

        begun = time.monotonic()
        with ThreadPoolExecutor(at_once) as threads:
            list(threads.map(work, range(count)))
        outcome.took = time.monotonic() - begun
        outcome.ledger = ledger(connect)
        outcome.calls = len(connect.calls())
    _require_one_chat_each(outcome)
    return outcome


def ledger(connect: ConnectStandIn) -> list[tuple[str, str]]:
    """The chats that were started; requests carry their key as the topic too, for Connect sees no key."""
    return [(entry["Request"]["Attributes"]["topic"], entry["ContactId"]) for entry in connect.ledger()]


def quota_exhausted(requests: int, count: int) -> Outcome:
    """The quota of concurrent chats is full: one call each, and a response that says so."""
    outcome = run("chats up to the quota", {"LimitExceededException": 1.0}, requests, count)
    outcome.require(outcome.calls == requests, "exactly one call each")
    outcome.require(set(outcome.codes) == {"chat-capacity"}, "503 chat-capacity")
    return outcome


def exactly_one_chat(name: str, faults: Mapping[str, float], requests: int, count: int) -> Outcome:
    """Connect's answers are lost; clients repeat with the same key."""
    outcome = run(name, faults, requests, count, replay=True)
    outcome.require(len(outcome.contacts) == requests, "every client gets a chat")
    _require_one_chat_each(outcome)
    return outcome


def always(fault: str, requests: int, count: int) -> Outcome:
    """A fault that every call meets: 502 or 504."""
    outcome = run(f"always {fault}", {fault: 1.0}, requests, count)
    outcome.require(set(outcome.statuses) <= {502, 504}, "502 or 504")
    return outcome


EVERY_FAULT = {
    "drip": 0.15,
    "hang": 0.1,
    "commit-hang": 0.05,
    "reset": 0.2,
    "commit-reset": 0.1,
    "truncated": 0.1,
    "html-200": 0.1,
    "InternalServiceException": 0.2,
}


def nothing_left(requests: int, count: int) -> Outcome:
    """Requests that all meet a fault, with little time for each: what the environments hold must not grow.

    What they hold after a fifth of the requests is compared with what they hold after all of them.
    """
    outcome = Outcome(f"{requests:,} faults, {count} environments")
    # No read times out while a response drips: the whole call does.
    little_time = plan(deadline=0.6, connect_timeout=0.2, read_timeout=DRIP_SECONDS + 0.1)
    with (
        ConnectStandIn() as connect,
        FaultProxy(connect.url, EVERY_FAULT) as proxy,
        environments(count, proxy.url, little_time) as pool,
    ):
        lock = threading.Lock()

        def work(environment: Environment) -> None:
            early = None
            for index in range(requests // count):
                if index == requests // count // 5:
                    early = environment.holds()
                key = str(uuid.uuid4())
                response, seconds = environment.ask(event(key))
                with lock:
                    outcome.add(key, response, seconds)
            assert early is not None
            left = _settled(environment)
            with lock:
                outcome.require(left.threads <= THREADS, f"{left.threads} threads")
                grown = left.descriptors - early.descriptors
                outcome.require(grown <= POOLED, f"{grown} more descriptors")
                grown_mb = left.megabytes - early.megabytes
                outcome.require(grown_mb < LARGEST_GROWTH, f"{grown_mb:.1f} MB more memory")

        _in_each(pool, work, outcome)
        outcome.ledger = ledger(connect)
    return outcome


def _settled(environment: Environment) -> Holdings:
    """What an environment holds once the calls that were given up have ended."""
    ends = time.monotonic() + 10
    while (left := environment.holds()).threads > THREADS and time.monotonic() < ends:
        time.sleep(0.05)
    return left


def _require_one_chat_each(outcome: Outcome) -> None:
    outcome.require(outcome.duplicates == 0, "no second chat for one key")
    outcome.require(outcome.lost == 0, "every answered chat in the ledger")
    outcome.require(all(len(answered) == 1 for answered in outcome.contacts.values()), "one contact id for one key")
