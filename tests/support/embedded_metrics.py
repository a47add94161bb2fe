"""Metrics in log lines, as CloudWatch extracts them.

A line that breaks a rule of the embedded metric format is an error here; CloudWatch would ignore it in silence. The
rules are those of AWS's page "Specification: Embedded metric format".
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

UNITS = {"Count", "Milliseconds"}
"""Of CloudWatch's units, those that the function uses."""


class Series(NamedTuple):
    """What tells a metric from every other."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]


class Value(NamedTuple):
    """One value of a metric, at a time in milliseconds."""

    series: Series
    at: int
    value: float


def extract(line: str) -> list[Value]:
    """The values in a line; none in a line of another kind, such as those that AWS Lambda writes itself."""
    try:
        root = json.loads(line)
    except ValueError:
        return []
    if not isinstance(root, dict) or "_aws" not in root:
        return []
    assert len(line.encode()) <= 256 * 1024
    metadata = root["_aws"]
    assert set(metadata) == {"Timestamp", "CloudWatchMetrics"}
    assert type(metadata["Timestamp"]) is int
    return [
        Value(series, metadata["Timestamp"], value)
        for directive in metadata["CloudWatchMetrics"]
        for series, value in _of(directive, root)
    ]


def totals(lines: Iterable[str]) -> Counter[Series]:
    """The sum of each series."""
    sums: Counter[Series] = Counter()
    for line in lines:
        for series, _, value in extract(line):
            sums[series] += value  # type: ignore[assignment]
    return sums


def _of(directive: dict[str, Any], root: dict[str, Any]) -> Iterable[tuple[Series, float]]:
    assert set(directive) == {"Namespace", "Dimensions", "Metrics"}
    assert 1 <= len(directive["Namespace"]) <= 1024
    assert directive["Dimensions"]
    assert 1 <= len(directive["Metrics"]) <= 100
    for names in directive["Dimensions"]:
        assert len(names) <= 30
        for name in names:
            assert 1 <= len(name) <= 250
            assert isinstance(root[name], str)
            assert 1 <= len(root[name]) <= 1024
        for metric in directive["Metrics"]:
            assert set(metric) == {"Name", "Unit"}
            assert metric["Unit"] in UNITS
            value = root[metric["Name"]]
            assert type(value) in (int, float)
            yield Series(directive["Namespace"], metric["Name"], tuple((name, root[name]) for name in names)), value
