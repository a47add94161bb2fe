"""Credentials of every kind, good and bad, against deployed endpoints of every kind of access.

``python -m tests.support.identities`` deploys them to a local AWS and prints who was let in.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.aws import LocalAws
from tests.support.openid_issuer import Issuer, new_key, signed

APP, STACK = "tests/support/apps/identity_app.py", "Identity"
USER, PASSWORD = "ann@example.com", "Correct-horse-7-battery"
NAME = {"ParticipantDetails": {"DisplayName": "Ann"}}


@dataclass(frozen=True)
class Attempt:
    """One start with one set of credentials."""

    endpoint: str
    proof: str
    headers: dict[str, str]
    accepted: bool


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt: the answer, and the requests that reached Connect for it."""

    attempt: Attempt
    answer: httpx.Response
    calls: list[dict[str, Any]]


class Identities:
    """The deployed endpoints, and the proofs that they ask for."""

    def __init__(self, aws: LocalAws, issuer: Issuer) -> None:
        self.aws, self.issuer = aws, issuer
        self.outputs = aws.deploy(APP, STACK, {"issuer": issuer.url})
        self._idp = aws.boto3("cognito-idp")
        self._short = self._make_users()
        self._stranger = new_key()

    def post(self, endpoint: str, headers: dict[str, str], body: Any = None) -> httpx.Response:
        """Return the answer of an endpoint to a start."""
        content = {} if endpoint in ("RestCognito", "HttpCognito", "HttpJwt", "HttpJwtToo") else NAME
        url = self.aws.url(self.outputs[endpoint])
        return httpx.post(url, json=content if body is None else body, headers=headers, timeout=60)

    def make(self, attempt: Attempt) -> Outcome:
        """Make an attempt."""
        before = len(self.aws.connect.calls())
        answer = self.post(attempt.endpoint, attempt.headers)
        return Outcome(attempt, answer, [call["Request"] for call in self.aws.connect.calls()[before:]])

    def attempts(self) -> Iterator[Attempt]:
        """Yield every proof for every endpoint."""
        yield from self._of("HttpJwt", self._issued(), accepted=("valid",))
        # A REST API takes the tokens of every client of a pool.
        yield from self._of("RestCognito", self._cognito(), accepted=("valid", "other audience"))
        yield from self._of("HttpCognito", self._cognito(), accepted=("valid",))
        for endpoint in ("RestSignedJwt", "HttpSignedJwt"):
            yield from self._of(endpoint, self._site_signed(), accepted=("valid", "other issuer"))
        for endpoint in ("RestLambda", "HttpLambda"):
            sessions = {"valid": "session-of-ann", "unknown": "session-of-eve"}
            yield from self._of(endpoint, {**sessions, "missing": None}, accepted=("valid",))
        key = self.aws.boto3("apigateway").get_api_key(apiKey=self.outputs["ApiKeyId"], includeValue=True)["value"]
        for proof, value in {"valid": key, "wrong": key[::-1], "missing": None}.items():
            yield Attempt("RestApiKey", proof, {} if value is None else {"x-api-key": value}, proof == "valid")
        for endpoint in ("RestIam", "HttpIam"):
            yield Attempt(endpoint, "valid", self._signature(endpoint), True)
            yield Attempt(endpoint, "missing", {}, False)

    def cognito_token(self, client: str = "") -> str:
        """Return an ID token of the one user."""
        answer = self._idp.admin_initiate_auth(
            UserPoolId=self.outputs["UserPoolId"],
            ClientId=client or self.outputs["ClientId"],
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": USER, "PASSWORD": PASSWORD},
        )
        return str(answer["AuthenticationResult"]["IdToken"])

    def site_token(self, key: str = "", **changes: Any) -> str:
        """Return a token as the site's server signs it."""
        secret = self.aws.boto3("secretsmanager").get_secret_value(SecretId=self.outputs["TokenKey"])["SecretString"]
        now = int(time.time())
        claims = {"sub": "ann", "iat": now, "exp": now + 300, "attributes": {"tier": "gold"}, **changes}
        return jwt.encode(claims, key or secret, algorithm="HS256")

    def _of(self, endpoint: str, proofs: dict[str, str | None], accepted: tuple[str, ...]) -> Iterator[Attempt]:
        for proof, token in proofs.items():
            headers = {} if token is None else {"Authorization": f"Bearer {token}"}
            yield Attempt(endpoint, proof, headers, proof in accepted)

    def _issued(self) -> dict[str, str | None]:
        now, issuer = int(time.time()), self.issuer
        return {
            "valid": issuer.token(),
            "expired": issuer.token(iat=now - 600, exp=now - 300),
            "wrongly signed": signed(issuer.claims(), self._stranger),
            "other audience": issuer.token(aud="another-service"),
            "other issuer": issuer.token(iss="https://other.example/"),
            "missing": None,
            "alg none": jwt.encode(issuer.claims(), "", algorithm="none", headers={"kid": "key-1"}),
        }

    def _cognito(self) -> dict[str, str | None]:
        valid = self.cognito_token()
        head, claims = jwt.get_unverified_header(valid), jwt.decode(valid, options={"verify_signature": False})
        expired = self.cognito_token(self._short["seconds"])
        ends = jwt.decode(expired, options={"verify_signature": False})["exp"]
        while time.time() <= ends:  # a second, by its own word
            time.sleep(0.05)
        return {
            "valid": valid,
            "expired": expired,
            "wrongly signed": signed(claims, self._stranger, head["kid"]),
            "other audience": self.cognito_token(self._short["hour"]),
            "other issuer": self.issuer.token(),
            "missing": None,
            "alg none": jwt.encode(claims, "", algorithm="none", headers={"kid": head["kid"]}),
        }

    def _site_signed(self) -> dict[str, str | None]:
        now, valid = int(time.time()), self.site_token()
        return {
            "valid": valid,
            "expired": self.site_token(iat=now - 400, exp=now - 100),
            "wrongly signed": self.site_token("x" * 44),
            "other audience": self.site_token(aud="another-service"),
            "other issuer": self.site_token(iss="https://other.example/"),  # another caller, since nobody names issuers
            "missing": None,
            "alg none": jwt.encode(jwt.decode(valid, options={"verify_signature": False}), "", algorithm="none"),
            "valid for too long": self.site_token(iat=now, exp=now + 601),
        }

    def _signature(self, endpoint: str) -> dict[str, str]:
        request = AWSRequest("POST", self.outputs[endpoint], data=b"{}")
        SigV4Auth(Credentials("test", "test"), "execute-api", "us-east-1").add_auth(request)
        return {name: request.headers[name] for name in ("Authorization", "X-Amz-Date")}

    def _make_users(self) -> dict[str, str]:
        pool, flows = self.outputs["UserPoolId"], ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
        attributes = [{"Name": "email", "Value": USER}, {"Name": "name", "Value": "Ann"}]
        self._idp.admin_create_user(UserPoolId=pool, Username=USER, UserAttributes=attributes, MessageAction="SUPPRESS")
        self._idp.admin_set_user_password(UserPoolId=pool, Username=USER, Password=PASSWORD, Permanent=True)
        self._idp.update_user_pool_client(UserPoolId=pool, ClientId=self.outputs["ClientId"], ExplicitAuthFlows=flows)
        clients = {}
        for name, units in (("seconds", "seconds"), ("hour", "hours")):
            made = self._idp.create_user_pool_client(
                UserPoolId=pool,
                ClientName=name,
                ExplicitAuthFlows=flows,
                IdTokenValidity=1,
                TokenValidityUnits={"IdToken": units},
            )
            clients[name] = made["UserPoolClient"]["ClientId"]
        return clients


