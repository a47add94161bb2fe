"""Checks of the types of props, so that a wrong one is a declaration error and not a dump of the CDK's."""

from collections.abc import Iterator

from .tokens import is_number_token

_INTERFACES = {
    "IFunction": ("function_arn", "a function, such as lambda_.Function.from_function_arn(…)"),
    "IKey": ("key_arn", "a key, such as kms.Key.from_key_arn(…)"),
    "IRole": ("role_arn", "a role, such as iam.Role.from_role_arn(…)"),
    "ISecret": ("secret_arn", "a secret, such as secretsmanager.Secret.from_secret_complete_arn(…)"),
    "IStringParameter": ("string_value", "a parameter of type String, such as ssm.StringParameter(…)"),
    "ISecurityGroup": ("security_group_id", "a group, such as ec2.SecurityGroup.from_security_group_id(…)"),
    "IUserPool": ("user_pool_id", "a user pool, such as cognito.UserPool.from_user_pool_arn(…)"),
    "IUserPoolClient": (
        "user_pool_client_id",
        "an app client, such as cognito.UserPoolClient.from_user_pool_client_id(…)",
    ),
    "IVpc": ("vpc_id", "a VPC, such as ec2.Vpc.from_lookup(…)"),
}
"""CDK's interfaces by name: what every implementation has, and how to get one. Python can't ask ``isinstance``."""


def check_interface(path: str, value: object, interface: str) -> Iterator[str]:
    """Yield why a value is not an object of one of CDK's interfaces."""
    attribute, example = _INTERFACES[interface]
    if not hasattr(value, attribute):
        yield f"{path}: got {describe(value)}; give {example}"


def check_type(path: str, value: object, wanted: type, example: str) -> Iterator[str]:
    """Yield why a value is not of a class."""
    if not isinstance(value, wanted):
        yield f"{path}: got {describe(value)}; give {example}"


def check_whole_number(path: str, value: object, low: int, high: int | None = None) -> Iterator[str]:
    """Yield why a value is not a whole number within bounds; a number that only the deployment knows passes."""
    if is_number_token(value):
        return
    allowed = f"a whole number, {low:,} or more" if high is None else f"a whole number from {low:,} to {high:,}"
    if not isinstance(value, int) or isinstance(value, bool):
        yield f"{path}: got {describe(value)}; give {allowed}"
    elif value < low or (high is not None and value > high):
        yield f"{path}: {value:,} is not allowed; give {allowed}"


def describe(value: object) -> str:
    """Return a value's type, with the value itself where it is short text or a number."""
    shown = f" {value!r}" if isinstance(value, (str, int, float)) and len(repr(value)) <= 80 else ""
    return "None" if value is None else type(value).__name__ + shown
