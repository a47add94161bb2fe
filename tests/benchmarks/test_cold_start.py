"""A gate against a slower function: ratios to boto3's own client in the same run, with generous bounds."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.cold_start import BASE, measure
from benchmarks.interpreters import Python
from benchmarks.warm import measure as measure_warm

OURS = "our function"


def test_the_function_starts_faster_than_a_bare_boto3_client() -> None:
    python = Python("this one", Path(sys.executable))
    [ratios] = measure(5, pythons=[python], nodes=[], names=[BASE, OURS]).values()
    found = {metric: ratio.median for metric, ratio in ratios[OURS].items()}
    # As measured: 0.65, 0.14 and 0.65 on Python 3.11; 0.69, 0.14 and 0.67 on 3.12; 0.71, 0.14 and 0.68 on 3.13.
    assert found["first CPU"] < 0.8, found
    assert found["call CPU"] < 0.25, found
    assert found["size"] < 0.75, found


def test_a_warm_request_costs_little_beside_the_sdks_call() -> None:
    assert measure_warm(2000).ratio < 0.4  # as measured: 0.19
