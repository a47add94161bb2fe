"""The saved queries ask for fields that the logs have."""

import io
import json
import re
from typing import Any

import pytest
from start_chat_contact import log

from constructs_lib.api.access_log import http_access_log_format
from constructs_lib.monitoring.queries import ACCESS_QUERIES, FIREWALL_QUERIES, FUNCTION_QUERIES, query_text
from tests.support.monitored import watch
from tests.support.stacks import TOKEN, flat, make_stack, resources, template_of

_WORDS = {
    *("and", "as", "asc", "bin", "by", "count", "desc", "fields", "filter", "ispresent", "like", "limit", "max", "or"),
    *("sort", "stats", "sum"),
}


def fields_of(query: str) -> set[str]:
    """The fields that a query reads: neither literals nor names that it gives itself."""
    text = re.sub(r"\"[^\"]*\"|/[^/]*/|\b\d+m\b", " ", query_text(query))
    made = set(re.findall(r"\bas (\w+)", text))
    pipes = re.sub(r"\bfields\b(?=\s+[@\w])", " ", text)
    return set(re.findall(r"(?<![\w.])@?[A-Za-z]\w*", pipes)) - made - _WORDS


def logged() -> set[str]:
    stream = io.StringIO()
    names = ("request_id", "lambda_request_id", "contact_id", "access", "connect_error", "exception")
    full: dict[str, Any] = dict.fromkeys(names, "x")
    log.write(log.Entry(**full, attempts=1, latency_ms=1, fields=("A",), switch_error="InvalidSwitch"), stream)
    return set(json.loads(stream.getvalue()))


@pytest.mark.parametrize("title", FUNCTION_QUERIES)
def test_of_the_functions_log(title: str) -> None:
    read = fields_of(FUNCTION_QUERIES[title])
    read -= {"fields"} if "fields.0" in FUNCTION_QUERIES[title] else set()
    assert read
    assert read <= logged() | {"@timestamp", "@message", "@requestId"}


@pytest.mark.parametrize("title", ACCESS_QUERIES)
def test_of_the_access_log(title: str) -> None:
    read = fields_of(ACCESS_QUERIES[title])
    assert read
    assert read <= set(json.loads(http_access_log_format()))


def test_they_are_saved_when_asked_for() -> None:
    stack = make_stack()
    watch(stack, "rest", "A", save_queries=True)
    watch(stack, "function", "B", save_queries=True)
    watch(stack, "rest", "C")
    saved = resources(template_of(stack), "AWS::Logs::QueryDefinition")
    names = {str(flat(one["Name"])) for one in saved}
    assert len(names) == len(saved) == 2 * len(FUNCTION_QUERIES) + len(ACCESS_QUERIES) + 1
    assert {name.rpartition("/")[2] for name in names} == {*FUNCTION_QUERIES, *ACCESS_QUERIES, *FIREWALL_QUERIES}
    [why] = [one for one in saved if str(one["Name"]).endswith("Why misconfigured") and "-A-" in one["Name"]]
    assert [flat(name) for name in why["LogGroupNames"]] == [TOKEN]
    assert why["QueryString"].startswith('filter Outcome = "misconfigured"\n| stats')
