"""Values that CDK knows only at deployment: every check of a literal lets them pass.

CDK encodes a token inside a string as ``${Token[…]}``, inside a list as ``#{Token[…]}``, and as a number far below
every real one. Reading those marks keeps the declaration free of ``aws_cdk``, which takes half a second to import.
"""

from typing import Any

_NUMBER_TOKEN = -1e280
"""Every number that CDK encodes a token as is smaller."""


def is_number_token(value: Any) -> bool:
    """Whether the value is a number that stands for a token (``Token.as_number``)."""
    return isinstance(value, (int, float)) and value < _NUMBER_TOKEN


def is_unresolved(value: Any) -> bool:
    """Whether the value is, or holds, a CDK token, or is an object (``IResolvable``) that stands for one."""
    if isinstance(value, str):
        return "${Token[" in value or "#{Token[" in value
    if isinstance(value, (int, float)):
        return is_number_token(value)
    if isinstance(value, (list, tuple)):
        return len(value) == 1 and isinstance(value[0], str) and "#{Token[" in value[0]
    return hasattr(value, "resolve") and hasattr(value, "to_string")
