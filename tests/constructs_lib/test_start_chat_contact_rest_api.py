import json
from typing import Any

import pytest
from aws_cdk import App, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk.assertions import Annotations, Match

from constructs_lib import Access, Cors, DeclarationError, FromCaller, StartChatContactRestApi, Throttle
from constructs_lib.rendering.schema import body_schema
from tests.support.requests import make_request
from tests.support.rest_apis import ACL, ORIGINS, make, method, template
from tests.support.stacks import flat, make_stack, only, resources, statements, template_of, warnings


@pytest.fixture(scope="module")
def minimal() -> dict[str, Any]:
    return template()


def test_what_is_made(minimal: dict[str, Any]) -> None:
    kinds = sorted({r["Type"] for r in minimal["Resources"].values()})
    assert kinds == [
        "AWS::ApiGateway::Deployment",
        "AWS::ApiGateway::GatewayResponse",
        "AWS::ApiGateway::Method",
        "AWS::ApiGateway::Model",
        "AWS::ApiGateway::RequestValidator",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Stage",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::Lambda::Function",
        "AWS::Lambda::Permission",
        "AWS::Logs::LogGroup",
        "AWS::WAFv2::LoggingConfiguration",
        "AWS::WAFv2::WebACL",
        "AWS::WAFv2::WebACLAssociation",
    ]
    assert len(minimal["Resources"]) <= 26  # a stack takes 500, and many endpoints should fit
    assert "Outputs" not in minimal
    assert only(minimal, "AWS::ApiGateway::RestApi")["EndpointConfiguration"] == {"Types": ["REGIONAL"]}


def test_post_at_the_root(minimal: dict[str, Any]) -> None:
    post = method(minimal, "POST")
    assert post["AuthorizationType"] == "NONE"
    assert post["ResourceId"]["Fn::GetAtt"][1] == "RootResourceId"
    assert (post["Integration"]["Type"], post["Integration"]["TimeoutInMillis"]) == ("AWS_PROXY", 8000)
    model = only(minimal, "AWS::ApiGateway::Model")
    assert model["ContentType"] == "application/json"
    assert model["Schema"] == body_schema(make_request())
    assert list(post["RequestModels"]) == ["application/json"]
    validator = only(minimal, "AWS::ApiGateway::RequestValidator")
    assert (validator["ValidateRequestBody"], validator["ValidateRequestParameters"]) == (True, True)
    assert "Ref" in post["RequestValidatorId"]
    [permission] = resources(minimal, "AWS::Lambda::Permission")
    assert flat(permission["SourceArn"]) == "arn:<Partition>:execute-api:<Region>:<AccountId>:T0KEN/T0KEN/POST/"


def test_a_path_starts_chats_as_well_as_the_root() -> None:
    stack, chat = make(path="v1/chats", cors=Cors(allow_origins=ORIGINS[:1]))
    found = template_of(stack)
    posts = [m for m in resources(found, "AWS::ApiGateway::Method") if m["HttpMethod"] == "POST"]
    assert len(posts) == 2
    assert _without_resource(posts[0]) == _without_resource(posts[1])
    assert [r["PathPart"] for r in resources(found, "AWS::ApiGateway::Resource")] == ["v1", "chats"]
    assert flat(stack.resolve(chat.url)).endswith("/v1/chats")
    assert len(resources(found, "AWS::ApiGateway::Model")) == 1
    permissions = [flat(p["SourceArn"]) for p in resources(found, "AWS::Lambda::Permission")]
    assert sorted(arn.partition("/POST")[2] for arn in permissions) == ["/", "/v1/chats"]


def _without_resource(method: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in method.items() if name != "ResourceId"}


