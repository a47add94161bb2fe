"""What CloudWatch makes of a template's alarms and dashboards, and of metrics: enough of it to watch an alarm go off.

Metric math is read as far as the library uses it; anything else is an error.
"""

import ast
import json
import math
import operator
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.embedded_metrics import Series, Value, extract

MINUTE = 60_000


def resolve(value: Any) -> Any:
    """A template's value, with logical ids for references."""
    if isinstance(value, list):
        return [resolve(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Fn::Join"]:
        separator, parts = value["Fn::Join"]
        return separator.join(resolve(part) for part in parts)
    if list(value) == ["Ref"]:
        return value["Ref"]
    if list(value) == ["Fn::GetAtt"]:
        return ".".join(value["Fn::GetAtt"])
    return {key: resolve(entry) for key, entry in value.items()}


def series(namespace: str, name: str, dimensions: Mapping[str, str]) -> Series:
    """A series, whatever the order of its dimensions."""
    return Series(namespace, name, tuple(sorted(dimensions.items())))


class Store:
    """The values of metrics, by series."""

    def __init__(self) -> None:
        self.values: dict[Series, list[Value]] = defaultdict(list)

    def put(self, namespace: str, name: str, dimensions: Mapping[str, str], at: int, value: float) -> None:
        key = series(namespace, name, dimensions)
        self.values[key].append(Value(key, at, value))

    def read(self, line: str) -> None:
        """Take the metrics out of a line of the log."""
        for found in extract(line):
            self.put(found.series.namespace, found.series.name, dict(found.series.dimensions), found.at, found.value)

    def statistic(self, key: Series, statistic: str, start: int, period: int) -> float | None:
        """The statistic of a period; None without data."""
        values = sorted(one.value for one in self.values.get(key, []) if start <= one.at < start + period)
        if not values:
            return None
        assert statistic in ("Average", "Maximum", "Sum") or statistic.startswith("p")
        if statistic.startswith("p"):
            return values[math.ceil(len(values) * float(statistic[1:]) / 100) - 1]
        return max(values) if statistic == "Maximum" else sum(values) / (1 if statistic == "Sum" else len(values))


@dataclass(frozen=True, kw_only=True)
class Query:
    """A line of an alarm or a graph: a metric, or an expression of others."""

    id: str
    label: str = ""
    series: Series | None = None
    statistic: str = ""
    expression: str = ""
    period: int = 5 * MINUTE
    visible: bool = True
    color: str = ""


class Graph:
    """Queries that refer to each other."""

    def __init__(self, queries: Iterable[Query]) -> None:
        self.queries = {query.id: query for query in queries}

    @property
    def series(self) -> set[Series]:
        return {query.series for query in self.queries.values() if query.series is not None}

    def value(self, id: str, store: Store, start: int) -> float | None:
        query = self.queries[id]
        if query.series is not None:
            return store.statistic(query.series, query.statistic, start, query.period)
        result: float | None = self._of(ast.parse(query.expression, mode="eval").body, store, start)
        return result

    def _of(self, node: ast.expr, store: Store, start: int) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self.value(name, store, start)
            case ast.BinOp(left=left, op=op, right=right):
                return _apply(_OPERATORS[type(op)], self._of(left, store, start), self._of(right, store, start))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return _apply(_OPERATORS[type(op)], self._of(left, store, start), self._of(right, store, start))
            case ast.Call(func=ast.Name(id="FILL"), args=[ast.Name(id=name), ast.Constant(value=value)]):
                found = self.value(name, store, start)
                return value if found is None else found
            case ast.Call(func=ast.Name(id="IF"), args=[condition, yes, no]):
                chosen = self._of(condition, store, start)
                return None if chosen is None else self._of(yes if chosen else no, store, start)
            case ast.Call(func=ast.Name(id="PERIOD"), args=[ast.Name(id=name)]):
                return self.queries[name].period / 1000
        raise AssertionError(f"metric math that this doesn't know: {ast.unparse(node)}")


_OPERATORS: dict[type, Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.GtE: operator.ge,
}


def _apply(function: Any, left: float | None, right: float | None) -> Any:
    return None if left is None or right is None else function(left, right)


class Alarm:
    """An alarm of a template."""

    def __init__(self, properties: Mapping[str, Any]) -> None:
        self.properties = resolve(properties)
        if "MetricName" in self.properties:
            self.graph = Graph([_metric("m", self.properties, self.properties)])
            self._id = "m"
        else:
            self.graph = Graph(_queries(self.properties["Metrics"]))
            [self._id] = [one["Id"] for one in self.properties["Metrics"] if one.get("ReturnData", True)]
        self.period = max(query.period for query in self.graph.queries.values() if query.series is not None)

    def times(self, store: Store, start: int, end: int) -> list[int]:
        """When it is in alarm: the ends of periods."""
        assert self.properties["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
        assert self.properties["TreatMissingData"] == "notBreaching"
        points = range(start, end, self.period)
        values = [self.graph.value(self._id, store, at) for at in points]
        breaching = [value is not None and value >= self.properties["Threshold"] for value in values]
        looked_at = self.properties["EvaluationPeriods"]
        return [
            at + self.period
            for index, at in enumerate(points)
            if sum(breaching[max(0, index + 1 - looked_at) : index + 1]) >= self.properties["DatapointsToAlarm"]
        ]


def alarms_of(template: Mapping[str, Any], scope: str = "") -> dict[str, Alarm]:
    """The alarms of a template by logical id without its hash, those of one scope."""
    return {
        name[:-8].removeprefix(scope): Alarm(resource["Properties"])
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::CloudWatch::Alarm" and name.startswith(scope)
    }


def dashboards_of(template: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """The widgets of each dashboard."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::CloudWatch::Dashboard":
            yield json.loads(resolve(resource["Properties"]["DashboardBody"]))["widgets"]


def graph_of(widget: Mapping[str, Any], store: Store | None = None) -> Graph:
    """The lines of a graph. With a store, each SEARCH becomes the series that it finds there."""
    queries: list[Query] = []
    for index, row in enumerate(widget["properties"]["metrics"]):
        *names, options = row if isinstance(row[-1], dict) else [*row, {}]
        words: dict[str, Any] = {
            "id": options.get("id", f"line{index}"),
            "label": options.get("label", ""),
            "period": options.get("period", 300) * 1000,
            "visible": options.get("visible", True),
            "color": options.get("color", ""),
        }
        if "expression" not in options:
            namespace, name, *pairs = names
            dimensions = dict(zip(pairs[::2], pairs[1::2], strict=True))
            queries.append(Query(**words, series=series(namespace, name, dimensions), statistic=options["stat"]))
        elif not options["expression"].startswith("SEARCH("):
            queries.append(Query(**words, expression=options["expression"]))
        else:
            queries += _found(Search.read(options["expression"]), words, store)
    return Graph(queries)


@dataclass(frozen=True)
class Search:
    """A search expression: the one form that the dashboard uses."""

    namespace: str
    dimensions: tuple[str, ...]
    name: str
    function_name: str
    excluded: tuple[str, str] | None
    statistic: str

    @classmethod
    def read(cls, expression: str) -> "Search":
        found = re.fullmatch(
            r"""SEARCH\('\{([\w,]+)\} MetricName="(\w+)" FunctionName="([^"]+)"(?: NOT (\w+)="([\w-]+)")?', """
            r"""'(\w+)'\)""",
            expression,
        )
        assert found, expression
        namespace, *dimensions = found[1].split(",")
        excluded = (found[4], found[5]) if found[4] else None
        return cls(namespace, tuple(dimensions), found[2], found[3], excluded, found[6])

    def finds(self, key: Series) -> bool:
        dimensions = dict(key.dimensions)
        return (
            (key.namespace, key.name, set(dimensions)) == (self.namespace, self.name, set(self.dimensions))
            and dimensions["FunctionName"] == self.function_name
            and (self.excluded is None or dimensions[self.excluded[0]] != self.excluded[1])
        )


def _found(search: Search, words: Mapping[str, Any], store: Store | None) -> Iterator[Query]:
    for index, key in enumerate(sorted(filter(search.finds, store.values if store else ()))):
        label = re.sub(r"\$\{PROP\('Dim\.(\w+)'\)\}", lambda m, d=dict(key.dimensions): d[m[1]], words["label"])  # type: ignore[misc]
        found = {**words, "id": f"{words['id']}_{index}", "label": label}
        yield Query(**found, series=key, statistic=search.statistic)


def _queries(entries: Iterable[Mapping[str, Any]]) -> Iterator[Query]:
    for entry in entries:
        if "Expression" in entry:
            yield Query(id=entry["Id"], expression=entry["Expression"])
        else:
            stat = entry["MetricStat"]
            yield _metric(entry["Id"], stat["Metric"], {"Period": stat["Period"], "Statistic": stat["Stat"]})


def _metric(id: str, metric: Mapping[str, Any], how: Mapping[str, Any]) -> Query:
    dimensions = {one["Name"]: one["Value"] for one in metric.get("Dimensions", [])}
    statistic = how.get("Statistic") or how["ExtendedStatistic"]
    key = series(metric["Namespace"], metric["MetricName"], dimensions)
    return Query(id=id, series=key, statistic=statistic, period=how["Period"] * 1000)
