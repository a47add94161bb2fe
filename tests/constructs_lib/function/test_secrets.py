"""The keys that the function reads, what it is allowed for them, and the package that verifies tokens."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager

from constructs_lib import (
    Access,
    DeclarationError,
    PersistentChat,
    SignedContactId,
    StartChatContactFunction,
    StartChatContactRestApi,
)
from tests.support.accesses import KINDS, SECRET_ARN, behind, secret
from tests.support.requests import make_request
from tests.support.stacks import make_stack, only, plan_of, resources, statements, template_of


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
                "install the library with its extra signed-jwt, or run pip install 'PyJWT>=2.10,<3'"
            ),
        ),
        (
            "1.7.1",
            (
                "access: Access.signed_jwt(…) needs PyJWT from 2.10 to 2.x, got 1.7.1; "
                "install the library with its extra signed-jwt, or run pip install 'PyJWT>=2.10,<3'"
            ),
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


def test_the_code_verifies_tokens_with_nothing_else_installed(tmp_path: Path) -> None:
    folder = assets(KINDS["signed_jwt"], tmp_path)
    code = (
        f"import sys; sys.path.insert(0, {str(folder)!r}); import jwt;"
        "text = jwt.encode({'sub': 'ann'}, 'k' * 44, algorithm='HS256');"
        "print(jwt.decode(text, 'k' * 44, algorithms=['HS256'])['sub'], 'cryptography' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "ann False\n"
