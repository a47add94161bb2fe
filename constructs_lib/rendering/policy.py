"""What the function may do: start the declared flows, read its keys and its switch, write its log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from aws_cdk import CfnResource, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs

from .references import References

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager
    from aws_cdk import aws_ssm as ssm

MOST_FLOWS = 300
"""IAM takes one inline policy of 60 flows and ten managed policies of 30 flows or so on one role."""
MOST_FLOWS_INLINE = 60
_FLOWS_OF_A_STATEMENT = 10
"""The CDK divides a role's statements among policies, but no statement."""


def check_flows(references: References) -> Iterator[str]:
    """Yield that a role's policies can't name all flows."""
    count = len(references.flow_arns)
    if count > MOST_FLOWS:
        yield (
            f"request.contact_flow_id: declares {count} flows, and the policies of one role can name {MOST_FLOWS}; "
            "declare fewer, or divide them among endpoints"
        )


def connect_statements(stack: Stack, references: References) -> Iterator[iam.PolicyStatement]:
    """Yield the statements for Amazon Connect: ``StartChatContact`` on exactly the declared flows.

    The API takes the contact that a chat continues or relates to as a second resource; it is allowed, for contacts of
    this instance, only where such a contact is declared.
    """
    arns = list(references.flow_arns)
    for index in range(0, len(arns), _FLOWS_OF_A_STATEMENT):
        some = arns[index : index + _FLOWS_OF_A_STATEMENT]
        yield iam.PolicyStatement(actions=["connect:StartChatContact"], resources=some)
    request = references.request
    if request.persistent_chat is not None or request.related_contact_id is not None:
        contacts = stack.format_arn(
            service="connect", resource="instance", resource_name=f"{references.instance_id}/contact/*"
        )
        yield iam.PolicyStatement(
            actions=["connect:StartChatContact"],
            resources=[contacts],
            conditions={"StringEquals": {"connect:InstanceId": references.instance_id}},
        )


def log_statements(log_group: logs.ILogGroup) -> Iterator[iam.PolicyStatement]:
    """Yield what the function needs to write its log."""
    actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
    yield iam.PolicyStatement(actions=actions, resources=[log_group.log_group_arn])


def secret_statements(secrets: Iterable[secretsmanager.ISecret]) -> Iterator[iam.PolicyStatement]:
    """Yield what the function needs to read the versions of secrets, and to decrypt them for that alone."""
    for secret in secrets:
        # A name or an ARN without its random end stands for whatever end it has.
        resource = secret.secret_full_arn or f"{secret.secret_arn}-??????"
        yield iam.PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=[resource])
        if secret.encryption_key is not None:
            service = f"secretsmanager.{Stack.of(secret).region}.amazonaws.com"
            yield iam.PolicyStatement(
                actions=["kms:Decrypt"],
                resources=[secret.encryption_key.key_arn],
                conditions={"StringEquals": {"kms:ViaService": service}},
            )


def switch_statements(switch: ssm.IStringParameter | None) -> Iterator[iam.PolicyStatement]:
    """Yield what the function needs to read its switch."""
    if switch is not None:
        yield iam.PolicyStatement(actions=["ssm:GetParameter"], resources=[switch.parameter_arn])


def key_statements(encryption_key: kms.IKey | None) -> Iterator[iam.PolicyStatement]:
    """Yield what the function needs to read its encrypted environment."""
    if encryption_key is not None:
        yield iam.PolicyStatement(actions=["kms:Decrypt"], resources=[encryption_key.key_arn])


def network_statements(vpc: ec2.IVpc | None) -> Iterator[iam.PolicyStatement]:
    """Yield what AWS Lambda needs to attach a function to a VPC: it names no interface beforehand."""
    if vpc is not None:
        yield iam.PolicyStatement(
            actions=[
                "ec2:AssignPrivateIpAddresses",
                "ec2:CreateNetworkInterface",
                "ec2:DeleteNetworkInterface",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSubnets",
                "ec2:UnassignPrivateIpAddresses",
            ],
            resources=["*"],
        )


def check_role(role: iam.IRole, references: References) -> Iterator[str]:
    """Yield that a role that has taken its statements keeps them in one policy that is too large for IAM."""
    count = len(references.flow_arns)
    if count > MOST_FLOWS_INLINE and not isinstance(role, iam.Role) and _can_be_changed(role):
        yield (
            f"role: is imported, so its permissions for {count} flows become one inline policy, which can name "
            f"{MOST_FLOWS_INLINE}; leave role out, or import it with mutable=False and attach required_statements"
        )


def _can_be_changed(role: iam.IRole) -> bool:
    return any(isinstance(child, CfnResource) for child in role.node.find_all())


def role_warnings(role: iam.IRole) -> list[str]:
    """Return what the deployer must do for a role that has taken its statements, if it can't be changed from here."""
    if _can_be_changed(role):
        return []
    text = (
        "role: is imported and can't be changed from this app, so its owner must add the permissions; they are in the "
        "construct's required_statements"
    )
    return [text]
