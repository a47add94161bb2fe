"""Which regular expressions a declaration may have: those that no text can keep busy."""

# ruff: noqa: E501, ISC004 - a message stays on one line

import random
import re
import subprocess
import sys
from typing import Any

import pytest

from constructs_lib import FromCaller, FromClaim
from constructs_lib.request.checks.pattern import MAX_LENGTH, check_pattern
from tests.support.requests import named, problems

CATASTROPHIC = [
    r"(a|a)*",
    r"(\d+-?)+",
    r"(\w+\s?)+",
    r"(a|aa)+",
    r"[^@\s]+@[^@\s]+\.[^@\s]+",
    r"(a+)+",
    r"(a*)*",
    r"(a|a?)+",
    r"(.*a){20}",
    r"(.*)*",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(x+x+)+y",
    r"a*a*",
    r"\d+\d+",
    r"(\w+)\1",
    r"(a?){30}a{30}",
    r"(a{1,64}){1,64}",
    r"([a-zA-Z]+)*",
    r"(([a-z0-9])+)*",
    r"\s*\s*x",
    r".*.*=.*",
    r"(?=.*a)x",
    r"(ab|a|b)+",
    r"(a+b?)+c",
    r"([^,]*,)*[^,]*,[^x]*",
    r"(\d+\.?\d*)+",
    r"([a-z]+[a-z0-9]*)+",
    r"(a|b|ab)*c",
    r"a+b*a+b*a+",
    r"(.+)+",
    r"(?:a|ab|b)*",
    r"(\S+\s*)+",
    r"(-?\w+-?)+",
    r"([A-Z][a-z]*)*[a-z]+",
    r"(a{1,8}){1,8}",
    r"(a|ab)(c|bcd)*(d*)(?:d|e)*",
    r"([\w.-]+)+@x",
    r"\w*\d*\w*",
    r"([0-9]+,?)*",
    r"(.*?,){11}P",
    r"(\d+)+\.(\d+)+",
    r"(?=(?:a|a){40}b)a{1,64}",
    r"(?!(\d{1,9}-?){1,40}x)[0-9]{1,64}",
    r"(?!(?:a?){30}a{30}x)a{1,64}",
    "[^\\x00-\u202f]+\\s+",  # both have U+205F
    "(?i)[j-l]+\u212a+",  # the sign of Kelvin is a k
    "(?i)\u017f+s+",
    r"(?a:\w+)\w+",
    "(?:[\u0660-\u0669]+\\d?)+",
]
ORDINARY = [
    r"[A-Z]{2}-\d{6}",
    r"[a-z]{2}(-[A-Z]{2})?",
    r"[A-Za-z0-9 _-]{1,64}",
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    r"\+?\d{1,3}[ -]?\d{1,4}[ -]?\d{1,4}",
    r"[^@\s]{1,64}@[^@\s.]{1,64}(\.[^@\s.]{1,63}){1,4}",
    r"[a-z-]{1,32}",
    r"\d+",
    r"(\d+-)*\d+",
    r"[A-Z][a-z]+( [A-Z][a-z]+)*",
    r"https://[a-z0-9.-]+/[a-z]*",
    r"\d{4}-\d{2}-\d{2}",
    r"(sales|support|billing)",
    r"(en|de|fr)(-[A-Z]{2})?",
    r"[^<>]*",
    r"\w+",
    r"#[0-9a-fA-F]{6}",
    r"(\d{1,3}\.){3}\d{1,3}",
    r"[A-Z]{3}\d{3}[A-Z]?",
    r"\d{5}(-\d{4})?",
    r"(?i)yes|no",
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    r"-?\d+(\.\d+)?",
    r"[a-z]+(_[a-z]+)*",
    r"v\d+\.\d+\.\d+",
    r"\d{2}:\d{2}(:\d{2})?",
    r"(true|false)",
    r"[a-z0-9]+(?:-[a-z0-9]+)*",
    r"\$\d+\.\d{2}",
    r"[\w.-]{1,64}@[\w-]{1,63}(\.[\w-]{2,63}){1,3}",
    r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}",
    r"(?=.{3,64}\Z)[a-z]+(\.[a-z]+)*",
    r"((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)",
    r"((25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\.){3}(25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)",
    "(?a)\\w+\u00e9+",
    "(?ai)k+\u212a+",
    r"\w+\W+\w+",
]
LOOK_BAD = [r"(?i)(A|a)+", r"(\w|\d)+"]
"""The engine's parser joins the alternatives to one class of characters."""
TEXTS = ["a", "b", "ab", "aab", "abb", "1", "a1", "a-", "1-", "a ", "a@", "a.", "A", "aA", "é", ",a", "-", "."]
NAME = "request.participant_details.display_name"
RUN = """
import re, sys
for pattern in sys.stdin.read().split("\\0"):
    for text in sys.argv[1:]:
        whole = (text * 1024)[:1023]
        for end in ("", "!", "\\n"):
            re.fullmatch(pattern, whole + end)
"""


