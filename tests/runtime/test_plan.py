"""The plan that a construct writes, as the function reads it."""

import json
from typing import Any

import pytest
from start_chat_contact.plan import Plan, parse

WORDS: dict[str, Any] = {
    "access": "anonymous",
    "deployment": "$stack",
    "allow_origins": [],
    "attachments": False,
    "limits": {"deadline": 8.0, "connect_timeout": 1.0, "read_timeout": 3.0, "attempts": 4},
    "request": {},
}


def read(variables: dict[str, str] | None = None, **words: Any) -> Plan:
    return parse(json.dumps(WORDS | words), variables or {})


def test_texts_of_the_deployment_are_put_in_place() -> None:
    plan = read(
        {"PLAN_1": 'Say "hi"\n', "PLAN_2": "$PLAN_1"},
        request={"Attributes": {"map": {"a": {"is": "$PLAN_1"}, "b": {"is": ["$PLAN_2", "$$PLAN_1", "c$", 1, None]}}}},
        allow_origins=["$PLAN_2"],
        reserved_names=["$$"],
    )
    assert plan.request["Attributes"]["map"] == {
        "a": {"is": 'Say "hi"\n'},
        "b": {"is": ["$PLAN_1", "$PLAN_1", "c$", 1, None]},
    }
    assert plan.allow_origins == ("$PLAN_1",)
    assert plan.reserved_names == ("$",)
    assert plan.deployment == "$stack"


def test_a_text_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="PLAN_1"):
        read(request={"InstanceId": {"is": "$PLAN_1"}})


def test_the_claim_that_tells_callers_apart() -> None:
    assert read().caller_claim == ""
    assert read(caller_claim="customerId").caller_claim == "customerId"
    assert read(caller_claim=["customer", "id"]).caller_claim == ("customer", "id")
