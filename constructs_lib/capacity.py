"""What AWS granted for starting chats, and how many chats that can keep open."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from aws_cdk import Duration

from . import defaults
from .prop_types import check_whole_number, describe
from .tokens import is_unresolved


@dataclass(frozen=True, kw_only=True, slots=True)
class Capacity:
    """The quotas that AWS granted; throttle, warnings at synthesis and two alarms follow from them."""

    starts_per_second: float = defaults.RATE
    """The account's quota for ``StartChatContact`` in the Region, 1 or more. Default: 5."""
    burst: int = defaults.BURST
    """The quota of starts at once, a whole number, 1 or more. Default: 8."""
    concurrent_chats: int = defaults.CONCURRENT_CHATS
    """The instance's quota of concurrent chats, a whole number, 1 or more. Default: 500."""
    chats_last: Duration | None = None
    """How long you expect a chat to last, a minute or more. Default: - the longest that the request allows."""

    @property
    def problems(self) -> list[str]:
        """What is wrong: figures that are not numbers, or below 1."""
        return list(_check(self))

    def minutes(self, longest: float) -> float:
        """Return how long a chat is counted: ``chats_last``, and never longer than ``longest`` minutes."""
        if self.chats_last is None:
            return longest
        return min(longest, self.chats_last.to_minutes(integral=False))

    def chats_open(self, minutes: float) -> int:
        """Return how many chats starts at the full rate keep open, if each lasts ``minutes``."""
        return math.ceil(self.starts_per_second * 60 * minutes)


def check_capacity(capacity: object) -> Iterator[str]:
    """Yield what is wrong with a construct's ``capacity``."""
    if isinstance(capacity, Capacity):
        yield from capacity.problems
    elif capacity is not None:
        yield f"capacity: got {describe(capacity)}; give Capacity(starts_per_second=…, burst=…, concurrent_chats=…)"


def _check(capacity: Capacity) -> Iterator[str]:
    rate: object = capacity.starts_per_second
    name = "capacity.starts_per_second"
    if is_unresolved(rate):
        yield f"{name}: is a token, which has no value at synthesis; give a number, 1 or more"
    elif not isinstance(rate, (int, float)) or isinstance(rate, bool):
        yield f"{name}: got {describe(rate)}; give a number, 1 or more"
    elif not 1 <= rate < math.inf:
        yield f"{name}: {rate} is not allowed; give a number, 1 or more"
    for name in ("burst", "concurrent_chats"):
        value = getattr(capacity, name)
        if is_unresolved(value):
            yield f"capacity.{name}: is a token, which has no value at synthesis; give a whole number, 1 or more"
        else:
            yield from check_whole_number(f"capacity.{name}", value, 1)
    last: object = capacity.chats_last
    if last is None:
        return
    if not isinstance(last, Duration):
        yield f"capacity.chats_last: got {describe(last)}; give Duration.minutes(…)"
    elif last.is_unresolved():
        yield "capacity.chats_last: is a token, which has no value at synthesis; give Duration.minutes(…)"
    elif last.to_seconds(integral=False) < 60:
        yield f"capacity.chats_last: {last.to_human_string()} is not allowed; give a minute or more"
