"""Every problem of a declaration at once, and wrong types as problems like any other."""

# ruff: noqa: ISC004 - a message stays on one line

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_wafv2 as wafv2

from constructs_lib import (
    Access,
    ChatMessage,
    ChatStreamingConfiguration,
    Cors,
    DeclarationError,
    FromCaller,
    FromClaim,
    StartChatContactHttpApi,
    StartChatContactRestApi,
    Throttle,
    testing,
)
from tests.support.requests import FLOW_ID, make_request
from tests.support.stacks import make_stack, only, template_of

CLOUDFRONT_ACL = "arn:aws:wafv2:us-east-1:444455556666:global/webacl/mine/11111111-1111-1111-1111-111111111111"
SECONDS = "give Duration.seconds(…)"


def problems(api: Callable[..., Any] = StartChatContactRestApi, **props: Any) -> list[str]:
    words: dict[str, Any] = {"request": make_request(), "access": Access.anonymous()}
    with pytest.raises(DeclarationError) as raised:
        api(make_stack(), "Chat", **(words | props))
    return list(raised.value.problems)


def test_twelve_mistakes_are_one_error_of_twelve_lines() -> None:
    stack = make_stack()
    with pytest.raises(DeclarationError) as raised:
        StartChatContactRestApi(
            stack,
            "Chat",
            request=make_request(chat_duration_in_minutes=5, customer_id=FromClaim("sub"), instance_id="no/id"),
            access=Access.anonymous(without_waf=""),
            cors=Cors(allow_origins=["www.example.com"]),
            throttle=Throttle(rate=0),
            deadline=Duration.seconds(6),
            timeout=Duration.seconds(6),
            path="/chat/",
            web_acl=CLOUDFRONT_ACL,
            runtime=lambda_.Runtime.PYTHON_3_10,
            memory_size=64,
        )
    heading, *lines = str(raised.value).split("\n")
    assert heading == "12 problems:"
    assert [line.removeprefix("- ").partition(":")[0] for line in lines] == [
        "request.chat_duration_in_minutes",
        "request.instance_id",
        "access",
        "request.customer_id",
        "cors.allow_origins",
        "memory_size",
        "runtime",
        "timeout",
        "throttle.rate",
        "path",
        "web_acl",
        "web_acl",
    ]
    [chat] = stack.node.children
    assert chat.node.children == []


