"""How each kind of access is authorised by each kind of API, and which can't be."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager

from constructs_lib import (
    Access,
    Cors,
    DeclarationError,
    FromCaller,
    FromClaim,
    PersistentChat,
    SegmentAttributeValue,
    SignedContactId,
    StartChatContactFunction,
    StartChatContactHttpApi,
    StartChatContactRestApi,
)
from constructs_lib.checks import check_settings
from tests.constructs.stacks import flat, make_request, make_stack, only, plan_of, resources, statements, template_of
from tests.constructs.stacks import warnings as warnings_of

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
}


def behind(api: type[Any], access: Callable[[Stack], Access], **words: Any) -> dict[str, Any]:
    stack = make_stack()
    settings: dict[str, Any] = {"request": make_request(customer_id=FromClaim("sub")), "access": access(stack)}
    api(stack, "Chat", **(settings | words))
    return template_of(stack)


def post(template: dict[str, Any]) -> dict[str, Any]:
    [method] = [m for m in resources(template, "AWS::ApiGateway::Method") if m["HttpMethod"] == "POST"]
    return method


@pytest.mark.parametrize(
    ("kind", "authorization"),
    [("iam", "AWS_IAM"), ("cognito", "COGNITO_USER_POOLS"), ("lambda_authorizer", "CUSTOM"), ("signed_jwt", "NONE")],
)
def test_methods_of_a_rest_api(kind: str, authorization: str) -> None:
    template = behind(StartChatContactRestApi, KINDS[kind])
    assert post(template)["AuthorizationType"] == authorization
    assert plan_of(template)["access"] == kind


@pytest.mark.parametrize(
    ("kind", "authorization"),
    [("iam", "AWS_IAM"), ("cognito", "JWT"), ("jwt", "JWT"), ("lambda_authorizer", "CUSTOM"), ("signed_jwt", "NONE")],
)
def test_routes_of_an_http_api(kind: str, authorization: str) -> None:
    template = behind(StartChatContactHttpApi, HTTP_KINDS[kind])
    route = only(template, "AWS::ApiGatewayV2::Route")
    assert (route["RouteKey"], route["AuthorizationType"]) == ("POST /", authorization)
    assert plan_of(template)["access"] == kind


def test_authorizers_of_a_rest_api_keep_no_answers() -> None:
    cognito_authorizer = only(behind(StartChatContactRestApi, KINDS["cognito"]), "AWS::ApiGateway::Authorizer")
    assert cognito_authorizer["IdentitySource"] == "method.request.header.Authorization"
    assert "userpool/us-east-1_abc" in flat(cognito_authorizer["ProviderARNs"])[0]
    custom = only(behind(StartChatContactRestApi, KINDS["lambda_authorizer"]), "AWS::ApiGateway::Authorizer")
    assert (custom["Type"], custom["IdentitySource"]) == ("REQUEST", "method.request.header.Authorization")
    assert cognito_authorizer["AuthorizerResultTtlInSeconds"] == custom["AuthorizerResultTtlInSeconds"] == 0


def test_authorizers_of_an_http_api() -> None:
    def made(kind: str) -> dict[str, Any]:
        return only(behind(StartChatContactHttpApi, HTTP_KINDS[kind]), "AWS::ApiGatewayV2::Authorizer")

    assert made("jwt")["JwtConfiguration"] == {"Audience": ["chat"], "Issuer": ISSUER}
    pool_tokens = made("cognito")["JwtConfiguration"]
    assert pool_tokens["Audience"] == ["client-1"]
    assert flat(pool_tokens["Issuer"]) == "https://cognito-idp.<Region>.amazonaws.com/us-east-1_abc"
    custom = made("lambda_authorizer")
    assert (custom["AuthorizerPayloadFormatVersion"], custom["AuthorizerResultTtlInSeconds"]) == ("1.0", 0)
    assert custom["IdentitySource"] == ["$request.header.Authorization"]


@pytest.mark.parametrize(
    ("api", "access", "problem"),
    [
        (
            StartChatContactRestApi,
            HTTP_KINDS["jwt"],
            (
                "access: a REST API can't verify the tokens of an OpenID Connect issuer; use StartChatContactHttpApi, "
                "or Access.cognito(…) or Access.lambda_authorizer(…)"
            ),
        ),
        (
            StartChatContactRestApi,
            HTTP_KINDS["cognito"],
            (
                "access: a REST API takes the tokens of every client of a user pool; leave user_pool_clients out, or "
                "use StartChatContactHttpApi"
            ),
        ),
        (
            StartChatContactRestApi,
            lambda _: Access.cognito(),
            "access: Access.cognito() names no user pool; give one or more",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.api_key(),
            "access: HTTP APIs have no API keys; use StartChatContactRestApi, or Access.signed_jwt(…) for a server",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.anonymous(),
            (
                "access: an HTTP API can have no web ACL, so nothing limits the rate of an address; say "
                "Access.anonymous(without_waf='<why none is needed>'), or use StartChatContactRestApi"
            ),
        ),
        (
            StartChatContactHttpApi,
            KINDS["cognito"],
            "access: an HTTP API must know whose tokens count; give Access.cognito(…, user_pool_clients=[…])",
        ),
        (
            StartChatContactHttpApi,
            lambda stack: Access.cognito(pool(stack), pool(Stack(App(), "Other")), user_pool_clients=[client(stack)]),
            "access: an HTTP API takes one user pool, got 2; give one, or use StartChatContactRestApi",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.jwt(issuer="idp.example.com", audience=["chat"]),
            "access: issuer 'idp.example.com' is no https URL; give the tokens' iss, as https://idp.example.com/",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.jwt(issuer=ISSUER, audience=[]),
            "access: audience is empty, so tokens for every other service would count; name yours",
        ),
        (
            StartChatContactHttpApi,
            lambda _: Access.jwt(issuer=ISSUER, audience="chat"),
            "access: audience 'chat' is text; give a list of audiences",
        ),
    ],
)
def test_what_an_api_can_not_do_names_what_can(api: type[Any], access: Callable[[Stack], Access], problem: str) -> None:
    with pytest.raises(DeclarationError) as raised:
        behind(api, access, request=make_request())
    assert raised.value.problems == (problem,)


@pytest.mark.parametrize("kind", HTTP_KINDS)
def test_the_function_checks_claims_under_every_kind_that_has_them(kind: str) -> None:
    stack = make_stack()
    assert list(check_settings(make_request(customer_id=FromClaim("sub")), HTTP_KINDS[kind](stack))) == []


def test_a_caller_never_vouches_for_himself() -> None:
    def status(**words: Any) -> SegmentAttributeValue:
        return SegmentAttributeValue(value_map={"Status": SegmentAttributeValue(**words)})

    for value in (status(value_string=FromCaller()), SegmentAttributeValue(value_string=FromCaller())):
        with pytest.raises(DeclarationError) as raised:
            make_request(segment_attributes={"connect:CustomerAuthentication": value})
        assert raised.value.problems == (
            (
                "request.segment_attributes['connect:CustomerAuthentication']: FromCaller would let callers vouch for "
                "themselves; give a value or FromClaim(…)"
            ),
        )
    make_request(segment_attributes={"connect:CustomerAuthentication": status(value_string=FromClaim("acr"))})


def test_a_customer_id_from_anybody_brings_a_warning() -> None:
    def found(access: Access) -> list[str]:
        stack = make_stack()
        StartChatContactFunction(stack, "Chat", request=make_request(customer_id=FromCaller()), access=access)
        return warnings_of(stack)

    [warning] = found(Access.anonymous())
    assert "request.customer_id: FromCaller lets anybody show agents the profile of any customer" in warning
    assert found(Access.api_key()) == []


def test_the_function_may_read_the_token_key_and_no_other_secret() -> None:
    template = behind(StartChatContactRestApi, KINDS["signed_jwt"])
    [reading] = [s for s in statements(template) if "secretsmanager" in str(s)]
    assert reading == {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": SECRET_ARN}
    assert plan_of(template)["jwt_secret"] == SECRET_ARN


def test_a_secret_known_by_name_is_allowed_with_whatever_end_aws_gave_its_arn() -> None:
    def named(stack: Stack) -> Access:
        return Access.signed_jwt(secretsmanager.Secret.from_secret_name_v2(stack, "Key", "chat/key"))

    [reading] = [s for s in statements(behind(StartChatContactRestApi, named)) if "secretsmanager" in str(s)]
    assert reading["Resource"] == "arn:<Partition>:secretsmanager:<Region>:<AccountId>:secret:chat/key-??????"


def test_an_encrypted_secret_is_decrypted_by_way_of_secrets_manager_alone() -> None:
    def encrypted(stack: Stack) -> Access:
        key = kms.Key.from_key_arn(stack, "Kms", "arn:aws:kms:us-east-1:444455556666:key/1234")
        attributes = secretsmanager.Secret.from_secret_attributes(
            stack, "Key", secret_complete_arn=SECRET_ARN, encryption_key=key
        )
        return Access.signed_jwt(attributes)

    [decrypting] = [s for s in statements(behind(StartChatContactRestApi, encrypted)) if s["Action"] == "kms:Decrypt"]
    assert decrypting["Condition"] == {"StringEquals": {"kms:ViaService": "secretsmanager.<Region>.amazonaws.com"}}


SIGNED = {"persistent_chat": PersistentChat(rehydration_type="FROM_SEGMENT", source_contact_id=SignedContactId())}


def test_a_declared_signed_contact_id_brings_a_key_that_nobody_has_seen() -> None:
    stack = make_stack()
    made = StartChatContactFunction(stack, "Chat", request=make_request(**SIGNED), access=Access.anonymous())
    assert made.contact_id_secret is not None
    template = template_of(stack)
    key = only(template, "AWS::SecretsManager::Secret")
    assert key["GenerateSecretString"] == {"ExcludePunctuation": True, "PasswordLength": 64}
    assert "contact_id_secret" in plan_of(template)


def test_a_given_key_signs_instead() -> None:
    stack = make_stack()
    StartChatContactFunction(
        stack, "Chat", request=make_request(**SIGNED), access=Access.anonymous(), contact_id_secret=secret(stack)
    )
    template = template_of(stack)
    assert resources(template, "AWS::SecretsManager::Secret") == []
    assert plan_of(template)["contact_id_secret"] == SECRET_ARN


def test_a_key_that_signs_nothing_is_refused() -> None:
    stack = make_stack()
    with pytest.raises(DeclarationError) as raised:
        StartChatContactFunction(
            stack, "Chat", request=make_request(), access=Access.anonymous(), contact_id_secret=secret(stack)
        )
    assert raised.value.problems == (
        "contact_id_secret: signs nothing; declare a SignedContactId() in the request, or leave it out",
    )


def assets(access: Callable[[Stack], Access], tmp_path: Path) -> Path:
    app = App(outdir=str(tmp_path))
    stack = Stack(app, "Test")
    StartChatContactFunction(stack, "Chat", request=make_request(), access=access(stack))
    app.synth()
    manifest = json.loads((tmp_path / "Test.assets.json").read_text())
    [folder] = [f["source"]["path"] for f in manifest["files"].values() if f["source"]["packaging"] == "zip"]
    return tmp_path / str(folder)


def test_the_code_carries_pyjwt_and_its_licence_only_where_tokens_are_verified(tmp_path: Path) -> None:
    plain = assets(lambda _: Access.anonymous(), tmp_path / "plain")
    bundled = assets(KINDS["signed_jwt"], tmp_path / "bundled")
    again = assets(KINDS["signed_jwt"], tmp_path / "again")

    def files(folder: Path) -> set[str]:
        return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}

    added = files(bundled) - files(plain)
    assert files(plain) < files(bundled)
    assert {"jwt/__init__.py", "jwt/api_jwt.py", "jwt/LICENSE"} <= added
    assert all(name.startswith("jwt/") and not name.endswith(".pyc") for name in added)
    assert bundled.name == again.name != plain.name


@pytest.mark.parametrize(
    ("version", "problem"),
    [
        (
            None,
            (
                "access: Access.signed_jwt(…) puts PyJWT into the function, and none is installed here; "
                "run pip install 'PyJWT>=2.10,<3'"
            ),
        ),
        (
            "1.7.1",
            "access: Access.signed_jwt(…) needs PyJWT from 2.10 to 2.x, got 1.7.1; run pip install 'PyJWT>=2.10,<3'",
        ),
    ],
)
def test_pyjwt_must_be_installed(monkeypatch: pytest.MonkeyPatch, version: str | None, problem: str) -> None:
    def installed(name: str) -> str:
        if version is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return version

    monkeypatch.setattr(importlib.metadata, "version", installed)
    with pytest.raises(DeclarationError) as raised:
        behind(StartChatContactRestApi, KINDS["signed_jwt"])
    assert raised.value.problems == (problem,)


@pytest.mark.parametrize("kind", KINDS)
def test_pages_may_send_what_proves_the_identity(kind: str) -> None:
    cors = Cors(allow_origins=["https://www.example.com"])
    access = KINDS[kind](make_stack())
    rest = behind(StartChatContactRestApi, KINDS[kind], cors=cors)
    http = behind(StartChatContactHttpApi, HTTP_KINDS[kind], cors=cors)
    [options] = [m for m in resources(rest, "AWS::ApiGateway::Method") if m["HttpMethod"] == "OPTIONS"]
    allowed = options["Integration"]["IntegrationResponses"][0]["ResponseParameters"][
        "method.response.header.Access-Control-Allow-Headers"
    ]
    wanted = ["Content-Type", "Idempotency-Key", *access.headers]
    assert allowed == f"'{','.join(wanted)}'"
    assert only(http, "AWS::ApiGatewayV2::Api")["CorsConfiguration"]["AllowHeaders"] == wanted
