"""The keys that the function reads from AWS Secrets Manager."""

from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

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
