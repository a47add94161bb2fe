"""Which choice brings which of cdk-nag's AwsSolutions findings; docs/compliance.md explains them."""

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk.aws_secretsmanager import Secret
from cdk_nag import AwsSolutionsChecks

from constructs_lib import (
    Access,
    Cors,
    PersistentChat,
    SignedContactId,
    StartChatContactHttpApi,
    StartChatContactMonitoring,
    StartChatContactRestApi,
)
from tests.support.accesses import HTTP_KINDS, KINDS
from tests.support.requests import make_request
from tests.support.stacks import make_stack

NO_COGNITO = "AwsSolutions-COG4"  # access is by other means, or open on purpose
OPEN = "AwsSolutions-APIG4"  # anonymous is a choice; to the rule an API key is no authorization either
NO_FIREWALL = "AwsSolutions-APIG3"
ACCOUNT_ROLE = "AwsSolutions-IAM4"  # the managed policy of API Gateway's role for logs
WILDCARD = "AwsSolutions-IAM5"
WAIVED = Access.anonymous(without_waf="a firewall stands in front")
ACL = "arn:aws:wafv2:us-east-1:444455556666:regional/webacl/mine/11111111-1111-1111-1111-111111111111"


def findings(**words: Any) -> set[str]:
    stack = make_stack()
    settings: dict[str, Any] = {"request": make_request(), "cors": Cors(allow_origins=["https://a.example"])}
    if words["access"] == "signed jwt":
        words = words | {"access": Access.signed_jwt(Secret.from_secret_name_v2(stack, "Key", "key"))}
    StartChatContactRestApi(stack, "Chat", **(settings | words))
    report = AwsSolutionsChecks(stack).validate_scope(stack)
    return {violation.rule_name.partition("[")[0] for violation in report.violations}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"access": Access.anonymous()}, {NO_COGNITO, OPEN}),
        ({"access": WAIVED}, {NO_COGNITO, OPEN, NO_FIREWALL}),
        ({"access": Access.api_key()}, {NO_COGNITO, OPEN, NO_FIREWALL}),
        ({"access": Access.iam()}, {NO_COGNITO, NO_FIREWALL}),
        ({"access": "signed jwt"}, {NO_COGNITO, OPEN}),  # the function verifies callers; the API lets all through
        ({"access": Access.iam(), "web_acl": ACL}, {NO_COGNITO}),
        ({"access": Access.iam(), "web_acl": ACL, "cloud_watch_role": True}, {NO_COGNITO, ACCOUNT_ROLE}),
        ({"access": Access.iam(), "web_acl": ACL, "tracing": lambda_.Tracing.ACTIVE}, {NO_COGNITO, WILDCARD}),
        (
            {"access": Access.iam(), "web_acl": ACL, "request": make_request(related_contact_id="a")},
            {NO_COGNITO, WILDCARD},
        ),
    ],
    ids=[
        "anonymous",
        "waived",
        "api key",
        "iam",
        "signed jwt",
        "own firewall",
        "account role",
        "tracing",
        "contact ids",
    ],
)
def test_findings(words: dict[str, Any], expected: set[str]) -> None:
    assert findings(**words) == expected


def test_monitoring_adds_none() -> None:
    def found(watched: bool) -> int:
        stack = make_stack()
        chat = StartChatContactRestApi(stack, "Chat", request=make_request(), access=Access.anonymous())
        if watched:
            StartChatContactMonitoring(stack, "Monitoring", endpoint=chat, save_queries=True)
        return len(AwsSolutionsChecks(stack).validate_scope(stack).violations)

    assert found(True) == found(False)


def findings_behind(api: type[Any], access: Callable[[Stack], Access], **words: Any) -> set[str]:
    stack = make_stack()
    api(stack, "Chat", **({"request": make_request(), "access": access(stack)} | words))
    report = AwsSolutionsChecks(stack).validate_scope(stack)
    return {violation.rule_name.partition("[")[0].removeprefix("AwsSolutions-") for violation in report.violations}


def test_what_cdk_nag_finds_of_each_kind() -> None:
    rest = {kind: findings_behind(StartChatContactRestApi, access) for kind, access in KINDS.items()}
    assert rest == {
        "iam": {"APIG3", "COG4"},
        "cognito": {"APIG3"},
        "lambda_authorizer": {"APIG3", "COG4"},
        "signed_jwt": {"APIG4", "COG4"},  # the API itself asks for nothing
    }
    http = {kind: findings_behind(StartChatContactHttpApi, access) for kind, access in HTTP_KINDS.items()}
    assert http == {kind: {"APIG4"} if kind == "signed_jwt" else set() for kind in HTTP_KINDS}
    # The contacts of the instance, and a key that rotates when somebody says so.
    persistent = PersistentChat(rehydration_type="FROM_SEGMENT", source_contact_id=SignedContactId())
    request = make_request(persistent_chat=persistent)
    assert findings_behind(StartChatContactHttpApi, KINDS["iam"], request=request) == {"IAM5", "SMG4"}
