"""Identifies the caller by what API Gateway itself put into the event, never by a header or the body.

API Gateway checks the identity first, but the function requires it, too: if a method is left open by mistake, it must
not become an anonymous endpoint.
"""

from collections.abc import Mapping
from typing import Any

from .claims import Missing, find_claim
from .errors import Unauthorized
from .event import HttpRequest
from .identity import Identity, Reader, anonymous
from .plan import Plan


def _api_key(request: HttpRequest, plan: Plan) -> Identity:
    # If a key is part of a page, all visitors of the page share it.
    return Identity(("api_key", _require(_part(request.context, "identity"), "apiKeyId")), shared=True)


def _iam(request: HttpRequest, plan: Plan) -> Identity:
    caller = _part(request.context, "identity")
    if not request.is_rest:
        iam = _part(_part(request.context, "authorizer"), "iam")
        cognito = _part(iam, "cognitoIdentity")
        methods = cognito.get("amr")
        caller = {
            **iam,
            "user": iam.get("userId"),
            "cognitoIdentityId": cognito.get("identityId"),
            "cognitoIdentityPoolId": cognito.get("identityPoolId"),
            "cognitoAuthenticationType": methods[0] if isinstance(methods, list) and methods else None,
        }
    arn = _require(caller, "userArn")
    # All identities of a Cognito pool share one role session, so the ARN alone does not tell them apart.
    scope = ("iam", arn, caller.get("cognitoIdentityId"))
    if _is_guest(caller):
        # Anybody who learns a guest's identity id can get credentials for it.
        return Identity(scope, shared=True, guest=True)
    claims = {
        "userArn": arn,
        "userId": caller.get("user"),
        "accountId": caller.get("accountId"),
        "cognitoIdentityId": caller.get("cognitoIdentityId"),
        "cognitoIdentityPoolId": caller.get("cognitoIdentityPoolId"),
    }
    return Identity(scope, _present(claims))


def _is_guest(caller: Mapping[str, Any]) -> bool:
    """Whether the credentials come from an identity pool that does not say that the caller signed in."""
    pool_let_in = caller.get("cognitoIdentityId") or caller.get("cognitoAuthenticationType")
    return bool(pool_let_in) and caller.get("cognitoAuthenticationType") != "authenticated"


def _cognito(request: HttpRequest, plan: Plan) -> Identity:
    authorizer = _part(request.context, "authorizer")
    return _of_token("cognito", _part(authorizer if request.is_rest else _part(authorizer, "jwt"), "claims"))


def _jwt(request: HttpRequest, plan: Plan) -> Identity:
    return _of_token("jwt", _part(_part(_part(request.context, "authorizer"), "jwt"), "claims"))


def _of_token(kind: str, claims: Mapping[str, Any]) -> Identity:
    return Identity((kind, _text(claims.get("iss")), _require(claims, "sub")), claims)


def _lambda_authorizer(request: HttpRequest, plan: Plan) -> Identity:
    authorizer = _part(request.context, "authorizer")
    claims = authorizer if request.is_rest else _part(authorizer, "lambda")
    if not claims:
        raise Unauthorized
    if plan.caller_claim:
        return Identity(("lambda_authorizer", _caller(claims, plan)), claims)
    # An HTTP API has no principal id, and many authorizers return the same id for all callers. The claims that the plan
    # uses also help to tell callers apart, but several callers may have the same claims.
    used = [_claim(claims, name) for name in plan.claims]
    return Identity(("lambda_authorizer", _text(claims.get("principalId")), used), claims, shared=True)


def _caller(claims: Mapping[str, Any], plan: Plan) -> str | int:
    value = _claim(claims, plan.caller_claim)
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise Unauthorized
    return value


def _part(parent: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = parent.get(name)
    return value if isinstance(value, dict) else {}


def _present(claims: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if value not in (None, "")}


def _claim(claims: Mapping[str, Any], name: Any) -> Any:
    try:
        return find_claim(claims, name)
    except Missing:
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _require(parent: Mapping[str, Any], name: str) -> str:
    value = parent.get(name)
    if not isinstance(value, str) or not value:
        raise Unauthorized
    return value


READERS: dict[str, Reader] = {
    "anonymous": anonymous,
    "api_key": _api_key,
    "iam": _iam,
    "cognito": _cognito,
    "jwt": _jwt,
    "lambda_authorizer": _lambda_authorizer,
}
"""The reader for each kind of access, by its name in the plan."""
