"""The secret of a proxy in front of an API: what the function is told and allowed, and which can't be one."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from start_chat_contact.origin_secret import HEADER

from constructs_lib import (
    Access,
    DeclarationError,
    PersistentChat,
    SignedContactId,
    StartChatContactFunction,
    StartChatContactHttpApi,
    StartChatContactRestApi,
)
from constructs_lib.api.web_acl import _CREDENTIALS
from tests.support.accesses import secret
from tests.support.requests import make_request
from tests.support.stacks import make_stack, plan_of, statements, template_of, warnings

CONSTRUCTS = [StartChatContactFunction, StartChatContactHttpApi, StartChatContactRestApi]
IN_FRONT = Access.anonymous(without_waf="CloudFront's firewall stands in front")


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_the_function_reads_that_secret(construct: Any) -> None:
    stack = make_stack()
    construct(stack, "Chat", request=make_request(), access=IN_FRONT, origin_secret=secret(stack))
    template = template_of(stack)
    [reading] = [s for s in statements(template) if "secretsmanager:" in str(s["Action"])]
    assert (reading["Action"], reading["Effect"]) == ("secretsmanager:GetSecretValue", "Allow")
    assert plan_of(template)["origin_secret"] == reading["Resource"]


def test_without_one_the_function_is_told_nothing() -> None:
    stack = make_stack()
    StartChatContactFunction(stack, "Chat", request=make_request(), access=IN_FRONT)
    assert "origin_secret" not in plan_of(template_of(stack))


def test_a_firewalls_log_hides_it() -> None:
    assert HEADER in _CREDENTIALS


def test_a_secret_that_signs_can_not_be_sent() -> None:
    stack = make_stack()
    one = secret(stack)
    chat = PersistentChat(rehydration_type="FROM_SEGMENT", source_contact_id=SignedContactId())
    request = make_request(persistent_chat=chat)
    with pytest.raises(DeclarationError) as caught:
        StartChatContactRestApi(
            stack,
            "Chat",
            request=request,
            access=Access.signed_jwt(one),
            contact_id_secret=one,
            origin_secret=one,
        )
    assert [problem for problem in caught.value.problems if problem.startswith("origin_secret")] == [
        f"origin_secret: is the secret of {name} too, and whoever sees it sent could sign; give another"
        for name in ("Access.signed_jwt(…)", "contact_id_secret")
    ]


def test_it_is_a_secret() -> None:
    with pytest.raises(DeclarationError, match=r"^origin_secret: got str 'x'; give a secret, such as"):
        StartChatContactFunction(make_stack(), "Chat", request=make_request(), access=IN_FRONT, origin_secret="x")  # type: ignore[arg-type]


AROUND = "access.without_waf"


@pytest.mark.parametrize("construct", [StartChatContactHttpApi, StartChatContactRestApi])
def test_a_way_around_a_proxy_brings_a_warning(construct: Any) -> None:
    stack = make_stack()
    construct(stack, "Open", request=make_request(), access=IN_FRONT)
    [warning] = warnings(stack, AROUND)
    assert warning.startswith(
        f"{AROUND}: clients can call the API's own address and bypass a proxy in front of it; give origin_secret"
    )
    closed = make_stack()
    construct(closed, "Chat", request=make_request(), access=IN_FRONT, origin_secret=secret(closed))
    construct(closed, "Known", request=make_request(), access=Access.iam())
    assert warnings(closed, AROUND) == []


def test_a_policy_or_a_private_api_closes_the_way_around() -> None:
    stack = make_stack()
    private = apigateway.EndpointConfiguration(types=[apigateway.EndpointType.PRIVATE])
    policy = iam.PolicyDocument()
    StartChatContactRestApi(stack, "Policy", request=make_request(), access=IN_FRONT, policy=policy)
    StartChatContactRestApi(
        stack, "Private", request=make_request(), access=IN_FRONT, policy=policy, endpoint_configuration=private
    )
    assert warnings(stack, AROUND) == []