def table(outcomes: list[Outcome]) -> str:
    """Return the outcomes by endpoint, in figures."""
    lines = [f"{'endpoint':15}{'attempts':>9}{'accepted':>9}{'refused':>8}{'calls of Connect':>17}  accepted proofs"]
    for endpoint in dict.fromkeys(outcome.attempt.endpoint for outcome in outcomes):
        ours = [outcome for outcome in outcomes if outcome.attempt.endpoint == endpoint]
        accepted = [outcome for outcome in ours if outcome.answer.status_code == 200]
        refused = [outcome for outcome in ours if outcome.answer.status_code in (401, 403)]
        calls = sum(len(outcome.calls) for outcome in ours)
        names = ", ".join(outcome.attempt.proof for outcome in accepted)
        lines.append(f"{endpoint:15}{len(ours):>9}{len(accepted):>9}{len(refused):>8}{calls:>17}  {names}")
    return "\n".join(lines)


def main() -> None:
    """Print the table; leave with 1 when anybody was let in who should not be, or the other way round."""
    with Issuer() as issuer, LocalAws() as aws:
        identities = Identities(aws, issuer)
        outcomes = [identities.make(attempt) for attempt in identities.attempts()]
    print(table(outcomes))
    sys.exit(any((o.answer.status_code == 200) is not o.attempt.accepted for o in outcomes))


if __name__ == "__main__":
    main()
