"""The three constructs share their keywords: names, types, defaults and documentation."""

import inspect
from dataclasses import fields
from typing import Any

import griffe
import pytest

from constructs_lib import StartChatContactFunction, StartChatContactHttpApi, StartChatContactRestApi
from constructs_lib.function.props import FunctionProps

SHARED = [field.name for field in fields(FunctionProps)]
APIS = (StartChatContactRestApi, StartChatContactHttpApi)


def keywords(construct: Any) -> dict[str, inspect.Parameter]:
    parameters = inspect.signature(construct.__init__).parameters.values()
    return {parameter.name: parameter for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY}


def documented(construct: Any) -> dict[str, str]:
    sections = griffe.parse_google(griffe.Docstring(inspect.getdoc(construct.__init__) or ""), warnings=False)
    return {
        argument.name: argument.description
        for section in sections
        if isinstance(section, griffe.DocstringSectionParameters)
        for argument in section.value
    }


def test_the_function_takes_what_is_shared() -> None:
    assert list(keywords(StartChatContactFunction)) == SHARED


@pytest.mark.parametrize("api", APIS)
def test_the_apis_take_it_too(api: Any) -> None:
    mine, shared = keywords(api), keywords(StartChatContactFunction)
    assert [name for name in mine if name in SHARED] == SHARED
    for name in SHARED:
        assert (mine[name].default, mine[name].annotation) == (shared[name].default, shared[name].annotation), name
        assert documented(api)[name] == documented(StartChatContactFunction)[name]


@pytest.mark.parametrize("construct", [StartChatContactFunction, *APIS])
def test_every_keyword_is_documented_with_its_default(construct: Any) -> None:
    texts = documented(construct)
    for name, parameter in keywords(construct).items():
        assert texts[name]
        assert ("Default: " in texts[name]) is (parameter.default is not parameter.empty), name
