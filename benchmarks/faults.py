"""The function before a Connect that throttles, fails, hangs and loses responses: a table; exit code 1 below a goal.

Everything is real but Connect: the handler module in processes of its own, as many as there are Lambda environments,
each with its retry budget, botocore's client, sockets, a proxy that goes wrong, and the stand-in, whose ledger counts
the chats.

    python -m benchmarks.faults
"""

from __future__ import annotations

import json
import queue
import sys
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from benchmarks.environment import Environment, event
from benchmarks.outcome import HEAD, Outcome, row
from local.connect import ConnectStandIn
from local.faults import FaultProxy

CONNECT_RATE = (5.0, 8)
"""Connect's quota: starts a second, and at once."""


@contextmanager
def environments(count: int, url: str) -> Iterator[list[Environment]]:
    """Some Lambda environments that find Connect at a URL, warm."""
    with ExitStack() as stack:
        pool = [stack.enter_context(Environment(url)) for _ in range(count)]
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

        begun = time.monotonic()
        with ThreadPoolExecutor(count) as threads:
            list(threads.map(work, pool))
        outcome.took = time.monotonic() - begun
        outcome.logs = "".join(environment.log() for environment in pool)
        outcome.ledger = _ledger(connect)
        outcome.calls = sum(json.loads(line)["Attempts"] for line in outcome.logs.splitlines() if '"Attempts"' in line)
    return outcome


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
        outcome.ledger = _ledger(connect)
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
                while key not in (started := dict(_ledger(connect))):
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
        outcome.ledger = _ledger(connect)
        outcome.calls = len(connect.calls())
    return outcome


def _ledger(connect: ConnectStandIn) -> list[tuple[str, str]]:
    """The chats that were started; requests carry their key as the topic too, for Connect sees no key."""
    return [(entry["Request"]["Attributes"]["topic"], entry["ContactId"]) for entry in connect.ledger()]


SHAKY = ("hang", "drip", "truncated", "reset", "html-200", "empty-200", "no-participant-token", "html-502", "text-503")
"""Faults that leave no way to start a chat."""
CLOCK_SLACK = 0.5
"""Seconds by which a response may come after the deadline of 8."""


def all_scenarios() -> Iterator[Outcome]:
    """Every scenario at full length, one after the other."""
    outcome = run("30 % throttled", {"TooManyRequestsException": 0.2, "ThrottlingException": 0.1}, 2000, 8)
    _require_success(outcome, 0.985)
    outcome.require(outcome.calls_per_request <= 1.5, "at most 1.5 calls a request")
    outcome.require(outcome.quantile(0.99) < 2.5, "p99 under 2.5 s")
    yield outcome

    outcome = run("10 % throttled", {"TooManyRequestsException": 0.1}, 2000, 8)
    _require_success(outcome, 0.999)
    yield outcome

    outcome = run("30 % of 500 and 503", {"InternalServiceException": 0.2, "ServiceUnavailableException": 0.1}, 2000, 8)
    _require_success(outcome, 0.985)
    yield outcome

    outcome = overload(15, 60, most=20)
    outcome.require(outcome.statuses[200] >= 4.5 * outcome.took, "at least 4.5 chats a second")
    outcome.require(outcome.calls_per_request <= 1.3, "at most 1.3 calls a request")
    outcome.require(set(outcome.codes) <= {"started", "throttled"}, "throttled or started")
    yield outcome

    yield quota_exhausted(500, 4)
    yield exactly_one_chat("30 % commit, then reset", {"commit-reset": 0.3}, 2000, 8)
    yield exactly_one_chat("30 % commit, then hang", {"commit-hang": 0.3}, 2000, 32)

    outcome = kill_after_commit(200)
    _require_one_chat_each(outcome)
    yield outcome

    with ThreadPoolExecutor(len(SHAKY)) as threads:
        yield from threads.map(lambda fault: always(fault, 8, 2), SHAKY)


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
    """A fault that every call meets: 502 or 504 in time."""
    outcome = run(f"always {fault}", {fault: 1.0}, requests, count)
    outcome.require(set(outcome.statuses) <= {502, 504}, "502 or 504")
    outcome.require(max(outcome.seconds) <= 8.0 + CLOCK_SLACK, "within 8.5 s")
    return outcome


def _require_success(outcome: Outcome, share: float) -> None:
    outcome.require(outcome.started >= share, f"at least {share:.1%} started")


def _require_one_chat_each(outcome: Outcome) -> None:
    outcome.require(outcome.duplicates == 0, "no second chat for one key")
    outcome.require(outcome.lost == 0, "every answered chat in the ledger")
    outcome.require(all(len(answered) == 1 for answered in outcome.contacts.values()), "one contact id for one key")


def report(outcomes: Iterable[Outcome]) -> int:
    """Print the table as it comes; 1 when a goal was missed."""
    print("calls: of Connect, for each request; p50, p99: seconds to the response; twice: second chats for one key;")
    print("lost: answered chats that Connect does not know; leaks: secrets in the logs, all loggers at DEBUG\n")
    print(HEAD, flush=True)
    missed = 0
    for outcome in outcomes:
        outcome.require(outcome.leaked == 0, "no secret in a log")
        missed += len(outcome.missed)
        print(row(outcome), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(report(all_scenarios()))
