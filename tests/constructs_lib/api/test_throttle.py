from typing import Any, cast

import pytest
from aws_cdk import CfnParameter, Stack
from aws_cdk.assertions import Match, Template

from constructs_lib import Access, Capacity, Throttle
from constructs_lib.api.throttle import check_shared_throttle, throttle_for, throttle_warnings
from tests.support.rest_apis import make
from tests.support.stacks import make_stack


def test_the_default_is_the_quota() -> None:
    assert throttle_for(None, None) == Throttle() == Throttle(rate=5, burst=8)
    assert list(throttle_warnings(Throttle(), None)) == []


@pytest.mark.parametrize("words", [{"rate": 6}, {"burst": 9}, {"rate": 50, "burst": 80}])
def test_more_than_the_quota_brings_a_warning(words: dict[str, Any]) -> None:
    throttle = Throttle(**words)
    [warning] = throttle_warnings(throttle, None)
    assert warning == (
        f"throttle: {throttle.rate}/s with burst {throttle.burst} is more than Amazon Connect's quota of 5/s with "
        "burst 8 for the whole account and Region; lower it, or give capacity=Capacity(starts_per_second=…, burst=…) "
        "when AWS raised the quota"
    )
    granted = Capacity(starts_per_second=throttle.rate, burst=throttle.burst)
    assert list(throttle_warnings(throttle, granted)) == []
    assert throttle_for(None, granted) == throttle
    assert throttle_for(Throttle(rate=1), granted) == Throttle(rate=1)


def test_figures_below_one_and_of_wrong_types() -> None:
    assert Throttle(rate=0, burst=-1).problems == [
        "throttle.rate: 0 is not allowed; give a number, 1 or more",
        "throttle.burst: -1 is not allowed; give a whole number, 1 or more",
    ]
    assert Throttle(rate="5", burst=1.5).problems == [  # type: ignore[arg-type]
        "throttle.rate: got str '5'; give a number, 1 or more",
        "throttle.burst: got float 1.5; give a whole number, 1 or more",
    ]


def test_a_parameter_of_the_stack() -> None:
    stack = make_stack()
    parameters = [CfnParameter(stack, name, type="Number") for name in ("Rate", "Burst")]
    rate, burst = (parameter.value_as_number for parameter in parameters)
    make(stack, access=Access.api_key(), throttle=Throttle(rate=rate, burst=cast(int, burst)))
    found = Template.from_stack(stack)
    limits = {"ThrottlingRateLimit": {"Ref": "Rate"}, "ThrottlingBurstLimit": {"Ref": "Burst"}}
    found.has_resource_properties("AWS::ApiGateway::Stage", {"MethodSettings": [Match.object_like(limits)]})
    limits = {"RateLimit": {"Ref": "Rate"}, "BurstLimit": {"Ref": "Burst"}}
    found.has_resource_properties("AWS::ApiGateway::UsagePlan", {"Throttle": limits})


def test_a_token_that_is_text() -> None:
    parameter = CfnParameter(Stack(), "Rate").value_as_string
    assert [problem.partition(" got str")[0] for problem in Throttle(rate=parameter, burst=parameter).problems] == [  # type: ignore[arg-type]
        "throttle.rate:",
        "throttle.burst:",
    ]


def test_what_two_ways_to_start_can_not_divide() -> None:
    rate = CfnParameter(Stack(), "Rate", type="Number").value_as_number
    assert list(check_shared_throttle(Throttle(rate=rate, burst=1), "chat")) == [
        "throttle.rate: is a token, which can't be divided between the root and path; give a number, or leave path out",
        "throttle.burst: 1 can't be divided between the root and path; give 2 or more, or leave path out",
    ]
    assert list(check_shared_throttle(Throttle(rate=rate, burst=1), None)) == []