@pytest.mark.parametrize("pattern", CATASTROPHIC)
def test_a_pattern_that_a_text_can_keep_busy_is_refused(pattern: str) -> None:
    assert check_pattern(pattern) is not None


@pytest.mark.parametrize("pattern", [*ORDINARY, *LOOK_BAD])
def test_an_ordinary_pattern_is_accepted(pattern: str) -> None:
    assert check_pattern(pattern) is None


def made_up(chance: random.Random, depth: int = 3) -> str:
    """A pattern of few characters, so that its parts overlap often."""
    kind = chance.randrange(7 if depth else 2)
    if kind < 2:
        return chance.choice(["a", "b", "[ab]", ".", r"\w", "[^a]", "1"])
    inside = made_up(chance, depth - 1)
    if kind < 4:
        return inside + made_up(chance, depth - 1)
    if kind == 4:
        return f"(?:{inside}|{made_up(chance, depth - 1)})"
    return f"(?:{inside}){chance.choice(['*', '+', '?', '{2}', '{1,3}', '{0,40}'])}"


def test_accepted_patterns_end_whatever_the_text() -> None:
    """An exponential pattern would need longer than the universe is old, a cubic one minutes."""
    chance = random.Random(7)
    accepted = {pattern for _ in range(800) if check_pattern(pattern := made_up(chance)) is None}
    assert len(accepted) > 200
    patterns = "\0".join([*sorted(accepted), *ORDINARY, *LOOK_BAD])
    subprocess.run([sys.executable, "-c", RUN, *TEXTS], input=patterns, text=True, check=True, timeout=300)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (
            FromCaller(pattern=r"(\d+-?)+"),
            r"FromCaller(pattern='(\\d+-?)+') can keep the function busy for ever, because a repeated group can match one "
            r"text in two ways; end each repetition with a character that the rest of it can't match, as in (\d+-)*\d+",
        ),
        (
            FromClaim("name", pattern=r"\w+\w+"),
            r"FromClaim(pattern='\\w+\\w+') can keep the function busy for ever, because two repeats that follow each other "
            r"can match the same characters; exclude from the first what begins the second, as in [^@.]+\.[^@]+, or bound "
            "both with {m,n}",
        ),
        (
            FromCaller(pattern=r"(a)\1"),
            r"FromCaller(pattern='(a)\\1') can keep the function busy for ever, because it refers back to a group; write "
            "out what the group may be",
        ),
        (
            FromCaller(pattern="(a*)*"),
            "FromCaller(pattern='(a*)*') can keep the function busy for ever, because a repeated group can match nothing; "
            "repeat the group, or what is in it, but not both",
        ),
    ],
)
def test_the_reason_and_a_rewrite(source: FromCaller | FromClaim, problem: str) -> None:
    assert problems(**named(source)) == [f"{NAME}: {problem}"]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("a{99999999999}", "it is too long, too deep or counts too far"),
        ("(" * 450 + "a" + ")" * 450, None),
        ("(" * 10_000 + "a" + ")" * 10_000, "it is too long, too deep or counts too far"),
        ("a" * 100_000, "it is too long, too deep or counts too far"),
        ("a{4000000000}", "its repeats multiply"),
        (b"[a-z]{3}", "is not a valid regular expression (it is bytes, not text)"),
        (7, "is not a valid regular expression (it is int, not text)"),
    ],
    ids=["count", "deep", "deeper", "long", "places", "bytes", "number"],
)
def test_any_pattern_is_judged(pattern: Any, reason: str | None) -> None:
    found = problems(**named(FromCaller(pattern=pattern)))
    assert len(found) == (0 if reason is None else 1)
    assert all(str(reason) in problem and len(problem) < 500 for problem in found)


def test_many_patterns_are_judged_at_once() -> None:
    """Counted in steps of the interpreter, because time depends on the machine."""
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        for pattern in ORDINARY[:20]:
            check_pattern(pattern)
    finally:
        sys.setprofile(before)
    assert steps < 200_000


def test_a_pattern_without_a_bound_needs_a_length() -> None:
    def topic(**words: int) -> list[str]:
        return problems(attributes={"topic": FromCaller(pattern="[a-z]+", **words)})  # type: ignore[arg-type]

    unbounded = "request.attributes['topic']: FromCaller(pattern='[a-z]+') has no bound of its own; add max_length, 1,024 at most"
    assert topic() == topic(max_length=MAX_LENGTH + 1) == [unbounded]
    assert topic(max_length=MAX_LENGTH) == []
    assert problems(attributes={"topic": FromCaller(pattern="[a-z]{1,1024}")}) == []
    assert problems(**named(FromCaller(pattern="[a-z]+"))) == []  # the API allows a name 256 characters


def test_every_pattern_of_the_lists_is_one() -> None:
    for pattern in (*CATASTROPHIC, *ORDINARY, *LOOK_BAD):
        re.compile(pattern)
