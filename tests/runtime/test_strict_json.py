"""JSON that means one thing, and JSON that parsers read differently."""

import sys

import pytest
from start_chat_contact.errors import InvalidRequest, Problem
from start_chat_contact.strict_json import parse


def _problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InvalidRequest) as refused:
        parse(text)
    return refused.value.problems


def test_plain_json_is_parsed() -> None:
    assert parse('{"a": [1, 2.5, true, null, "\\ud83d\\ude00"]}') == {"a": [1, 2.5, True, None, "😀"]}


@pytest.mark.parametrize("text", ["", "{", "{}x", "{'a': 1}", "[1,]", "9" * 5000, "[" * 100_000, '"\x00"', "\ufeff{}"])
def test_text_that_is_not_json(text: str) -> None:
    assert _problems(text) == (Problem("", "is not valid JSON"),)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a": 1, "a": 1}', Problem("/a", "is given twice")),
        ('{"a": 1, "\\u0061": 2}', Problem("/a", "is given twice")),
        ('{"b": {"a": 1, "a": 2}}', Problem("/b/a", "is given twice")),
        ('{"a b": 1, "a b": 2}', Problem("", "is given twice")),  # a name that may be data is not repeated
        ('{"a": NaN}', Problem("/a", "is not a number that JSON knows")),
        ('{"a": [-Infinity]}', Problem("/a/0", "is not a number that JSON knows")),
        ('{"a": 1e999}', Problem("/a", "is not a number that JSON knows")),
        ('{"a": "\\ud800"}', Problem("/a", "is not valid Unicode")),
        ('{"\\udfff": 1}', Problem("", "has a member whose name is not valid Unicode")),
        ('{"a": ' * 8 + "[]" + "}" * 8, Problem("/a" * 8, "is nested more than 8 levels deep")),
    ],
)
def test_json_that_parsers_read_differently(text: str, problem: Problem) -> None:
    assert _problems(text) == (problem,)


def test_eight_levels_are_enough_for_every_member_and_allowed() -> None:
    assert parse('{"a": ' * 8 + "1" + "}" * 8)


def test_text_within_the_body_counts_its_own_place_and_depth() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse('{"a": ' * 7 + "[]" + "}" * 7, "/Attributes", depth=2)
    assert refused.value.problems == (Problem("/Attributes" + "/a" * 7, "is nested more than 8 levels deep"),)


def test_deep_nesting_does_not_need_the_stack() -> None:
    limit = sys.getrecursionlimit()
    assert _problems("[" * 900 + "]" * 900) == (Problem("/0" * 8, "is nested more than 8 levels deep"),)
    assert sys.getrecursionlimit() == limit
