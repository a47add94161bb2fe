"""Every example is synthesised, authorises as it says, and is deployable as it is; the guide's code runs."""

from __future__ import annotations

import json
import re
import runpy
from functools import partial
from pathlib import Path
from typing import Any

import aws_cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as cloudfront_origins
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager
from start_chat_contact.event import read_event
from start_chat_contact.origin_secret import HEADER

import constructs_lib
from constructs_lib import Access, StartChatContactRestApi
from local.paths import ROOT
from tests.support.endpoints import plan_of
from tests.support.events import Http
from tests.support.requests import make_request
from tests.support.signing import KEY, signed_jwt
from tests.support.stacks import flat, make_stack, only, resources, template_of
from tests.support.stacks import plan_of as plan_of_stack

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/app.py"))
AUTHORIZATION = {
    "anonymous": {"NONE"},
    "api_key": {"NONE"},
    "cloudfront": {"NONE"},
    "cognito": {"COGNITO_USER_POOLS"},
    "iam": {"AWS_IAM"},
    "jwt": {"JWT"},
    "lambda_authorizer": {"CUSTOM"},
    "own_api": {"NONE"},
    "signed_jwt": {"NONE"},
}
"""Where it is NONE the API asks for nothing: the function does, or the API key."""


def synthesised(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(aws_cdk, "App", partial(aws_cdk.App, outdir=str(folder)))
    runpy.run_path(str(ROOT / "examples" / name / "app.py"), run_name="__main__")
    [path] = folder.glob("*.template.json")
    template: dict[str, Any] = json.loads(path.read_text())
    return template


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = synthesised(name, tmp_path, monkeypatch)
    methods = [m for m in resources(template, "AWS::ApiGateway::Method") if m["HttpMethod"] == "POST"]
    routes = resources(template, "AWS::ApiGatewayV2::Route")
    assert {entry["AuthorizationType"] for entry in (*methods, *routes)} == AUTHORIZATION[name]
    assert all(method.get("ApiKeyRequired", False) is (name == "api_key") for method in methods)
    assert len(resources(template, "AWS::ApiGateway::UsagePlanKey")) == (name == "api_key")


def test_every_kind_of_access_has_an_example() -> None:
    kinds = set(AUTHORIZATION) - {"cloudfront", "own_api"}
    assert set(EXAMPLES) == set(AUTHORIZATION)
    guide = (ROOT / "docs" / "access.md").read_text("utf-8")
    assert all(f"`Access.{kind}(" in guide for kind in kinds)
    assert guide.count("```mermaid") == len(kinds)


def test_the_guides_code_runs_and_its_tokens_are_good() -> None:
    guide = (ROOT / "docs" / "access.md").read_text("utf-8")
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", guide, re.DOTALL):
        exec(block, names)
    request = Http(headers={"authorization": [f"Bearer {names['chat_token'](KEY, 'ann', 'gold')}"]})
    identity = signed_jwt().identify(read_event(request.rest()), plan_of("signed_jwt", names["request"]))
    assert identity.scope == ("signed_jwt", "", "ann")
    assert identity.claims["attributes"] == {"tier": "gold"}


def test_the_code_of_the_guide_to_domains_and_proxies_runs() -> None:
    guide = (ROOT / "docs" / "edge.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    made = []
    for block in blocks:
        stack = make_stack()
        certificate = acm.Certificate.from_certificate_arn(
            stack, "Certificate", "arn:aws:acm:us-east-1:1:certificate/c"
        )
        names: dict[str, Any] = {
            **{name: getattr(constructs_lib, name) for name in constructs_lib.__all__},
            "self": stack,
            "request": make_request(),
            "access": Access.iam(),
            "certificate": certificate,
            "apigateway": apigateway,
            "apigatewayv2": apigatewayv2,
            "cloudfront": cloudfront,
            "iam": iam,
            "origins": cloudfront_origins,
            "secretsmanager": secretsmanager,
            "domain": apigatewayv2.DomainName(stack, "Domain", domain_name="chat.example.com", certificate=certificate),
            "vpc_endpoint": ec2.InterfaceVpcEndpoint.from_interface_vpc_endpoint_attributes(
                stack, "VpcEndpoint", vpc_endpoint_id="vpce-1", port=443
            ),
            "web_acl_arn": "arn:aws:wafv2:us-east-1:444455556666:global/webacl/chat/1",
        }
        exec(block, names)
        made.append((names, template_of(stack)))
    _, _, (_, private), (firewall, _), (_, front) = made
    api = only(private, "AWS::ApiGateway::RestApi")
    assert api["EndpointConfiguration"] == {"Types": ["PRIVATE"], "VpcEndpointIds": ["vpce-1"]}
    assert api["Policy"]["Statement"][0]["Condition"] == {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
    assert StartChatContactRestApi(
        make_stack(), "Chat", request=make_request(), access=Access.iam(), firewall=firewall["firewall"]
    ).web_acl
    [origin] = only(front, "AWS::CloudFront::Distribution")["DistributionConfig"]["Origins"]
    assert [header["HeaderName"] for header in origin["OriginCustomHeaders"]] == [HEADER]


def test_cloudfront_proves_that_it_stands_in_front(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = synthesised("cloudfront", tmp_path, monkeypatch)
    config = only(template, "AWS::CloudFront::Distribution")["DistributionConfig"]
    [origin] = config["Origins"]
    [header] = origin["OriginCustomHeaders"]
    assert header["HeaderName"] == HEADER
    secret = header["HeaderValue"]["Fn::Join"][1]
    assert (secret[0], secret[-1]) == ("{{resolve:secretsmanager:", ":SecretString:::}}")
    assert plan_of_stack(template)["origin_secret"] == flat(secret[1])
    assert ":global/webacl/" in config["WebACLId"]
    behavior = config["DefaultCacheBehavior"]
    assert behavior["ViewerProtocolPolicy"] == "https-only"
    assert "POST" in behavior["AllowedMethods"]
    assert resources(template, "AWS::WAFv2::WebACL") == []
