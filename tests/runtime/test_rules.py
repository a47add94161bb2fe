"""Rules across members, and what stock clients send beside the API's members."""

from typing import Any

import pytest
from start_chat_contact.client_aliases import with_api_names
from start_chat_contact.errors import FieldNotAllowed, InvalidRequest, Problem
from start_chat_contact.resolve import Resolver
from start_chat_contact.rules import check_rules

from tests.support.endpoints import plan_of
from tests.support.profiles import PROFILES

JANE = {"ParticipantDetails": {"DisplayName": "Jane"}}


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (
            {"Attributes": {"a": "é" * 16_384}},
            Problem("/Attributes", "must have at most 32768 bytes of names and values"),
        ),
        (
            {"SupportedMessagingContentTypes": ["text/markdown"]},
            Problem("/SupportedMessagingContentTypes", "must include text/plain"),
        ),
        (
            {"PersistentChat": {}, "RelatedContactId": "x"},
            Problem("/RelatedContactId", "can't be sent together with PersistentChat"),
        ),
        (
            {"SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:Guide"}}},
            Problem("/SupportedMessagingContentTypes", "must include both interactive types for a guide"),
        ),
    ],
)
def test_rules_across_members(request_: dict[str, Any], problem: Problem) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_rules(request_)
    assert refused.value.problems == (problem,)


def test_stock_names() -> None:
    assert with_api_names({"Username": "jane77", "customerName": "Jane"}) == JANE
    assert with_api_names({"customerName": "Joe", **JANE}) == JANE
    assert with_api_names({"ConnectInstanceId": "i", "InstanceId": ""}) == {"InstanceId": "i"}
    assert with_api_names({"ConnectInstanceId": "", "InstanceId": "i"}) == {"InstanceId": "i"}
    with pytest.raises(FieldNotAllowed) as refused:
        with_api_names({"ConnectInstanceId": "i", "InstanceId": "j"})
    assert refused.value.problems == (Problem("/ConnectInstanceId", "differs from InstanceId"),)


@pytest.mark.parametrize("details", [0, "", [], False])
def test_a_stock_name_does_not_excuse_broken_details(details: Any) -> None:
    body = {"ParticipantDetails": details, "customerName": "Jane"}
    with pytest.raises(InvalidRequest) as refused:
        Resolver(plan_of(*PROFILES["anon"])).resolve(with_api_names(body), {})
    assert refused.value.problems == (Problem("/ParticipantDetails", "must be an object"),)
