from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_iam as iam

from constructs_lib import Access, DeclarationError, StartChatContactHttpApi, StartChatContactRestApi
from tests.support.requests import make_request
from tests.support.stacks import TOKEN, flat, make_stack, only, resources, template_of

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


def make_http(stack: Stack, **props: Any) -> StartChatContactHttpApi:
    access = Access.anonymous(without_waf="a test")
    return StartChatContactHttpApi(stack, "Chat", request=make_request(), access=access, **props)


def mapping(stack: Stack, key: str | None = None) -> apigatewayv2.DomainMappingOptions:
    certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", CERTIFICATE)
    name = apigatewayv2.DomainName(stack, "Domain", domain_name="chat.example.com", certificate=certificate)
    return apigatewayv2.DomainMappingOptions(domain_name=name, mapping_key=key)


@pytest.mark.parametrize(("key", "path"), [(None, "/"), ("v1", "/v1")])
def test_the_url_of_an_http_api_follows_the_domain(key: str | None, path: str) -> None:
    stack = make_stack()
    chat = make_http(stack, default_domain_mapping=mapping(stack, key), disable_execute_api_endpoint=True)
    template = template_of(stack)
    assert flat(stack.resolve(chat.url)) == f"https://{TOKEN}{path}"  # the domain by reference
    assert only(template, "AWS::ApiGatewayV2::Api")["DisableExecuteApiEndpoint"] is True
    mapped = only(template, "AWS::ApiGatewayV2::ApiMapping")
    assert (mapped.get("ApiMappingKey"), mapped["Stage"]) == (key, "Prod")
    assert only(template, "AWS::ApiGatewayV2::DomainName")["DomainName"] == "chat.example.com"


def test_by_default_an_http_api_has_its_own_address() -> None:
    stack = make_stack()
    make_http(stack)
    template = template_of(stack)
    assert "DisableExecuteApiEndpoint" not in only(template, "AWS::ApiGatewayV2::Api")
    assert resources(template, "AWS::ApiGatewayV2::ApiMapping") == []


@pytest.mark.parametrize(
    ("props", "problem"),
    [
        (
            {"disable_execute_api_endpoint": True},
            "disable_execute_api_endpoint: nobody could call the API; give default_domain_mapping as well",
        ),
        (
            {"default_domain_mapping": "chat.example.com"},
            "default_domain_mapping: got str 'chat.example.com'; give apigatewayv2.DomainMappingOptions(domain_name=…)",
        ),
    ],
)
def test_an_http_api_that_nobody_could_call(props: dict[str, Any], problem: str) -> None:
    with pytest.raises(DeclarationError) as raised:
        make_http(make_stack(), **props)
    assert raised.value.problems == (problem,)
