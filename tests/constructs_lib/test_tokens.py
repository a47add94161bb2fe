"""Tokens are recognised without ``aws_cdk``, by marks that only the real ones can confirm."""

from datetime import date
from pathlib import Path
from typing import Any

import jsii
import pytest
from aws_cdk import CfnParameter, Fn, IStableAnyProducer, Lazy, Stack, Token

from constructs_lib import FromCaller
from constructs_lib.tokens import is_unresolved
from tests.support.stacks import make_stack


@jsii.implements(IStableAnyProducer)
class _Producer:
    def produce(self) -> Any:
        return "x"


def tokens(stack: Stack) -> list[Any]:
    parameter = CfnParameter(stack, "Parameter", type="Number")
    return [
        parameter.value_as_string,
        parameter.value_as_number,
        CfnParameter(stack, "List", type="CommaDelimitedList").value_as_list,
        f"prefix-{parameter.value_as_string}",
        Fn.join("", ["a", parameter.value_as_string]),
        Fn.split(",", parameter.value_as_string),
        Fn.import_value("x"),
        stack.region,
        Token.as_number({"Ref": "X"}),
        Token.as_list({"Ref": "X"}),
        Token.as_any({"Ref": "X"}),
        Lazy.any(_Producer()),
        CfnParameter(stack, "Itself"),
    ]


def test_every_kind_of_token() -> None:
    for token in tokens(make_stack()):
        assert is_unresolved(token), token


@pytest.mark.parametrize(
    "value",
    [
        *("", "text", "${Tok", "$", 0, -1, 10**18, -1e200, True, [], ["a"], ["a", "b"], {}, {"a": 1}, None),
        *(object(), Path("x"), date(2026, 1, 1), b"x", FromCaller()),
    ],
)
def test_plain_values(value: Any) -> None:
    assert not is_unresolved(value)