@pytest.mark.parametrize(
    ("props", "problem"),
    [
        ({"cors": ["https://a.example"]}, "cors: got list; give Cors(allow_origins=[…])"),
        ({"cors": "https://a.example"}, "cors: got str 'https://a.example'; give Cors(allow_origins=[…])"),
        ({"throttle": 5}, "throttle: got int 5; give Throttle(rate=…, burst=…)"),
        ({"throttle": Throttle(rate="5")}, "throttle.rate: got str '5'; give a number, 1 or more"),  # type: ignore[arg-type]
        ({"throttle": Throttle(burst=1.5)}, "throttle.burst: got float 1.5; give a whole number, 1 or more"),  # type: ignore[arg-type]
        ({"timeout": 10}, f"timeout: got int 10; {SECONDS}"),
        ({"deadline": 10}, f"deadline: got int 10; {SECONDS}"),
        ({"integration_timeout": 10}, f"integration_timeout: got int 10; {SECONDS}"),
        (
            {"role": "arn:aws:iam::444455556666:role/chat"},
            "role: got str 'arn:aws:iam::444455556666:role/chat'; give a role, such as iam.Role.from_role_arn(…)",
        ),
        (
            {"access": Access.cognito("us-east-1_abc")},  # type: ignore[arg-type]
            "access: Access.cognito(…): got str 'us-east-1_abc'; give a user pool, such as "
            "cognito.UserPool.from_user_pool_arn(…)",
        ),
        (
            {"access": Access.lambda_authorizer("arn:aws:lambda:…")},  # type: ignore[arg-type]
            "access: Access.lambda_authorizer(…): got str 'arn:aws:lambda:…'; give a function, such as "
            "lambda_.Function.from_function_arn(…)",
        ),
        (
            {"request": make_request(attributes=FromCaller())},
            "request.attributes: FromCaller is not allowed here; give a mapping from names to values",
        ),
        (
            {"web_acl": CLOUDFRONT_ACL},
            f"web_acl: '{CLOUDFRONT_ACL}' is not a valid ARN of a regional web ACL; give a CfnWebACL or "
            "arn:<partition>:wafv2:<region>:<account>:regional/webacl/<name>/<id>",
        ),
        ({"memory_size": 64}, "memory_size: 64 is not allowed; give a whole number from 128 to 10,240"),
        ({"memory_size": "256"}, "memory_size: got str '256'; give a whole number from 128 to 10,240"),
        (
            {"stage_name": "my stage"},
            "stage_name: got str 'my stage'; give 1 to 128 letters, digits, - and _",
        ),
        (
            {
                "request": make_request(
                    chat_streaming_configuration=ChatStreamingConfiguration(streaming_endpoint_arn="t")
                )
            },
            "request.chat_streaming_configuration.streaming_endpoint_arn: 't' is not a valid ARN of a standard SNS "
            "topic; give arn:<partition>:sns:<region>:<account>:<name>",
        ),
        (
            {"request": make_request(initial_message=ChatMessage(content_type="text/html", content="Hi"))},
            "request.initial_message.content_type: 'text/html' is not allowed; allowed: text/plain, text/markdown, "
            "application/json, application/vnd.amazonaws.connect.message.interactive.response",
        ),
        (
            {"reserved_concurrent_executions": -1},
            "reserved_concurrent_executions: -1 is not allowed; give a whole number, 0 or more",
        ),
        ({"tracing": "Active"}, "tracing: got str 'Active'; give lambda_.Tracing.ACTIVE"),
        ({"removal_policy": "destroy"}, "removal_policy: got str 'destroy'; give RemovalPolicy.DESTROY"),
        ({"log_retention": 7}, "log_retention: got int 7; give logs.RetentionDays.THREE_MONTHS"),
        ({"attachments": "yes"}, "attachments: got str 'yes'; give True or False"),
        ({"architecture": "arm64"}, "architecture: got str 'arm64'; give lambda_.Architecture.ARM_64 or X86_64"),
        ({"runtime": "python3.14"}, "runtime: got str 'python3.14'; give lambda_.Runtime.PYTHON_3_14"),
        (
            {"encryption_key": "alias/k"},
            "encryption_key: got str 'alias/k'; give a key, such as kms.Key.from_key_arn(…)",
        ),
        ({"vpc": "vpc-1"}, "vpc: got str 'vpc-1'; give a VPC, such as ec2.Vpc.from_lookup(…)"),
        ({"path": 7}, "path: 7 is not allowed; give names divided by slashes, such as 'v1/chats', none at either end"),
        ({"cloud_watch_role": "no"}, "cloud_watch_role: got str 'no'; give True or False"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value[:40],
)
def test_a_wrong_type_or_value_is_a_problem(props: dict[str, Any], problem: str) -> None:
    assert problems(**props) == [problem]


def test_every_problem_names_a_prop_once() -> None:
    found = problems(timeout=10, deadline=10, memory_size=1.5, role=7)
    assert len(found) == len(set(found)) == 4


def test_an_http_api_has_the_default_stage_besides() -> None:
    [problem] = problems(StartChatContactHttpApi, access=Access.iam(), stage_name="$latest")
    assert problem == "stage_name: got str '$latest'; give 1 to 128 letters, digits, - and _, or $default"
    StartChatContactHttpApi(make_stack(), "Chat", request=make_request(), access=Access.iam(), stage_name="$default")


def test_a_web_acl_of_the_stack() -> None:
    def acl(scope: str) -> Any:
        stack = make_stack()
        words: dict[str, Any] = {"default_action": {"allow": {}}, "scope": scope}
        visibility = {"cloudWatchMetricsEnabled": True, "metricName": "Mine", "sampledRequestsEnabled": False}
        web_acl = wafv2.CfnWebACL(stack, "Acl", visibility_config=visibility, **words)
        StartChatContactRestApi(stack, "Chat", request=make_request(), access=Access.anonymous(), web_acl=web_acl)
        return only(template_of(stack), "AWS::WAFv2::WebACLAssociation")["WebACLArn"]

    assert acl("REGIONAL") == {"Fn::GetAtt": ["Acl", "Arn"]}
    with pytest.raises(DeclarationError, match="web_acl: a CfnWebACL of scope CLOUDFRONT protects only CloudFront"):
        acl("CLOUDFRONT")


@pytest.mark.parametrize("api", [StartChatContactRestApi, StartChatContactHttpApi])
def test_a_grant_that_the_api_ignores_is_refused(api: Callable[..., Any]) -> None:
    stack = make_stack()
    chat = api(stack, "Chat", request=make_request(), access=Access.anonymous(without_waf="a test"))
    with pytest.raises(DeclarationError) as raised:
        chat.grant_invoke(iam.AccountRootPrincipal())
    assert str(raised.value) == (
        "grant_invoke: the API ignores IAM permissions under Access.anonymous(); leave the grant out, or choose "
        "Access.iam()"
    )


def test_problems_of_a_request_without_a_construct() -> None:
    assert testing.problems(make_request()) == []
    assert testing.problems(make_request(contact_flow_id=f"{FLOW_ID}!")) == [
        f"request.contact_flow_id: '{FLOW_ID}!' is not a valid id; allowed: letters, digits and hyphens"
    ]
