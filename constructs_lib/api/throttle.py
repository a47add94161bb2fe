"""How many requests an API accepts."""

from collections.abc import Iterator
from dataclasses import dataclass

from constructs_lib import defaults
from constructs_lib.prop_types import check_whole_number, describe
from constructs_lib.tokens import is_unresolved


@dataclass(frozen=True, kw_only=True, slots=True)
class Throttle:
    """The throttle of a stage."""

    rate: float = defaults.RATE
    """Requests per second, 1 or more. Default: 5, Amazon Connect's quota for starts."""
    burst: int = defaults.BURST
    """Requests at once, a whole number, 1 or more. Default: 8, Amazon Connect's quota for starts."""
    quota_raised: bool = False
    """Say that AWS raised the account's quota for ``StartChatContact`` to at least these figures; without it, more than
    5 and 8 brings a warning. Default: False."""

    @property
    def problems(self) -> list[str]:
        """What is wrong: figures that are not numbers, or below 1."""
        return list(_check(self))

    @property
    def warnings(self) -> list[str]:
        """What the deployer should know of this throttle."""
        if self.quota_raised or (self.rate <= defaults.RATE and self.burst <= defaults.BURST):
            return []
        text = (
            f"throttle: {self.rate}/s with burst {self.burst} is more than Amazon Connect's quota of {defaults.RATE}/s "
            f"with burst {defaults.BURST} for the whole account and Region; lower it, or say quota_raised=True when "
            "AWS raised the quota"
        )
        return [text]


def check_throttle(throttle: object) -> Iterator[str]:
    """Yield what is wrong with an API's ``throttle``."""
    if isinstance(throttle, Throttle):
        yield from throttle.problems
    else:
        yield f"throttle: got {describe(throttle)}; give Throttle(rate=…, burst=…)"


def _check(throttle: Throttle) -> Iterator[str]:
    rate: object = throttle.rate
    if not is_unresolved(rate):
        if not isinstance(rate, (int, float)) or isinstance(rate, bool):
            yield f"throttle.rate: got {describe(rate)}; give a number, 1 or more"
        elif not rate >= 1:
            yield f"throttle.rate: {rate} is not allowed; give a number, 1 or more"
    yield from check_whole_number("throttle.burst", throttle.burst, 1)
