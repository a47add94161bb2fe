"""Who gets through to a REST API: keys, signatures, pages of other origins, addresses."""

import json
from typing import Any

import pytest
from aws_cdk import Duration

from constructs_lib import Access, Cors
from tests.support.rest_apis import ACL, ORIGINS, make, method, template
from tests.support.stacks import flat, only, resources, template_of


@pytest.fixture(scope="module")
def minimal() -> dict[str, Any]:
    return template()


def test_without_cors_there_is_no_preflight(minimal: dict[str, Any]) -> None:
    assert [m["HttpMethod"] for m in resources(minimal, "AWS::ApiGateway::Method")] == ["POST"]


@pytest.mark.parametrize(
    ("access", "headers"),
    [
        (Access.anonymous(), "Content-Type,Idempotency-Key"),
        (
            Access.iam(),
            "Content-Type,Idempotency-Key,Authorization,X-Amz-Date,X-Amz-Security-Token,X-Amz-Content-Sha256",
        ),
        (Access.api_key(), "Content-Type,Idempotency-Key,X-Api-Key"),
    ],
)
def test_preflight(access: Access, headers: str) -> None:
    found = template(access=access, cors=Cors(allow_origins=ORIGINS, max_age=Duration.minutes(5)))
    options = method(found, "OPTIONS")
    assert (options["AuthorizationType"], options["ApiKeyRequired"]) == ("NONE", False)
    [answer] = options["Integration"]["IntegrationResponses"]
    assert answer["StatusCode"] == "204"
    words = {name.removeprefix("method.response.header."): v for name, v in answer["ResponseParameters"].items()}
    assert words == {
        "Access-Control-Allow-Origin": "'https://a.example'",
        "Access-Control-Allow-Methods": "'POST'",
        "Access-Control-Allow-Headers": f"'{headers}'",
        "Access-Control-Max-Age": "'300'",
        "Vary": "'Origin'",
    }
    assert '$origin == "https://b.example"' in answer["ResponseTemplates"]["application/json"]


@pytest.mark.parametrize(
    ("access", "authorization", "key"),
    [(Access.anonymous(), "NONE", False), (Access.iam(), "AWS_IAM", False), (Access.api_key(), "NONE", True)],
)
def test_access(access: Access, authorization: str, key: bool) -> None:
    stack, chat = make(access=access)
    found = template_of(stack)
    post = method(found, "POST")
    assert post["AuthorizationType"] == authorization
    assert post.get("ApiKeyRequired", False) is key
    assert (
        len(resources(found, "AWS::ApiGateway::ApiKey")) == len(resources(found, "AWS::ApiGateway::UsagePlan")) == key
    )
    assert (chat.api_key is not None) is key
    assert (chat.web_acl is not None) is (access.kind == "anonymous")


def test_the_firewall(minimal: dict[str, Any]) -> None:
    acl = only(minimal, "AWS::WAFv2::WebACL")
    assert (acl["Scope"], acl["DefaultAction"]) == ("REGIONAL", {"Allow": {}})
    rate, known = acl["Rules"]
    assert rate["Statement"] == {
        "RateBasedStatement": {"AggregateKeyType": "IP", "EvaluationWindowSec": 300, "Limit": 100}
    }
    assert rate["Action"] == {"Block": {}}
    assert known["Statement"]["ManagedRuleGroupStatement"] == {
        "Name": "AWSManagedRulesKnownBadInputsRuleSet",
        "VendorName": "AWS",
    }
    assert '"SampledRequestsEnabled": true' not in json.dumps(acl)  # samples hold headers
    arn = flat(only(minimal, "AWS::WAFv2::WebACLAssociation")["ResourceArn"])
    assert arn == "arn:<Partition>:apigateway:<Region>::/restapis/T0KEN/stages/T0KEN"


def test_a_firewall_of_the_deployer() -> None:
    for access in (Access.anonymous(), Access.iam()):
        found = template(access=access, web_acl=ACL)
        assert resources(found, "AWS::WAFv2::WebACL") == []
        assert only(found, "AWS::WAFv2::WebACLAssociation")["WebACLArn"] == ACL


def test_without_a_firewall() -> None:
    found = template(access=Access.anonymous(without_waf="CloudFront's firewall stands in front"))
    assert "WAFv2" not in json.dumps(found)
