"""Warnings and information that the CDK CLI shows at synthesis."""

from collections.abc import Iterable

from aws_cdk import Annotations
from constructs import Construct


def inform(scope: Construct, text: str) -> None:
    """Show information at synthesis; it can be acknowledged under its first word, and is no warning to ``--strict``."""
    Annotations.of(scope).add_info_v2(f"constructs_lib:{text.partition(':')[0]}", text)


def warn(scope: Construct, warnings: Iterable[str]) -> None:
    """Show warnings at synthesis; each can be acknowledged under its first words."""
    for text in warnings:
        Annotations.of(scope).add_warning_v2(f"constructs_lib:{text.partition(':')[0]}", text)
