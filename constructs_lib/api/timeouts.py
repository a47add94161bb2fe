"""Times that bound each other: what runs within another must end first."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from aws_cdk import Duration

from constructs_lib import defaults
from constructs_lib.prop_types import describe

_DEFAULTS = {
    "deadline": defaults.DEADLINE,
    "timeout": defaults.FUNCTION_TIMEOUT,
    "integration_timeout": defaults.INTEGRATION_TIMEOUT,
}


def duration(name: str, time: Duration | None) -> Duration:
    """Return a time, or its default."""
    return time if time is not None else _default(name)


@cache  # each of them is a call into the CDK's own process
def _default(name: str) -> Duration:
    return Duration.seconds(_DEFAULTS[name])


def check_times(**times: object) -> Iterator[str]:
    """Yield which times are too short for the ones within them; the arguments go from the innermost outwards.

    None is the time's default.
    """
    seconds: list[tuple[str, float]] = []
    for name, time in times.items():
        if time is None:
            seconds.append((name, _DEFAULTS[name]))
        elif not isinstance(time, Duration):
            yield f"{name}: got {describe(time)}; give Duration.seconds(…)"
        elif time.is_unresolved():
            yield f"{name}: got a token; give a duration that is known at synthesis"
        else:
            seconds.append((name, time.to_seconds(integral=False)))
    if len(seconds) == len(times):
        yield from _check_order(seconds)


def _check_order(seconds: list[tuple[str, float]]) -> Iterator[str]:
    name, shortest = seconds[0]
    if shortest < defaults.MARGIN:
        yield f"{name}: {shortest:g} s is too short to start a chat; give {defaults.MARGIN} s or more"
    for (inner_name, inner), (outer_name, outer) in pairwise(seconds):
        if inner + defaults.MARGIN > outer:
            yield (
                f"{outer_name}: {outer:g} s leaves {inner_name}={inner:g} s no room to answer first; "
                f"give {inner + defaults.MARGIN:g} s or more, or a shorter {inner_name}"
            )
    name, longest = seconds[-1]
    if longest > defaults.LONGEST_INTEGRATION:
        yield f"{name}: {longest:g} s is longer than API Gateway waits; give {defaults.LONGEST_INTEGRATION} s or less"
