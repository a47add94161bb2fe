"""Log groups with a retention, a key and a removal policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import ArnFormat, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from . import defaults

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms


@dataclass(frozen=True, kw_only=True, slots=True)
class LogSettings:
    """How the logs of an endpoint are kept."""

    retention: logs.RetentionDays | None
    encryption_key: kms.IKey | None
    removal_policy: RemovalPolicy

    def log_group(self, scope: Construct, id: str, *, log_group_name: str | None = None) -> logs.LogGroup:
        """Return a new log group, and allow the log service to use the key for the account's log groups."""
        if self.encryption_key is not None:
            self.encryption_key.grant_encrypt_decrypt(_log_service(Stack.of(scope)))
        return logs.LogGroup(
            scope,
            id,
            log_group_name=log_group_name,
            retention=self.retention or logs.RetentionDays[defaults.LOG_RETENTION],
            encryption_key=self.encryption_key,
            removal_policy=self.removal_policy,
        )


def _log_service(stack: Stack) -> iam.PrincipalWithConditions:
    log_groups = stack.format_arn(
        service="logs", resource="log-group", resource_name="*", arn_format=ArnFormat.COLON_RESOURCE_NAME
    )
    return iam.PrincipalWithConditions(
        iam.ServicePrincipal(f"logs.{stack.region}.amazonaws.com"),
        {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
    )
