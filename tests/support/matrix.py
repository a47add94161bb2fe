"""Endpoints for reviewers' rules: the smallest, the largest, each kind of access, each construct, each option."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns

from constructs_lib import (
    Access,
    Firewall,
    FromClaim,
    Release,
    SignedContactId,
    StartChatContactFunction,
    StartChatContactHttpApi,
    StartChatContactMonitoring,
    StartChatContactRestApi,
)
from tests.support.accesses import HTTP_KINDS, KINDS
from tests.support.presets import LARGEST, SMALLEST
from tests.support.requests import make_request
from tests.support.stacks import make_stack

Make = Callable[[Stack], Any]
_WAIVED = Access.anonymous(without_waf="a test")


def _hardened(stack: Stack) -> StartChatContactRestApi:
    """All that an option of ours answers."""
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-11111111",
        availability_zones=["us-east-1a", "us-east-1b"],
        private_subnet_ids=["subnet-11111111", "subnet-22222222"],
    )
    return StartChatContactRestApi(
        stack,
        "Chat",
        request=make_request(),
        access=Access.iam(),
        firewall=Firewall(bot_control=True),
        encryption_key=kms.Key(stack, "Key", enable_key_rotation=True),
        vpc=vpc,
        tracing=lambda_.Tracing.ACTIVE,
        reserved_concurrent_executions=20,
    )


def _released(stack: Stack) -> None:
    release = Release(deployment_config=codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES)
    StartChatContactHttpApi(stack, "Chat", request=make_request(), access=_WAIVED, release=release)


def _watched(stack: Stack, alarm_actions: bool) -> None:
    chat = StartChatContactRestApi(stack, "Chat", **SMALLEST)
    topic = sns.Topic.from_topic_arn(stack, "Topic", "arn:aws:sns:us-east-1:444455556666:operators")
    found = [actions.SnsAction(topic)] if alarm_actions else []
    StartChatContactMonitoring(stack, "Monitoring", endpoint=chat, alarm_actions=found)


def _behind(construct: type[Any], access: Callable[[Stack], Access]) -> Make:
    request = make_request(customer_id=FromClaim("sub"))
    return lambda stack: construct(stack, "Chat", request=request, access=access(stack))


MATRIX: dict[str, Make] = {
    "smallest": lambda stack: StartChatContactRestApi(stack, "Chat", **SMALLEST),
    "largest": lambda stack: StartChatContactRestApi(stack, "Chat", **LARGEST),
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
