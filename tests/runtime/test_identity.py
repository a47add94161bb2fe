"""Who is calling, by API Gateway's word alone."""

from typing import Any

import pytest
from start_chat_contact.errors import Unauthorized
from start_chat_contact.event import read_event
from start_chat_contact.gateway_identity import READERS
from start_chat_contact.identity import Identity

from tests.support.endpoints import plan_of
from tests.support.events import CALLERS, CLAIMS, Http
from tests.support.profiles import PROFILES


def _identify(access: str, event: dict[str, Any], profile: str = "anon") -> Identity:
    return READERS[access](read_event(event), plan_of(access, PROFILES[profile][1]))


def test_strangers_share_one_scope() -> None:
    assert _identify("anonymous", Http().rest()) == Identity(("anonymous",), {}, shared=True)


def test_holders_of_an_api_key_share_one_scope() -> None:
    caller = _identify("api_key", Http(caller=CALLERS["api_key"]).rest())
    assert caller == Identity(("api_key", "k1k2k3k4k5"), {}, shared=True)


def test_claims_of_a_jwt() -> None:
    caller = _identify("jwt", Http(caller=CALLERS["jwt"]).http())
    assert caller == Identity(("jwt", "https://idp.example/", "me"), CLAIMS)


def test_claims_of_a_user_pool() -> None:
    caller = _identify("cognito", Http(caller=CALLERS["cognito"]).rest())
    assert caller.scope == ("cognito", "https://idp.example/", "me")
    assert caller.claims["cognito:username"] == "jane"


def test_the_same_subject_of_another_issuer_is_another_caller() -> None:
    claims = CLAIMS | {"iss": "https://other.example/"}
    other = _identify("jwt", Http(caller={"authorizer": {"jwt": {"claims": claims}}}).http())
    assert other.scope != _identify("jwt", Http(caller=CALLERS["jwt"]).http()).scope


def test_the_context_of_an_authorizer() -> None:
    rest = _identify("lambda_authorizer", Http(caller=CALLERS["lambda_authorizer"]).rest(), "lambda-authorizer")
    assert rest.scope == ("lambda_authorizer", "me", ["c-1001"])
    assert rest.claims["customerId"] == "c-1001"
    caller = {"authorizer": {"lambda": {"customerId": "c-2002"}}}
    http = _identify("lambda_authorizer", Http(caller=caller).http(), "lambda-authorizer")
    assert http.scope == ("lambda_authorizer", "", ["c-2002"])


def test_the_claim_that_the_deployer_names_tells_callers_of_an_authorizer_apart() -> None:
    plan = plan_of("lambda_authorizer", PROFILES["lambda-authorizer"][1], caller_claim=["user", "id"])

    def caller(**context: Any) -> Identity:
        events = [
            Http(caller={"authorizer": {"principalId": "all", **context}}).rest(),
            Http(caller={"authorizer": {"lambda": context}}).http(),
        ]
        rest, http = (READERS["lambda_authorizer"](read_event(event), plan) for event in events)
        assert rest.scope == http.scope
        return http

    alice = caller(user={"id": "alice"}, customerId="c-1", iat=1)
    assert (alice.scope, alice.shared) == (("lambda_authorizer", "alice"), False)
    assert caller(user='{"id": "alice"}', customerId="c-2", iat=2).scope == alice.scope
    assert caller(user={"id": "bob"}, customerId="c-1", iat=1).scope != alice.scope
    assert caller(user={"id": 7}).scope != caller(user={"id": "7"}).scope


@pytest.mark.parametrize("user", [None, "", [], {}, {"id": ""}, {"id": None}, {"id": True}, {"id": ["x"]}, {"id": 0.5}])
@pytest.mark.parametrize("form", ["rest", "http"])
def test_a_caller_without_the_named_claim_is_nobody(form: str, user: Any) -> None:
    plan = plan_of("lambda_authorizer", PROFILES["anon"][1], caller_claim=["user", "id"])
    context = {"principalId": "all", "user": user}
    http = Http(caller={"authorizer": {"lambda": context} if form == "http" else context})
    with pytest.raises(Unauthorized):
        READERS["lambda_authorizer"](read_event(getattr(http, form)()), plan)


