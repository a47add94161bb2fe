"""The keys that the function reads from AWS Secrets Manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager

_KEY_CHARACTERS = 64
"""Of 62 kinds each: far more than the 256 bits that the signatures can use."""


def contact_id_key(scope: Construct, id: str, encryption_key: kms.IKey | None) -> secretsmanager.Secret:
    """Return a new secret with a random key, which no template and no person has seen."""
    from aws_cdk import aws_secretsmanager as secretsmanager  # few need it

    return secretsmanager.Secret(
        scope,
        id,
        description="Signs the contact ids that the chat endpoint hands out",
        encryption_key=encryption_key,
        generate_secret_string=secretsmanager.SecretStringGenerator(
            password_length=_KEY_CHARACTERS, exclude_punctuation=True
        ),
    )
