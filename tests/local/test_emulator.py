"""The emulator's patches, proved on a deployed stack: as created, and again after each patched resource was updated."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from local.aws import LocalAws

APP = "tests/support/apps/gaps_app.py"
ORIGIN = "https://www.example.com"


@dataclass(frozen=True)
class Deployed:
    aws: LocalAws
    edition: int
    outputs: dict[str, str]

    def post(self, output: str, body: Any) -> httpx.Response:
        return httpx.post(self.aws.url(self.outputs[output]), json=body, timeout=60)

    def preflight(self, origin: str) -> httpx.Response:
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        return httpx.options(self.aws.url(self.outputs["HttpUrl"]), headers=headers)


# In this order: edition 2 updates in place what edition 1 created.
@pytest.fixture(scope="module", params=[1, 2], ids=["created", "updated"])
def deployed(local_aws: LocalAws, request: pytest.FixtureRequest) -> Deployed:
    outputs = local_aws.deploy(APP, "Gaps", {"edition": str(request.param)})
    return Deployed(local_aws, request.param, outputs)


@pytest.mark.parametrize("body", [{}, {"name": 7}, {"name": "longer than ten"}, []])
def test_a_bad_body_is_refused_at_the_gateway(deployed: Deployed, body: Any) -> None:
    before = len(deployed.aws.connect.calls())
    answer = deployed.post("RestUrl", body)
    assert answer.status_code in (400, 422), answer.text
    assert len(deployed.aws.connect.calls()) == before


@pytest.mark.parametrize("output", ["RestUrl", "HttpUrl"])
def test_connect_knows_whose_call_it_is_and_asks_that_role(deployed: Deployed, output: str) -> None:
    answer = deployed.post(output, {"name": "Ann"})
    call = deployed.aws.connect.calls()[-1]
    assert call["Role"] == deployed.outputs["RoleArn"]
    if deployed.edition == 1:
        assert answer.status_code == 200, answer.text
        assert answer.json() == {"contact": deployed.aws.connect.ledger()[-1]["ContactId"], "account": "000000000000"}
    else:  # its policy names another flow
        assert (answer.status_code, answer.json()["Code"]) == (403, "AccessDeniedException")


def test_a_preflight_of_an_http_api_is_answered_by_its_cors_configuration(deployed: Deployed) -> None:
    answer = deployed.preflight(ORIGIN)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-max-age"] == str(60 * deployed.edition)


def test_a_preflight_from_another_origin_is_refused(deployed: Deployed) -> None:
    answer = deployed.preflight("https://evil.example")
    assert "access-control-allow-origin" not in answer.headers


def test_reserved_concurrency_is_applied(deployed: Deployed) -> None:
    found = deployed.aws.boto3("lambda").get_function_concurrency(FunctionName=deployed.outputs["FunctionName"])
    assert found["ReservedConcurrentExecutions"] == 4 + deployed.edition


def test_an_alarm_of_an_expression_is_kept(deployed: Deployed) -> None:
    names = [deployed.outputs["AlarmName"]]
    [alarm] = deployed.aws.boto3("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
    assert (alarm["MetricName"], alarm["Statistic"], alarm["Threshold"]) == ("Errors", "Sum", deployed.edition)


def test_a_replaced_validator_leaves_none_behind(deployed: Deployed) -> None:
    found = deployed.aws.boto3("apigateway").get_request_validators(restApiId=deployed.outputs["RestApiId"])
    assert [item["validateRequestParameters"] for item in found["items"]] == [deployed.edition == 2]


def test_destroy_leaves_nothing(local_aws: LocalAws) -> None:
    outputs = local_aws.deploy(APP, "Destroyed", {"edition": "1"})
    local_aws.cdk.destroy(APP, "Destroyed", {"edition": "1"})
    functions = local_aws.boto3("lambda").list_functions()["Functions"]
    apis = local_aws.boto3("apigateway").get_rest_apis()["items"]
    roles = local_aws.boto3("iam").list_roles()["Roles"]
    assert outputs["FunctionName"] not in {item["FunctionName"] for item in functions}
    assert outputs["RestApiId"] not in {item["id"] for item in apis}
    assert outputs["RoleArn"] not in {item["Arn"] for item in roles}