@pytest.mark.parametrize("path", ["/chat", "chat/", "a b", "{proxy+}", ""])
def test_a_path_that_is_none_is_an_error(path: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        make(path=path)
    allowed = "give names divided by slashes, such as 'v1/chats', none at either end"
    assert caught.value.problems == (f"path: {path!r} is not allowed; {allowed}",)


def test_the_stage(minimal: dict[str, Any]) -> None:
    stage = only(minimal, "AWS::ApiGateway::Stage")
    assert stage["StageName"] == "Prod"
    assert stage["TracingEnabled"] is False
    assert stage["MethodSettings"] == [
        {
            "HttpMethod": "*",
            "ResourcePath": "/*",
            "ThrottlingRateLimit": 5,
            "ThrottlingBurstLimit": 8,
            "CachingEnabled": False,
            "MetricsEnabled": True,
            "LoggingLevel": "ERROR",
            "DataTraceEnabled": False,
        }
    ]


def test_logs_hold_how_it_went_and_nothing_that_was_said(minimal: dict[str, Any]) -> None:
    line = json.loads(only(minimal, "AWS::ApiGateway::Stage")["AccessLogSetting"]["Format"])
    assert set(line.values()) == {
        "$context.requestId",
        "$context.requestTime",
        "$context.identity.sourceIp",
        "$context.httpMethod",
        "$context.status",
        "$context.responseLatency",
        "$context.integrationLatency",
        "$context.integrationStatus",
        "$context.integrationErrorMessage",
        "$context.error.responseType",
        "$context.wafResponseCode",
    }
    names = [flat(group.get("LogGroupName")) for group in resources(minimal, "AWS::Logs::LogGroup")]
    assert names == [None, None, "API-Gateway-Execution-Logs_T0KEN/Prod", "aws-waf-logs-T0KEN"]
    [stage] = [r for r in minimal["Resources"].values() if r["Type"] == "AWS::ApiGateway::Stage"]
    assert any("ExecutionLog" in name for name in stage["DependsOn"])


def test_nothing_of_the_account_is_changed(minimal: dict[str, Any]) -> None:
    assert resources(minimal, "AWS::ApiGateway::Account") == []
    changed = template(cloud_watch_role=True)
    assert len(resources(changed, "AWS::ApiGateway::Account")) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"access": Access.anonymous(without_waf="none needed"), "web_acl": ACL},
            "web_acl: given with Access.anonymous(without_waf=…), which says that there is none; drop one of them",
        ),
        ({"web_acl": "mine"}, "web_acl: 'mine' is not a valid ARN of a regional web ACL; give a CfnWebACL or arn:"),
        (
            {"integration_timeout": Duration.seconds(6)},
            "integration_timeout: 6 s leaves timeout=6 s no room to answer first; give 7 s or more, or a shorter",
        ),
        (
            {"integration_timeout": Duration.seconds(31)},
            "integration_timeout: 31 s is longer than API Gateway waits; give 29 s or less",
        ),
        (
            {"request": make_request(client_token=None), "access": None},
            "access: got None; say Access.anonymous() to open the endpoint to everybody",
        ),
    ],
)
def test_what_does_not_fit(words: dict[str, Any], message: str) -> None:
    with pytest.raises(DeclarationError) as raised:
        make(**words)
    [problem] = raised.value.problems
    assert problem.startswith(message)


