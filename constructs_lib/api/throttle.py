"""How many requests an API accepts."""

from collections.abc import Iterator
from dataclasses import dataclass

from constructs_lib import defaults
from constructs_lib.capacity import Capacity
from constructs_lib.prop_types import check_whole_number, describe
from constructs_lib.tokens import is_number_token


@dataclass(frozen=True, kw_only=True, slots=True)
class Throttle:
    """The throttle of a stage.

    API Gateway counts each method separately, so browsers' preflights (``OPTIONS``) have the same limits again. With a
    REST API's ``path``, the root and the path share the throttle.
    """

    rate: float = defaults.RATE
    """Requests per second, 1 or more. Default: 5, Amazon Connect's quota for starts."""
    burst: int = defaults.BURST
    """Requests at once, a whole number, 1 or more. Default: 8, Amazon Connect's quota for starts."""

    @property
    def problems(self) -> list[str]:
        """What is wrong: figures that are not numbers, or below 1."""
        return list(_check(self))


def throttle_for(throttle: Throttle | None, capacity: object) -> Throttle:
    """Return the throttle of an API: its own, or what AWS granted."""
    if throttle is not None:
        return throttle
    if not isinstance(capacity, Capacity) or capacity.problems:
        return Throttle()
    return Throttle(rate=capacity.starts_per_second, burst=capacity.burst)


def throttle_warnings(throttle: Throttle, capacity: Capacity | None) -> Iterator[str]:
    """Yield that a throttle allows more than AWS granted."""
    granted = capacity or Capacity()
    if throttle.rate <= granted.starts_per_second and throttle.burst <= granted.burst:
        return
    yield (
        f"throttle: {throttle.rate}/s with burst {throttle.burst} is more than Amazon Connect's quota of "
        f"{granted.starts_per_second}/s with burst {granted.burst} for the whole account and Region; lower it, or give "
        "capacity=Capacity(starts_per_second=…, burst=…) when AWS raised the quota"
    )


def check_throttle(throttle: object) -> Iterator[str]:
    """Yield what is wrong with an API's ``throttle``."""
    if isinstance(throttle, Throttle):
        yield from throttle.problems
    else:
        yield f"throttle: got {describe(throttle)}; give Throttle(rate=…, burst=…)"


def check_shared_throttle(throttle: object, path: object) -> Iterator[str]:
    """Yield why a throttle can't be divided between the root and ``path``."""
    if path is None or not isinstance(throttle, Throttle) or throttle.problems:
        return
    for name, value in (("rate", throttle.rate), ("burst", throttle.burst)):
        if is_number_token(value):
            yield (
                f"throttle.{name}: is a token, which can't be divided between the root and path; give a number, or "
                "leave path out"
            )
    if throttle.burst == 1:
        yield "throttle.burst: 1 can't be divided between the root and path; give 2 or more, or leave path out"


def _check(throttle: Throttle) -> Iterator[str]:
    rate: object = throttle.rate
    if not is_number_token(rate):
        if not isinstance(rate, (int, float)) or isinstance(rate, bool):
            yield f"throttle.rate: got {describe(rate)}; give a number, 1 or more"
        elif not rate >= 1:
            yield f"throttle.rate: {rate} is not allowed; give a number, 1 or more"
    yield from check_whole_number("throttle.burst", throttle.burst, 1)
