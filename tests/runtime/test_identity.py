"""Who is calling, by API Gateway's word alone."""

from typing import Any

import pytest
from start_chat_contact.errors import Unauthorized
from start_chat_contact.event import read_event
from start_chat_contact.identity import Identity, identify

from tests.support.endpoints import plan_of
from tests.support.events import CALLERS, CLAIMS, Http
from tests.support.profiles import PROFILES


def _identify(access: str, event: dict[str, Any], profile: str = "anon") -> Identity:
    return identify(read_event(event), plan_of(access, PROFILES[profile][1]))


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


def test_a_role_and_the_identity_behind_it() -> None:
    arn = "arn:aws:sts::123456789012:assumed-role/web/CognitoIdentityCredentials"
    rest = _identify("iam", Http(caller=CALLERS["iam"]).rest())
    assert rest.scope == ("iam", arn, None)
    assert rest.claims == {"userArn": arn, "userId": "AROAEXAMPLE:web", "accountId": "123456789012"}
    iam = {"userArn": arn, "userId": "u", "accountId": "a", "cognitoIdentity": {"identityId": "eu:1"}}
    http = _identify("iam", Http(caller={"authorizer": {"iam": iam}}).http())
    assert http.scope == ("iam", arn, "eu:1")
    assert http.claims["cognitoIdentityId"] == "eu:1"


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
