"""Every kind of access that proves an identity, ready for a stack."""

from collections.abc import Callable
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager

from constructs_lib import Access, FromClaim
from tests.support.requests import make_request
from tests.support.stacks import make_stack, template_of

ISSUER = "https://idp.example.com/"
SECRET_ARN = "arn:aws:secretsmanager:us-east-1:444455556666:secret:key-AbCdEf"


def pool(stack: Stack) -> cognito.IUserPool:
    return cognito.UserPool.from_user_pool_id(stack, "Pool", "us-east-1_abc")


def client(stack: Stack) -> cognito.IUserPoolClient:
    return cognito.UserPoolClient.from_user_pool_client_id(stack, "Client", "client-1")


def authorizer(stack: Stack) -> lambda_.IFunction:
    arn = "arn:aws:lambda:us-east-1:444455556666:function:auth"
    return lambda_.Function.from_function_attributes(stack, "Auth", function_arn=arn, same_environment=True)


def secret(stack: Stack) -> secretsmanager.ISecret:
    return secretsmanager.Secret.from_secret_complete_arn(stack, "Key", SECRET_ARN)


KINDS: dict[str, Callable[[Stack], Access]] = {
    "iam": lambda _: Access.iam(),
    "cognito": lambda stack: Access.cognito(pool(stack)),
    "lambda_authorizer": lambda stack: Access.lambda_authorizer(authorizer(stack)),
    "signed_jwt": lambda stack: Access.signed_jwt(secret(stack)),
}
HTTP_KINDS = KINDS | {
    "cognito": lambda stack: Access.cognito(pool(stack), user_pool_clients=[client(stack)]),
    "jwt": lambda _: Access.jwt(issuer=ISSUER, audience=["chat"]),
    "signed_jwt": lambda stack: Access.signed_jwt(secret(stack), without_waf="a test"),
}


def behind(api: type[Any], access: Callable[[Stack], Access], **words: Any) -> dict[str, Any]:
    """The template of a construct under a kind of access, whose request copies a claim."""
    stack = make_stack()
    settings: dict[str, Any] = {"request": make_request(customer_id=FromClaim("sub")), "access": access(stack)}
    api(stack, "Chat", **(settings | words))
    return template_of(stack)