def test_every_setting() -> None:
    stack = make_stack()
    stack, chat = make(
        stack,
        throttle=Throttle(rate=20, burst=40),
        stage_name="v1",
        integration_timeout=Duration.seconds(20),
        timeout=Duration.seconds(15),
        deadline=Duration.seconds(12),
        attachments=True,
        reserved_display_names=["Concierge"],
        memory_size=512,
        runtime=lambda_.Runtime.PYTHON_3_13,
        architecture=lambda_.Architecture.X86_64,
        reserved_concurrent_executions=9,
        encryption_key=kms.Key(stack, "Key"),
        tracing=lambda_.Tracing.ACTIVE,
        log_retention=logs.RetentionDays.ONE_DAY,
        removal_policy=RemovalPolicy.DESTROY,
    )
    found = template_of(stack)
    stage = only(found, "AWS::ApiGateway::Stage")
    assert (stage["StageName"], stage["TracingEnabled"]) == ("v1", True)
    assert stage["MethodSettings"][0]["ThrottlingRateLimit"] == 20
    assert stage["MethodSettings"][0]["ThrottlingBurstLimit"] == 40
    assert method(found, "POST")["Integration"]["TimeoutInMillis"] == 20000
    function = only(found, "AWS::Lambda::Function")
    assert (function["MemorySize"], function["Timeout"], function["Runtime"]) == (512, 15, "python3.13")
    assert (function["Architectures"], function["ReservedConcurrentExecutions"]) == (["x86_64"], 9)
    plan = json.loads(flat(function["Environment"]["Variables"]["PLAN"]))
    assert (plan["attachments"], plan["reserved_names"], plan["limits"]["deadline"]) == (True, ["Concierge"], 12)
    groups = [r for r in found["Resources"].values() if r["Type"] == "AWS::Logs::LogGroup"]
    assert len(groups) == 4
    for group in groups:
        assert group["Properties"]["RetentionInDays"] == 1
        assert "KmsKeyId" in group["Properties"]
        assert group["DeletionPolicy"] == "Delete"
    assert sorted(text.partition(":")[0] for text in warnings(stack)) == [
        "request.chat_duration_in_minutes",
        "reserved_display_names",
        "throttle",
    ]
    assert chat.handler.function.timeout is not None


def test_two_in_one_stack() -> None:
    stack, first = make(cors=Cors(allow_origins=ORIGINS))
    second = StartChatContactRestApi(
        stack, "Second", request=make_request(), access=Access.api_key(), cors=Cors(allow_origins=ORIGINS)
    )
    found = template_of(stack)
    names = [api["Name"] for api in resources(found, "AWS::ApiGateway::RestApi")]
    assert len(set(names)) == 2  # metrics are kept by name
    assert first.url != second.url


def test_a_new_schema_is_deployed_anew() -> None:
    def deployment(**members: Any) -> str:
        found = template(request=make_request(**members))
        [name] = [n for n, r in found["Resources"].items() if r["Type"] == "AWS::ApiGateway::Deployment"]
        return str(name)

    assert deployment() == deployment()
    assert deployment() != deployment(chat_duration_in_minutes=FromCaller())
    assert deployment() == deployment(chat_duration_in_minutes=60)  # nothing that the gateway sees


def test_it_speaks_cdk() -> None:
    stack, chat = make(access=Access.iam())
    somebody = iam.Role(stack, "Somebody", assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"))
    chat.grant_invoke(somebody)
    [statement] = [s for s in statements(template_of(stack)) if s["Action"] == "execute-api:Invoke"]
    assert statement["Resource"] == "arn:<Partition>:execute-api:<Region>:<AccountId>:T0KEN/T0KEN/POST/"
    assert chat.metric("Count").metric_name == "Count"
    assert chat.metric_errors().metric_name == "Errors"
    assert chat.metric_errors().namespace == "AWS/Lambda"
    assert (chat.function, chat.role, chat.log_group) == (
        chat.handler.function,
        chat.handler.role,
        chat.handler.log_group,
    )
    assert chat.metric_client_error().metric_name == "4XXError"
    assert chat.metric_server_error().metric_name == "5XXError"
    assert flat(stack.resolve(chat.url)) == "https://T0KEN.execute-api.<Region>.<URLSuffix>/T0KEN/"


def test_another_folder_without_flags(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    here = template()
    monkeypatch.chdir(tmp_path)
    there = template()
    assert here == there
    assert resources(template_of(make(Stack(App(), "Test"))[0]), "AWS::ApiGateway::RestApi")


def test_an_account_without_a_logging_role_is_information() -> None:
    def information(**words: Any) -> list[str]:
        found = Annotations.from_stack(make(**words)[0]).find_info("*", Match.any_value())
        return [str(message.entry.data) for message in found]

    [text] = information()
    assert text.startswith("cloud_watch_role: the stage writes logs, so API Gateway needs a logging role")
    assert information(cloud_watch_role=True) == []
