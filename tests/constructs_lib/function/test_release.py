"""An alias that APIs invoke, and what rolls a new version back. CodeDeploy and snapshots are not in the local AWS."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_lambda as lambda_

from constructs_lib import (
    Access,
    DeclarationError,
    Release,
    StartChatContactFunction,
    StartChatContactHttpApi,
    StartChatContactRestApi,
)
from tests.support.requests import OTHER_FLOW_ID, make_request
from tests.support.stacks import make_stack, only, resources, template_of, warnings

SNAP_START = lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS
CANARY = codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES
OPEN_TO_ALL = Access.anonymous(without_waf="a test")


def template(construct: Any = StartChatContactRestApi, **words: Any) -> dict[str, Any]:
    stack = make_stack()
    settings = {"request": make_request(), "access": OPEN_TO_ALL, "release": Release()}
    construct(stack, "Chat", **(settings | words))
    return template_of(stack)


def alias_id(found: dict[str, Any]) -> str:
    [name] = [name for name, one in found["Resources"].items() if one["Type"] == "AWS::Lambda::Alias"]
    return str(name)


@pytest.mark.parametrize(
    ("construct", "integration"),
    [
        (StartChatContactRestApi, "AWS::ApiGateway::Method"),
        (StartChatContactHttpApi, "AWS::ApiGatewayV2::Integration"),
    ],
)
def test_the_api_invokes_the_alias(construct: Any, integration: str) -> None:
    found = template(construct)
    alias = {"Ref": alias_id(found)}
    assert only(found, "AWS::Lambda::Alias")["Name"] == "live"
    assert json.dumps(alias) in json.dumps(resources(found, integration))
    assert {json.dumps(one["FunctionName"]) for one in resources(found, "AWS::Lambda::Permission")} == {
        json.dumps(alias)
    }


def test_an_api_that_is_there_already_invokes_the_alias() -> None:
    stack = make_stack()
    chat = StartChatContactFunction(stack, "Chat", request=make_request(), access=OPEN_TO_ALL, release=Release())
    chat.add_to_rest_api(apigateway.RestApi(stack, "Api").root)
    found = template_of(stack)
    assert json.dumps({"Ref": alias_id(found)}) in json.dumps(only(found, "AWS::ApiGateway::Method"))


def test_without_a_release_there_is_no_version() -> None:
    found = template(release=None)
    assert {"AWS::Lambda::Alias", "AWS::Lambda::Version"}.isdisjoint(one["Type"] for one in found["Resources"].values())


def test_a_new_declaration_is_a_new_version() -> None:
    def version(found: dict[str, Any]) -> str:
        [name] = [name for name, one in found["Resources"].items() if one["Type"] == "AWS::Lambda::Version"]
        return str(name)

    assert version(template()) == version(template())
    assert version(template()) != version(template(request=make_request(contact_flow_id=OTHER_FLOW_ID)))


def test_environments_that_are_kept_ready() -> None:
    found = template(release=Release(provisioned_concurrent_executions=2))
    assert only(found, "AWS::Lambda::Alias")["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": 2}


def test_snapshots_of_published_versions() -> None:
    stack = make_stack()
    StartChatContactRestApi(
        stack, "Chat", request=make_request(), access=OPEN_TO_ALL, release=Release(snap_start=SNAP_START)
    )
    assert only(template_of(stack), "AWS::Lambda::Function")["SnapStart"] == {"ApplyOn": "PublishedVersions"}
    assert [text for text in warnings(stack) if "SnapStart" in text] == []


def test_a_canary_is_rolled_back_by_crashes_and_by_a_wrong_set_up() -> None:
    found = template(release=Release(deployment_config=CANARY))
    group = only(found, "AWS::CodeDeploy::DeploymentGroup")
    assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
    alarms = {name: one for name, one in found["Resources"].items() if one["Type"] == "AWS::CloudWatch::Alarm"}
    assert {one["Name"]["Ref"] for one in group["AlarmConfiguration"]["Alarms"]} == alarms.keys()
    crashes, faults = (one["Properties"] for one in alarms.values())
    assert (crashes["Namespace"], crashes["MetricName"], crashes["Statistic"]) == ("AWS/Lambda", "Errors", "Sum")
    assert {"Fn::Join"} <= next(one for one in crashes["Dimensions"] if one["Name"] == "Resource")["Value"].keys()
    counted = [one["MetricStat"]["Metric"] for one in faults["Metrics"] if "MetricStat" in one]
    outcomes = {d["Value"] for one in counted for d in one["Dimensions"] if d["Name"] == "Outcome"}
    assert outcomes == {"misconfigured", "internal"}
    assert {one["MetricName"] for one in counted} == {"Requests"}
    for one in (crashes, faults):
        assert (one["Threshold"], one["EvaluationPeriods"], one["TreatMissingData"]) == (1, 1, "notBreaching")
    policy = next(one for one in found["Resources"].values() if one["Type"] == "AWS::Lambda::Alias")["UpdatePolicy"]
    assert policy["CodeDeployLambdaAliasUpdate"].keys() == {"ApplicationName", "DeploymentGroupName"}


ALLOWED = "give letters, digits, hyphens and underscores, at most 128 and not digits alone"
CONFIG = "codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES"
PROVISIONED = "release.provisioned_concurrent_executions"


@pytest.mark.parametrize(
    ("words", "problems"),
    [
        ({"release": "live"}, ["release: got str 'live'; give Release(…)"]),
        (
            {"release": Release(alias_name="$LATEST")},
            [f"release.alias_name: '$LATEST' is not allowed; {ALLOWED}"],
        ),
        (
            {"release": Release(provisioned_concurrent_executions=0)},
            [f"{PROVISIONED}: 0 is not allowed; give a whole number, 1 or more"],
        ),
        (
            {"release": Release(provisioned_concurrent_executions=3), "reserved_concurrent_executions": 2},
            [f"{PROVISIONED}: 3 is more than reserved_concurrent_executions=2 allows; lower it"],
        ),
        (
            {"release": Release(snap_start=True)},  # type: ignore[arg-type]
            ["release.snap_start: got bool True; give lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS"],
        ),
        (
            {
                "release": Release(snap_start=SNAP_START, provisioned_concurrent_executions=1),
                "runtime": lambda_.Runtime.PYTHON_3_11,
            },
            [
                "release.snap_start: python3.11 has no SnapStart; give Python 3.12 or newer, or leave it out",
                "release.snap_start: can't be had with provisioned_concurrent_executions; leave one of them out",
            ],
        ),
        (
            {"release": Release(deployment_config="CANARY")},  # type: ignore[arg-type]
            [f"release.deployment_config: got str 'CANARY'; give {CONFIG} or another"],
        ),
    ],
)
def test_what_can_not_be_released(words: dict[str, Any], problems: list[str]) -> None:
    with pytest.raises(DeclarationError) as caught:
        template(**words)
    assert list(caught.value.problems) == problems
