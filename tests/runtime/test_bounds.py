"""Bounds of numbers and lists, as the plan states them."""

from typing import Any

import pytest
from start_chat_contact.bounds import OutOfBounds, check

MINUTES = {"type": "integer", "min": 60, "max": 10080}
TYPES = {"type": "list", "one_of": ["text/plain", "text/markdown"]}


def _refused(bounds: dict[str, Any], value: Any) -> str:
    with pytest.raises(OutOfBounds) as outside:
        check(bounds)(value)
    return str(outside.value)


@pytest.mark.parametrize("value", [60, 61, 10_080])
def test_a_number_within_its_bounds_is_sent(value: int) -> None:
    assert check(MINUTES)(value) == value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (59, "must be from 60 to 10080"),
        (10_081, "must be from 60 to 10080"),
        (10**400, "must be from 60 to 10080"),
        (True, "must be a whole number"),
        (60.0, "must be a whole number"),
        ("60", "must be a whole number"),
        ([60], "must be a whole number"),
    ],
)
def test_any_other_number_is_refused(value: Any, reason: str) -> None:
    assert _refused(MINUTES, value) == reason


def test_a_number_without_a_maximum_has_the_api_s_32_bits() -> None:
    bounds = {"type": "integer", "min": 0}
    assert check(bounds)(2**31 - 1) == 2**31 - 1
    assert _refused(bounds, -1) == _refused(bounds, 2**31) == "must be from 0 to 2147483647"


def test_entries_of_a_list_are_trimmed_and_keep_their_order() -> None:
    assert check(TYPES)([" text/markdown ", "text/plain"]) == ["text/markdown", "text/plain"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("text/plain", "must be a list of text"),
        (["text/plain", 1], "must be a list of text"),
        ({"0": "text/plain"}, "must be a list of text"),
        ([], "must have 1 to 100 entries"),
        (["text/plain"] * 101, "must have 1 to 100 entries"),
        (["text/plain", " text/plain"], "must not repeat an entry"),
        (["text/plain,text/html"], "is not one of the allowed values"),
        (["text/plain", "TEXT/PLAIN"], "is not one of the allowed values"),
    ],
)
def test_any_other_list_is_refused(value: Any, reason: str) -> None:
    assert _refused(TYPES, value) == reason


def test_a_choice_is_made_before_its_pattern_is_tried() -> None:
    bounds = {"pattern": "a+", "one_of": ["a" * 5, "b"]}
    assert check(bounds)("aaaaa") == "aaaaa"
    assert _refused(bounds, "c" * 100_000) == "is not one of the allowed values"  # whatever its form
    assert _refused(bounds, "b") == "does not have the form that is asked for"
