from typing import Any

import pytest

from constructs_lib import Capacity, Throttle
from constructs_lib.api.throttle import throttle_for, throttle_warnings


def test_the_default_is_the_quota() -> None:
    assert throttle_for(None, None) == Throttle() == Throttle(rate=5, burst=8)
    assert list(throttle_warnings(Throttle(), None)) == []


@pytest.mark.parametrize("words", [{"rate": 6}, {"burst": 9}, {"rate": 50, "burst": 80}])
def test_more_than_the_quota_brings_a_warning(words: dict[str, Any]) -> None:
    throttle = Throttle(**words)
    [warning] = throttle_warnings(throttle, None)
    assert warning == (
        f"throttle: {throttle.rate}/s with burst {throttle.burst} is more than Amazon Connect's quota of 5/s with "
        "burst 8 for the whole account and Region; lower it, or give capacity=Capacity(starts_per_second=…, burst=…) "
        "when AWS raised the quota"
    )
    granted = Capacity(starts_per_second=throttle.rate, burst=throttle.burst)
    assert list(throttle_warnings(throttle, granted)) == []
    assert throttle_for(None, granted) == throttle
    assert throttle_for(Throttle(rate=1), granted) == Throttle(rate=1)


def test_figures_below_one_and_of_wrong_types() -> None:
    assert Throttle(rate=0, burst=-1).problems == [
        "throttle.rate: 0 is not allowed; give a number, 1 or more",
        "throttle.burst: -1 is not allowed; give a whole number, 1 or more",
    ]
    assert Throttle(rate="5", burst=1.5).problems == [  # type: ignore[arg-type]
        "throttle.rate: got str '5'; give a number, 1 or more",
        "throttle.burst: got float 1.5; give a whole number, 1 or more",
    ]
