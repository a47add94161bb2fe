"""The function's code as an asset: the same bytes from a checkout and from an installed library."""

from pathlib import Path

from aws_cdk import aws_lambda as lambda_

HANDLER = "start_chat_contact.handler.handler"
# Bare names match at any depth; patterns with slashes would not. What tools leave behind must not move the hash.
_EXCLUDE = ["__pycache__", "*.pyc", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".DS_Store"]


def function_code() -> lambda_.Code:
    """Return the code that the function runs; it needs nothing beyond AWS Lambda's Python runtime."""
    return lambda_.Code.from_asset(str(_folder()), exclude=_EXCLUDE)


def _folder() -> Path:
    here = Path(__file__).resolve().parent
    installed = here / "_runtime"
    return installed if installed.is_dir() else here.parent / "runtime"
