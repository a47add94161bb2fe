"""Who gets through to a REST API: keys, signatures, pages of other origins, addresses."""

import json
from typing import Any

import pytest
from aws_cdk import Duration

from constructs_lib import Access, Cors, StartChatContactRestApi, Throttle
from tests.support.accesses import secret
from tests.support.requests import make_request
from tests.support.rest_apis import ACL, ORIGINS, make, method, template
from tests.support.stacks import flat, make_stack, only, resources, template_of


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
    statement = rate["Statement"]["RateBasedStatement"]
    assert (statement["AggregateKeyType"], statement["EvaluationWindowSec"], statement["Limit"]) == ("IP", 300, 100)
    counted = statement["ScopeDownStatement"]["NotStatement"]["Statement"]["ByteMatchStatement"]
    assert (counted["FieldToMatch"], counted["SearchString"], counted["PositionalConstraint"]) == (
        {"Method": {}},
        "OPTIONS",
        "EXACTLY",
    )
    assert known["Statement"]["ManagedRuleGroupStatement"] == {
        "Name": "AWSManagedRulesKnownBadInputsRuleSet",
        "VendorName": "AWS",
    }
    assert '"SampledRequestsEnabled": true' not in json.dumps(acl)  # samples hold headers
    arn = flat(only(minimal, "AWS::WAFv2::WebACLAssociation")["ResourceArn"])
    assert arn == "arn:<Partition>:apigateway:<Region>::/restapis/T0KEN/stages/T0KEN"


def test_an_address_over_its_limit_is_told_when_to_retry() -> None:
    found = template(access=Access.anonymous(), cors=Cors(allow_origins=["https://a.example"]))
    acl = only(found, "AWS::WAFv2::WebACL")
    response = acl["Rules"][0]["Action"]["Block"]["CustomResponse"]
    assert response["ResponseCode"] == 429
    headers = {header["Name"]: header["Value"] for header in response["ResponseHeaders"]}
    assert headers["Retry-After"] == "60"
    assert headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert headers["Cache-Control"] == "no-store"
    body = acl["CustomResponseBodies"][response["CustomResponseBodyKey"]]
    assert body["ContentType"] == "APPLICATION_JSON"
    assert json.loads(body["Content"])["data"]["Error"]["code"] == "throttled"


def test_tokens_that_the_function_verifies_need_the_firewall_too() -> None:
    def found(**words: str) -> str:
        stack = make_stack()
        access = Access.signed_jwt(secret(stack), **words)
        StartChatContactRestApi(stack, "Chat", request=make_request(), access=access)
        return json.dumps(template_of(stack))

    assert "AWS::WAFv2::WebACLAssociation" in found()
    assert "AWS::WAFv2" not in found(without_waf="CloudFront's firewall stands in front")


@pytest.mark.parametrize(("rate", "burst"), [(5, 8), (1, 2), (7.5, 9)])
def test_two_ways_to_start_share_the_throttle(rate: float, burst: int) -> None:
    found = template(path="v1/chats", throttle=Throttle(rate=rate, burst=burst))
    settings = {
        one["ResourcePath"] + one["HttpMethod"]: one for one in only(found, "AWS::ApiGateway::Stage")["MethodSettings"]
    }
    assert settings.keys() == {"/**", "/POST", "/~1v1~1chatsPOST"}
    posts = [settings["/POST"], settings["/~1v1~1chatsPOST"]]
    assert sum(one["ThrottlingRateLimit"] for one in posts) == rate
    assert sum(one["ThrottlingBurstLimit"] for one in posts) == burst
    for one in posts:  # what is set for a method replaces what is set for the stage
        assert one.keys() == settings["/**"].keys()
        assert (one["LoggingLevel"], one["DataTraceEnabled"], one["MetricsEnabled"]) == ("ERROR", False, True)


def test_a_firewall_of_the_deployer() -> None:
    for access in (Access.anonymous(), Access.iam()):
        found = template(access=access, web_acl=ACL)
        assert resources(found, "AWS::WAFv2::WebACL") == []
        assert only(found, "AWS::WAFv2::WebACLAssociation")["WebACLArn"] == ACL


def test_without_a_firewall() -> None:
    found = template(access=Access.anonymous(without_waf="CloudFront's firewall stands in front"))
    assert "WAFv2" not in json.dumps(found)


def test_each_key_has_a_throttle_of_its_own() -> None:
    plan = only(template(access=Access.api_key(), throttle=Throttle(rate=2, burst=3)), "AWS::ApiGateway::UsagePlan")
    assert plan["Throttle"] == {"RateLimit": 2, "BurstLimit": 3}
