"""The session token of an emulated function names its role, so that a stand-in of a service can tell whose call it is.

This module runs in the project's environment and in the emulator's: standard library only.
"""

import base64
import binascii

_PREFIX = "local-role."


def encode(role_arn: str) -> str:
    """The session token (`X-Amz-Security-Token`) of a function that runs as `role_arn`."""
    return _PREFIX + base64.urlsafe_b64encode(role_arn.encode()).decode()


def decode(token: str) -> str | None:
    """The role ARN that `encode` put into `token`, or None when the token is anything else."""
    if not token.startswith(_PREFIX):
        return None
    try:
        role_arn = base64.b64decode(token.removeprefix(_PREFIX), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return role_arn if role_arn.startswith("arn:") else None
