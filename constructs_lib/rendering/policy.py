"""What the function may do: start the declared flows, read its keys, and write its log."""

from collections.abc import Iterator

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager

from .references import References


def statements(stack: Stack, references: References) -> Iterator[iam.PolicyStatement]:
    """Yield the statements for Amazon Connect: ``StartChatContact`` on exactly the declared flows.

    The API takes the contact that a chat continues or relates to as a second resource; it is allowed, for contacts of
    this instance, only where such a contact is declared.
    """
    yield iam.PolicyStatement(actions=["connect:StartChatContact"], resources=list(references.flow_arns))
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


def secret_statement(secret: secretsmanager.ISecret) -> iam.PolicyStatement:
    """Return what the function needs to read the versions of a secret, and nothing else about it."""
    # A name or an ARN without its random end stands for whatever end it has.
    resource = secret.secret_full_arn or f"{secret.secret_arn}-??????"
    return iam.PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=[resource])


def network_statement() -> iam.PolicyStatement:
    """Return what AWS Lambda needs to attach a function to a VPC: it names no interface beforehand."""
    return iam.PolicyStatement(
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
