"""Endpoints for reviewers' rules: the smallest, the largest, each kind of access, each construct, each option."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from aws_cdk import aws_ssm as ssm

from constructs_lib import (
    Access,
    Cors,
    Firewall,
    FromClaim,
    Release,
    SignedContactId,
    StartChatContactFunction,
    StartChatContactHttpApi,
    StartChatContactMonitoring,
    StartChatContactRestApi,
)
from tests.support.accesses import HTTP_KINDS, KINDS, SECRET_ARN
from tests.support.presets import LARGEST, SMALLEST
from tests.support.requests import make_request
from tests.support.stacks import make_stack

Make = Callable[[Stack], Any]
_WAIVED = Access.anonymous(without_waf="a test")
_CERTIFICATE = "arn:aws:acm:us-east-1:444455556666:certificate/11111111-1111-1111-1111-111111111111"


def _vpc(stack: Stack) -> ec2.IVpc:
    return ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-11111111",
        availability_zones=["us-east-1a", "us-east-1b"],
        private_subnet_ids=["subnet-11111111", "subnet-22222222"],
    )


def _hardened(stack: Stack) -> StartChatContactRestApi:
    """All that an option of ours answers."""
    return StartChatContactRestApi(
        stack,
        "Chat",
        request=make_request(),
        access=Access.iam(),
        firewall=Firewall(bot_control=True),
        encryption_key=kms.Key(stack, "Key", enable_key_rotation=True),
        vpc=_vpc(stack),
        tracing=lambda_.Tracing.ACTIVE,
        reserved_concurrent_executions=20,
    )


def _released(stack: Stack) -> None:
    release = Release(deployment_config=codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES)
    StartChatContactHttpApi(stack, "Chat", request=make_request(), access=_WAIVED, release=release)


def _every_part(stack: Stack) -> None:
    """Whatever can be added, at its own defaults."""
    chat = StartChatContactRestApi(
        stack,
        "Chat",
        request=make_request(related_contact_id=SignedContactId()),
        access=Access.anonymous(),
        cors=Cors(allow_origins=["https://www.example.com"]),
        firewall=Firewall(human_check="captcha", token_domains=["www.example.com"], bot_control=True),
        path="chats",
        switch=ssm.StringParameter(stack, "Switch", string_value="open"),
        origin_secret=secretsmanager.Secret(stack, "Origin"),
        release=Release(deployment_config=codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES),
        vpc=_vpc(stack),
        tracing=lambda_.Tracing.ACTIVE,
    )
    StartChatContactMonitoring(stack, "Monitoring", endpoint=chat, save_queries=True)


def _watched(stack: Stack, alarm_actions: bool) -> None:
    chat = StartChatContactRestApi(stack, "Chat", **SMALLEST)
    topic = sns.Topic.from_topic_arn(stack, "Topic", "arn:aws:sns:us-east-1:444455556666:operators")
    found = [actions.SnsAction(topic)] if alarm_actions else []
    StartChatContactMonitoring(stack, "Monitoring", endpoint=chat, alarm_actions=found)


def _with_a_domain(stack: Stack) -> None:
    certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", _CERTIFICATE)
    StartChatContactRestApi(
        stack,
        "Chat",
        **SMALLEST,
        domain_name=apigateway.DomainNameOptions(domain_name="chat.example.com", certificate=certificate),
        disable_execute_api_endpoint=True,
    )


def _with_a_domain_http(stack: Stack) -> None:
    certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", _CERTIFICATE)
    domain = apigatewayv2.DomainName(stack, "Domain", domain_name="chat.example.com", certificate=certificate)
    StartChatContactHttpApi(
        stack,
        "Chat",
        request=make_request(),
        access=Access.iam(),
        default_domain_mapping=apigatewayv2.DomainMappingOptions(domain_name=domain),
        disable_execute_api_endpoint=True,
    )


def _private(stack: Stack) -> None:
    endpoint = ec2.InterfaceVpcEndpoint.from_interface_vpc_endpoint_attributes(
        stack, "Endpoint", port=443, vpc_endpoint_id="vpce-11111111"
    )
    statement = iam.PolicyStatement(
        principals=[iam.AnyPrincipal()],
        actions=["execute-api:Invoke"],
        resources=["execute-api:/*"],
        conditions={"StringEquals": {"aws:SourceVpce": endpoint.vpc_endpoint_id}},
    )
    StartChatContactRestApi(
        stack,
        "Chat",
        request=make_request(),
        access=Access.iam(),
        policy=iam.PolicyDocument(statements=[statement]),
        endpoint_configuration=apigateway.EndpointConfiguration(
            types=[apigateway.EndpointType.PRIVATE], vpc_endpoints=[endpoint]
        ),
    )


def _switched(stack: Stack) -> None:
    """What it reads is there already: a switch, and a proxy's secret."""
    StartChatContactRestApi(
        stack,
        "Chat",
        request=make_request(),
        access=_WAIVED,
        switch=ssm.StringParameter.from_string_parameter_attributes(
            stack, "Switch", parameter_name="/chat/switch", force_dynamic_reference=True
        ),
        origin_secret=secretsmanager.Secret.from_secret_complete_arn(stack, "Origin", SECRET_ARN),
    )


