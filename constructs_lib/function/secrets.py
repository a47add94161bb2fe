"""The keys that the function reads from AWS Secrets Manager."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from constructs_lib.rendering import policy

_KEY_CHARACTERS = 64
"""Of 62 kinds each: far more than the 256 bits that the signatures can use."""


def contact_id_key(scope: Construct, id: str, encryption_key: kms.IKey | None) -> secretsmanager.Secret:
    """Return a new secret with a random key, which no template and no person has seen."""
    return secretsmanager.Secret(
        scope,
        id,
        description="Signs the contact ids that the chat endpoint hands out",
        encryption_key=encryption_key,
        generate_secret_string=secretsmanager.SecretStringGenerator(
            password_length=_KEY_CHARACTERS, exclude_punctuation=True
        ),
    )


def allow_reading(role: iam.IRole, secret: secretsmanager.ISecret | None) -> None:
    """Allow a role to read the versions of a secret, and to decrypt them with the key of this secret alone."""
    if secret is None:
        return
    role.add_to_principal_policy(policy.secret_statement(secret))
    if secret.encryption_key is not None:
        # The grant of an imported key to a service's caller adds nothing to the caller's role, so it is written out.
        service = f"secretsmanager.{Stack.of(secret).region}.amazonaws.com"
        role.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["kms:Decrypt"],
                resources=[secret.encryption_key.key_arn],
                conditions={"StringEquals": {"kms:ViaService": service}},
            )
        )