def test_a_role_and_the_identity_behind_it() -> None:
    arn = "arn:aws:sts::123456789012:assumed-role/web/CognitoIdentityCredentials"
    rest = _identify("iam", Http(caller=CALLERS["iam"]).rest())
    assert rest.scope == ("iam", arn, None)
    assert rest.claims == {"userArn": arn, "userId": "AROAEXAMPLE:web", "accountId": "123456789012"}
    cognito = {"identityId": "eu:1", "identityPoolId": "eu:p", "amr": ["authenticated", "accounts.google.com"]}
    for form in ("rest", "http"):
        caller = _identify("iam", getattr(Http(caller=_of_pool(arn, cognito)), form)())
        assert caller.scope == ("iam", arn, "eu:1")
        assert (caller.claims["cognitoIdentityId"], caller.claims["cognitoIdentityPoolId"]) == ("eu:1", "eu:p")
        assert not caller.guest
        assert not caller.shared


@pytest.mark.parametrize("methods", [["unauthenticated"], [], None, "authenticated", ["developer", "authenticated"]])
@pytest.mark.parametrize("form", ["rest", "http"])
def test_nothing_about_a_guest_of_an_identity_pool_is_verified(form: str, methods: Any) -> None:
    arn = "arn:aws:sts::123456789012:assumed-role/guests/CognitoIdentityCredentials"
    cognito = {"identityId": "eu:1", "identityPoolId": "eu:p", "amr": methods}
    caller = _identify("iam", getattr(Http(caller=_of_pool(arn, cognito)), form)())
    assert caller == Identity(("iam", arn, "eu:1"), {}, shared=True, guest=True)


def _of_pool(arn: str, cognito: dict[str, Any]) -> dict[str, Any]:
    """What API Gateway says of a caller with credentials of an identity pool: a REST API, then an HTTP API."""
    methods = cognito["amr"]
    identity = {
        "userArn": arn,
        "user": "AROAEXAMPLE:CognitoIdentityCredentials",
        "accountId": "123456789012",
        "cognitoIdentityId": cognito["identityId"],
        "cognitoIdentityPoolId": cognito["identityPoolId"],
        "cognitoAuthenticationType": methods[0] if isinstance(methods, list) and methods else None,
    }
    iam = {"userArn": arn, "userId": identity["user"], "accountId": "123456789012", "cognitoIdentity": cognito}
    return {"identity": identity, "authorizer": {"iam": iam}}


@pytest.mark.parametrize("access", ["api_key", "iam", "cognito", "jwt", "lambda_authorizer"])
@pytest.mark.parametrize(
    "caller",
    [
        {},
        {"authorizer": None, "identity": None},
        {"authorizer": {}},
        {"authorizer": {"claims": "me", "jwt": "me", "lambda": "me", "iam": "me"}, "identity": "me"},
        {"authorizer": {"claims": {"sub": ""}, "jwt": {"claims": {"sub": 5}}, "lambda": {}, "iam": {"userArn": None}}},
    ],
)
def test_an_open_method_is_no_anonymous_endpoint(access: str, caller: dict[str, Any]) -> None:
    forged = {"x-user-id": ["me"], "authorization": ["Bearer eyJ9.e30.x"], "x-amzn-oidc-data": ["e30"]}
    for event in (Http(headers=forged).rest(), Http(headers=forged).http()):
        is_rest_authorizer = access == "lambda_authorizer" and "httpMethod" in event and caller.get("authorizer")
        if is_rest_authorizer:
            continue  # on a REST API every context of an authorizer is one, whatever is in it
        event["requestContext"] |= caller
        with pytest.raises(Unauthorized, match=r"^Credentials are missing or were refused$"):
            _identify(access, event)


def test_anonymous_access_ignores_every_identity() -> None:
    assert _identify("anonymous", Http(caller=CALLERS["cognito"]).rest()).claims == {}