def _on_other_apis(stack: Stack) -> None:
    handler = StartChatContactFunction(stack, "Chat", request=make_request(), access=Access.iam())
    rest = apigateway.RestApi.from_rest_api_attributes(stack, "Rest", rest_api_id="abc", root_resource_id="def")
    handler.add_to_rest_api(rest.root.add_resource("chats"))
    handler.add_to_http_api(apigatewayv2.HttpApi.from_http_api_attributes(stack, "Http", http_api_id="ghi"), "/chats")


def _behind(construct: type[Any], access: Callable[[Stack], Access]) -> Make:
    request = make_request(customer_id=FromClaim("sub"))
    return lambda stack: construct(stack, "Chat", request=request, access=access(stack))


MATRIX: dict[str, Make] = {
    "smallest": lambda stack: StartChatContactRestApi(stack, "Chat", **SMALLEST),
    "largest": lambda stack: StartChatContactRestApi(stack, "Chat", **LARGEST),
    "every part": _every_part,
    "hardened": _hardened,
    "without a firewall": lambda stack: StartChatContactRestApi(stack, "Chat", request=make_request(), access=_WAIVED),
    "function alone": lambda stack: StartChatContactFunction(stack, "Chat", request=make_request(), access=_WAIVED),
    "HTTP API, anonymous": lambda stack: StartChatContactHttpApi(stack, "Chat", request=make_request(), access=_WAIVED),
    "REST API, api_key": lambda stack: StartChatContactRestApi(
        stack, "Chat", request=make_request(), access=Access.api_key()
    ),
    "signed contact ids": lambda stack: StartChatContactRestApi(
        stack, "Chat", request=make_request(related_contact_id=SignedContactId()), access=Access.iam()
    ),
    "human check": lambda stack: StartChatContactRestApi(
        stack, "Chat", **SMALLEST, firewall=Firewall(human_check="challenge", token_domains=["www.example.com"])
    ),
    "REST API, domain": _with_a_domain,
    "HTTP API, domain": _with_a_domain_http,
    "REST API, private": _private,
    "switch, origin secret": _switched,
    "APIs of others": _on_other_apis,
    "released by canary": _released,
    "watched": lambda stack: _watched(stack, alarm_actions=False),
    "watched, with actions": lambda stack: _watched(stack, alarm_actions=True),
    **{f"REST API, {kind}": _behind(StartChatContactRestApi, access) for kind, access in KINDS.items()},
    **{f"HTTP API, {kind}": _behind(StartChatContactHttpApi, access) for kind, access in HTTP_KINDS.items()},
}


def stacks() -> Iterator[tuple[str, Stack]]:
    """Yield each endpoint's stack, by its name."""
    for name, make in MATRIX.items():
        stack = make_stack(region="us-east-1")
        make(stack)
        yield name, stack
