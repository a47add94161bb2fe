"""Two callers with one key and one body: two chats, and neither continues the other's."""

import json
from typing import Any

import pytest
from start_chat_contact.endpoint import Endpoint

from constructs_lib import FromCaller, ParticipantDetails, PersistentChat, SignedContactId, StartChatContactRequest
from tests.support.endpoints import ask, plan_of
from tests.support.events import CLAIMS, HEADERS, Http
from tests.support.profiles import FLOW_ID, INSTANCE_ID
from tests.support.signing import signed_contact_ids, signed_jwt, token

KEY = "6f1c9a52-0a5b-4f29-9a7f-3a1f0a6b7c8d"
REQUEST = StartChatContactRequest(
    instance_id=INSTANCE_ID,
    contact_flow_id=FLOW_ID,
    participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
    persistent_chat=PersistentChat(rehydration_type="ENTIRE_PAST_SESSION", source_contact_id=SignedContactId()),
)
ROLE = "arn:aws:sts::123456789012:assumed-role/web/"


class Connect:
    """Answers a repeated token with the first contact, as Connect documents."""

    def __init__(self) -> None:
        self.contacts: dict[str, str] = {}

    def start_chat_contact(self, **request: Any) -> dict[str, str]:
        contact = self.contacts.setdefault(request["ClientToken"], f"contact-{len(self.contacts)}")
        return {"ContactId": contact, "ParticipantId": "p", "ParticipantToken": "t"}


def _pool(identity: str, methods: list[str]) -> dict[str, Any]:
    """What both kinds of API say of an identity of a pool, all of which have one role session."""
    arn = f"{ROLE}CognitoIdentityCredentials"
    cognito = {"cognitoIdentityId": identity, "cognitoAuthenticationType": methods[0]}
    iam = {"userArn": arn, "cognitoIdentity": {"identityId": identity, "amr": methods}}
    return {"identity": {"userArn": arn, **cognito}, "authorizer": {"iam": iam}}


def _session(name: str) -> dict[str, Any]:
    return {"identity": {"userArn": ROLE + name}, "authorizer": {"iam": {"userArn": ROLE + name}}}


def _caller(kind: str, name: str) -> dict[str, Any]:
    callers: dict[str, dict[str, Any]] = {
        "api_key": {"identity": {"apiKeyId": name}},
        "cognito": {"authorizer": {"claims": CLAIMS | {"sub": name}, "jwt": {"claims": CLAIMS | {"sub": name}}}},
        "iam sessions": _session(name),
        "iam identities": _pool(name, ["authenticated"]),
        "iam guests": _pool(name, ["unauthenticated"]),
        "jwt": {"authorizer": {"jwt": {"claims": CLAIMS | {"sub": name}}}},
        "lambda_authorizer": {"authorizer": {"principalId": "all", "user": name, "lambda": {"user": name}}},
    }
    return callers.get(kind, {})


BOTH = ["cognito", "iam sessions", "iam identities", "iam guests", "lambda_authorizer", "signed_jwt"]


@pytest.mark.parametrize(
    ("kind", "form"),
    [*((kind, form) for kind in BOTH for form in ("rest", "http")), ("api_key", "rest"), ("jwt", "http")],
)
def test_nothing_crosses(kind: str, form: str) -> None:
    access = kind.split()[0]
    plan = plan_of(access, REQUEST, **({"caller_claim": "user"} if access == "lambda_authorizer" else {}))
    connect = Connect()
    authenticate = signed_jwt().identify if access == "signed_jwt" else None
    endpoint = Endpoint(plan, connect, authenticate, signed_contact_ids(plan))

    def start(name: str, **body: Any) -> tuple[int, dict[str, Any]]:
        proof = {"authorization": [f"Bearer {token({'sub': name})}"]} if access == "signed_jwt" else {}
        headers = HEADERS | {"idempotency-key": [KEY]} | proof
        http = Http(body=json.dumps(body), headers=headers, caller=_caller(kind, name))
        response, _ = ask(endpoint, getattr(http, form)())
        return response["statusCode"], json.loads(response["body"])

    (_, alice), (_, bob) = start("alice"), start("bob")
    assert (alice["ContactId"], bob["ContactId"]) == ("contact-0", "contact-1")
    assert start("alice")[1]["ContactId"] == "contact-0"
    for name, own, other in (("alice", alice, bob), ("bob", bob, alice)):
        status, refused = start(name, PersistentChat={"SourceContactId": other["SignedContactId"]})
        assert (status, refused["data"]["Error"]["code"]) == (403, "not-owner")
        assert start(name, PersistentChat={"SourceContactId": own["SignedContactId"]})[0] == 200
    assert len(connect.contacts) == 4
