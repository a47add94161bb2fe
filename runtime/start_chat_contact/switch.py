"""Opens and closes the endpoint, as an operator has set it in a parameter of AWS Systems Manager.

The parameter holds ``open``, ``closed`` or ``{"state": "closed", "message": "…", "until": "2026-12-24T18:00:00Z"}``.
``message`` is for customers. At the time ``until``, in ISO 8601 with an offset, the endpoint opens by itself.

A thread reads the parameter while a request is handled, and the next request uses the result. Lambda freezes threads
between requests, so a reading can end minutes after it began. The age of its result therefore counts from its
beginning. If the result is too old, the parameter is read again.
"""

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread
from typing import Any, Protocol

from botocore.exceptions import ClientError

from .connect_errors import THROTTLES
from .errors import ChatError, Closed, UpstreamError
from .plan import Limits
from .retry import THROTTLED, UNSTEADY, AttemptFailed, Attempts, Budget

CONNECT_TIMEOUT = 0.5
"""To open a connection to Systems Manager."""
READ_TIMEOUT = 0.5
"""For each read of Systems Manager's response."""
ATTEMPTS = 3
"""The most calls to Systems Manager for one reading, including the first. Time may allow fewer."""
FRESH = 10.0
"""Seconds after which the parameter is read again."""
USABLE = 30.0
"""Seconds after which a request waits for a new reading, instead of using the last one."""
HELD = 300.0
"""Seconds for which the last value is used while the parameter can't be read. After that, the endpoint is open."""

_NEVER = (float("-inf"), float("-inf"))
_MEMBERS = {"state", "message", "until"}
_MISTAKE = "InvalidSwitch"


class ParameterClient(Protocol):
    """The part of a client for AWS Systems Manager that the function uses."""

    def get_parameter(self, **request: Any) -> dict[str, Any]:
        """Return a parameter; raises botocore's exceptions."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What the parameter says."""

    closed: bool = False
    message: str = ""
    until: float = math.inf
    """When the endpoint opens by itself, in seconds since 1970."""
    mistake: str = ""
    """``InvalidSwitch`` if the text, or part of it, is not valid; otherwise empty."""


@dataclass(slots=True)
class _Reading:
    begun: tuple[float, float]
    done: Event = field(default_factory=Event)
    outcome: Setting | str = ""
    """The setting, or the error code if the parameter could not be read."""


class Switch:
    """The switch of one endpoint.

    ``timeout`` is the most seconds that a request may wait for a reading. ``clocks`` are the time of day and a
    monotonic clock. Ages are measured with both, and the larger age counts: the time of day may be set back, and the
    monotonic clock may stand still while Lambda freezes the environment.
    """

    def __init__(
        self,
        client: ParameterClient,
        parameter_arn: str,
        *,
        timeout: float = 1.0,
        clocks: tuple[Callable[[], float], Callable[[], float]] = (time.time, time.monotonic),
    ) -> None:
        self._client = client
        self._parameter_arn = parameter_arn
        self._timeout = timeout
        self._clocks = clocks
        self._limits = Limits(
            time_budget=timeout, connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT, attempts=ATTEMPTS
        )
        self._budget = Budget()
        self._reading: _Reading | None = None
        self._setting = Setting()
        self._read_at = self._tried_at = _NEVER
        self.error = ""
        """Why the parameter could not be read, or ``InvalidSwitch``; empty if all is well."""

    def check(self) -> None:
        """Raise `Closed` if an operator has closed the endpoint.

        Raises nothing else: if the parameter can't be read, its last value is used for `HELD` seconds. After that, the
        endpoint is open.
        """
        self._settle(0.0)
        age = self._since(self._tried_at)
        if age >= FRESH:
            self.begin()
            if age >= USABLE or self._setting.closed:  # the endpoint may be open again
                self._settle(self._timeout)
        now = self._clocks[0]()
        setting = self._setting
        if setting.closed and now < setting.until and self._since(self._read_at) < HELD:
            retry_after = None if setting.until == math.inf else math.ceil(setting.until - now)
            raise Closed(setting.message, retry_after)

    def begin(self) -> None:
        """Begin to read the parameter, unless a reading is running already."""
        if self._reading is None:
            self._reading = reading = _Reading(self._now())
            Thread(target=self._read, args=(reading,), daemon=True).start()

    def _settle(self, seconds: float) -> None:
        """Take over the result of the running reading. Wait up to ``seconds`` for it, then abandon the reading.

        If ``seconds`` is 0, a reading that began less than `FRESH` seconds ago may go on.
        """
        reading = self._reading
        if reading is None:
            return
        if not reading.done.wait(seconds):
            if seconds == 0 and self._since(reading.begun) < FRESH:
                return  # the reading goes on during this request
            reading = _Reading(reading.begun, outcome="ReadTimeoutError")
        self._reading, self._tried_at = None, reading.begun
        if isinstance(reading.outcome, Setting):
            self._setting, self._read_at, self.error = reading.outcome, reading.begun, reading.outcome.mistake
        else:
            self.error = reading.outcome

    def _read(self, reading: _Reading) -> None:
        deadline = time.monotonic() + self._timeout
        try:
            reading.outcome = Attempts(self._limits, deadline, self._budget).run(self._attempt)
        except ChatError as error:
            reading.outcome = error.cause or "ReadTimeoutError"
        reading.done.set()

    def _attempt(self) -> Setting:
        try:
            return read_setting(self._client.get_parameter(Name=self._parameter_arn)["Parameter"]["Value"])
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            temporary = UNSTEADY if status >= 500 else None
            raise AttemptFailed(UpstreamError(cause=code), THROTTLED if code in THROTTLES else temporary) from None
        except Exception as error:  # nothing that goes wrong here may stop a chat
            raise AttemptFailed(UpstreamError(cause=type(error).__name__), UNSTEADY) from None

    def _since(self, then: tuple[float, float]) -> float:
        return max(now - before for now, before in zip(self._now(), then, strict=True))

    def _now(self) -> tuple[float, float]:
        wall, monotonic = self._clocks
        return wall(), monotonic()


def read_setting(text: str) -> Setting:
    """Return the setting that a parameter's text describes.

    A text without a valid state means open. If the state is ``closed``, the endpoint is closed even if the rest has a
    mistake.
    """
    word = text.strip().lower()
    if word in ("open", "closed"):
        return Setting(closed=word == "closed")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return Setting(mistake=_MISTAKE)
    state = str(said.get("state")).lower() if isinstance(said, dict) else ""
    if state not in ("open", "closed"):
        return Setting(mistake=_MISTAKE)
    message, until = said.get("message"), _moment(said.get("until"))
    sound = isinstance(message, str | None) and until is not None and said.keys() <= _MEMBERS
    return Setting(
        closed=state == "closed",
        message=message.strip() if isinstance(message, str) else "",
        until=math.inf if until is None else until,
        mistake="" if sound else _MISTAKE,
    )


def _moment(value: object) -> float | None:
    """Return a time as seconds since 1970; infinity if no time is given, None if it is not a time with an offset."""
    if value is None:
        return math.inf
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
        return moment.timestamp() if moment.tzinfo is not None else None
    except (TypeError, ValueError, OverflowError):
        return None
