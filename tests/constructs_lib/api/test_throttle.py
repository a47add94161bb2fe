from typing import Any

import pytest

from constructs_lib import DeclarationError, Throttle


def test_the_default_is_the_quota() -> None:
    assert (Throttle().rate, Throttle().burst, Throttle().warnings) == (5, 8, [])


@pytest.mark.parametrize("words", [{"rate": 6}, {"burst": 9}, {"rate": 50, "burst": 80}])
def test_more_than_the_quota_brings_a_warning(words: dict[str, Any]) -> None:
    throttle = Throttle(**words)
    [warning] = throttle.warnings
    assert warning == (
        f"throttle: {throttle.rate}/s with burst {throttle.burst} is more than Amazon Connect's quota of 5/s with "
        "burst 8 for the whole account and Region; lower it, or say quota_raised=True when AWS raised the quota"
    )
    assert Throttle(**words, quota_raised=True).warnings == []


def test_nothing_is_let_through() -> None:
    with pytest.raises(DeclarationError) as raised:
        Throttle(rate=0, burst=-1)
    assert raised.value.problems == (
        "throttle.rate: 0 lets nothing through; give 1 or more",
        "throttle.burst: -1 lets nothing through; give 1 or more",
    )
