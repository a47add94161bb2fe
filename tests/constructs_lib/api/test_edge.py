from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_iam as iam

from constructs_lib import Access, DeclarationError, StartChatContactRestApi
from tests.support.requests import make_request
from tests.support.stacks import flat, make_stack, only, resources, template_of

PRIVATE = apigateway.EndpointConfiguration(types=[apigateway.EndpointType.PRIVATE])
CERTIFICATE = "arn:aws:acm:us-east-1:444455556666:certificate/11111111-1111-1111-1111-111111111111"


def domain(stack: Stack, **words: Any) -> apigateway.DomainNameOptions:
    certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", CERTIFICATE)
    return apigateway.DomainNameOptions(domain_name="chat.example.com", certificate=certificate, **words)


def make(stack: Stack, **props: Any) -> StartChatContactRestApi:
    access = Access.anonymous(without_waf="a test")
    return StartChatContactRestApi(stack, "Chat", request=make_request(), access=access, **props)


def policy() -> iam.PolicyDocument:
    statement = iam.PolicyStatement(
        principals=[iam.AnyPrincipal()], actions=["execute-api:Invoke"], resources=["execute-api:/*"]
    )
    return iam.PolicyDocument(statements=[statement])


@pytest.mark.parametrize(
    ("base_path", "path", "url"),
    [
        (None, None, "https://chat.example.com/"),
        ("v1", None, "https://chat.example.com/v1"),
        ("v1", "chats", "https://chat.example.com/v1/chats"),
    ],
)
def test_the_url_follows_the_domain(base_path: str | None, path: str | None, url: str) -> None:
    stack = make_stack()
    options = domain(stack, **({"base_path": base_path} if base_path else {}))
    chat = make(stack, domain_name=options, path=path, disable_execute_api_endpoint=True)
    assert chat.url == url
    template = template_of(stack)
    assert only(template, "AWS::ApiGateway::DomainName")["DomainName"] == "chat.example.com"
    assert only(template, "AWS::ApiGateway::RestApi")["DisableExecuteApiEndpoint"] is True


def test_a_private_api() -> None:
    stack = make_stack()
    make(stack, endpoint_configuration=PRIVATE, policy=policy())
    api = only(template_of(stack), "AWS::ApiGateway::RestApi")
    assert api["EndpointConfiguration"]["Types"] == ["PRIVATE"]
    assert api["Policy"]["Statement"][0]["Action"] == "execute-api:Invoke"


def test_by_default_it_is_regional_and_public() -> None:
    stack = make_stack()
    chat = make(stack)
    template = template_of(stack)
    api = only(template, "AWS::ApiGateway::RestApi")
    assert api["EndpointConfiguration"]["Types"] == ["REGIONAL"]
    assert "Policy" not in api
    assert "DisableExecuteApiEndpoint" not in api
    assert resources(template, "AWS::ApiGateway::DomainName") == []
    assert flat(stack.resolve(chat.url)).endswith("/")


@pytest.mark.parametrize(
    ("props", "problem"),
    [
        (
            {"disable_execute_api_endpoint": True},
            "disable_execute_api_endpoint: nobody could call the API; give domain_name as well",
        ),
        (
            {"endpoint_configuration": PRIVATE},
            "policy: is required for a private API; give one that allows your VPC endpoints to invoke it",
        ),
        ({"policy": "allow"}, "policy: got str 'allow'; give iam.PolicyDocument(…)"),
        ({"domain_name": "a.example"}, "domain_name: got str 'a.example'; give apigateway.DomainNameOptions(…)"),
        (
            {"endpoint_configuration": "PRIVATE"},
            "endpoint_configuration: got str 'PRIVATE'; give apigateway.EndpointConfiguration(types=[…])",
        ),
    ],
)
def test_combinations_that_can_not_work(props: dict[str, Any], problem: str) -> None:
    with pytest.raises(DeclarationError) as raised:
        make(make_stack(), **props)
    assert raised.value.problems == (problem,)


def test_a_private_api_with_a_public_domain() -> None:
    stack = make_stack()
    with pytest.raises(DeclarationError, match="domain_name: a private API has no public domain; leave it out"):
        make(stack, endpoint_configuration=PRIVATE, policy=policy(), domain_name=domain(stack))
