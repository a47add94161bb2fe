"""REST APIs to look at."""

from typing import Any

from aws_cdk import Stack

from constructs_lib import Access, StartChatContactRestApi
from tests.support.requests import make_request
from tests.support.stacks import make_stack, resources, template_of

ORIGINS = ["https://a.example", "https://b.example"]
ACL = "arn:aws:wafv2:us-east-1:444455556666:regional/webacl/mine/11111111-1111-1111-1111-111111111111"


def make(stack: Stack | None = None, **words: Any) -> tuple[Stack, StartChatContactRestApi]:
    stack = stack or make_stack()
    settings: dict[str, Any] = {"request": make_request(), "access": Access.anonymous()}
    return stack, StartChatContactRestApi(stack, "Chat", **(settings | words))


def template(**words: Any) -> dict[str, Any]:
    return template_of(make(**words)[0])


def method(found: dict[str, Any], verb: str) -> dict[str, Any]:
    [one] = [m for m in resources(found, "AWS::ApiGateway::Method") if m["HttpMethod"] == verb]
    return one
