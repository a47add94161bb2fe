"""Tokens of the site's own server: HS256 alone, short-lived, and signed with a key that counts."""

import hmac
import json
import time
from typing import Any

import jwt
import pytest
from start_chat_contact.endpoint import Endpoint
from start_chat_contact.event import read_event
from start_chat_contact.signed_jwt import SignedJwt

from constructs_lib import FromCaller, FromClaim, ParticipantDetails, StartChatContactRequest
from tests.support.endpoints import Client, ask, plan_of
from tests.support.events import HEADERS, Http
from tests.support.signing import KEY, Secret, client_error, encode, keys, signed_jwt, token

REQUEST = StartChatContactRequest(
    instance_id="11111111-1111-1111-1111-111111111111",
    contact_flow_id="22222222-2222-2222-2222-222222222222",
    participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
    attributes={"tier": FromClaim(["attributes", "tier"], default="basic")},
    customer_id=FromClaim("sub"),
)
ME = {"sub": "me", "attributes": {"tier": "gold"}}


def start(*authorization: str, jwts: SignedJwt | None = None) -> tuple[int, Client, str]:
    client = Client()
    endpoint = Endpoint(plan_of("signed_jwt", REQUEST), client, (jwts or signed_jwt()).identify)
    header = {"authorization": list(authorization)} if authorization else {}
    http = Http(body="{}", headers={**HEADERS, **header})
    statuses, logs = set(), ""
    for event in (http.rest(), http.http()):
        answer, log = ask(endpoint, event)
        statuses.add(answer["statusCode"])
        logs += log
        if answer["statusCode"] == 401:
            assert answer["headers"]["WWW-Authenticate"] == "Bearer"
            assert json.loads(answer["body"])["detail"] == "Credentials are missing or were refused"
    [status] = statuses
    assert not any(part in logs for text in authorization for part in text.split(".") if len(part) > 8)
    return status, client, logs


def with_token(text: str, **words: Any) -> tuple[int, Client, str]:
    return start(f"Bearer {text}", **words)


def test_a_valid_token_starts_a_chat_with_its_claims() -> None:
    status, client, _ = with_token(token(ME))
    assert status == 200
    assert client.requests[0]["CustomerId"] == "me"
    assert client.requests[0]["Attributes"] == {"tier": "gold"}


def test_it_takes_what_other_libraries_sign() -> None:
    now = int(time.time())
    assert with_token(jwt.encode({**ME, "iat": now, "exp": now + 600}, KEY, algorithm="HS256"))[0] == 200


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_is_written_in_any_case(scheme: str) -> None:
    assert start(f"{scheme} {token(ME)}")[0] == 200


def _signed_with_hs512() -> str:
    signed = token(ME, alg="HS512").rpartition(".")[0]
    return f"{signed}.{encode(hmac.digest(KEY.encode(), signed.encode(), 'sha512'))}"


def refused_tokens() -> dict[str, str]:
    """Made when they are needed: they are bound to the time."""
    return {
        "expired": token(ME, iat=-300, exp=-31),
        "signed with another key": token(ME, "x" * 44),
        "signed with an empty key": token(ME, ""),
        "alg none": token(ME, alg="none"),
        "alg None": token(ME, alg="None"),
        "alg none, signed": token(ME, alg="none") + encode(b"x" * 32),
        "alg RS256 over the key": token(ME, alg="RS256"),
        "alg HS384 over the key": token(ME, alg="HS384"),
        "alg HS512, truly": _signed_with_hs512(),
        "no algorithm": token(ME, alg=""),
        "a critical extension": token(ME, header={"crit": ["b64"], "b64": True}),
        "an unknown critical extension": token(ME, header={"crit": ["x"], "x": 1}),
        "no critical extension": token(ME, header={"crit": []}),
        "no exp": token(ME, exp=None),
        "no iat": token(ME, iat=None),
        "no sub": token({}),
        "empty sub": token({"sub": ""}),
        "number as sub": token({"sub": 1}),
        "lives eleven minutes": token(ME, iat=0, exp=660),
        "lives for years": token(ME, iat=-5, exp=10**9),
        "issued too long ago": token(ME, iat=-700, exp=-101),
        "issued in the future": token(ME, iat=60, exp=600),
        "not yet valid": token({**ME, "nbf": time.time() + 120}),
        "for an audience": token({**ME, "aud": "another service"}),
        "exp as text": token({**ME, "exp": str(int(time.time()) + 60)}, exp=None),
        "iat as text": token({**ME, "iat": str(int(time.time()))}, iat=None),
        "exp true": token({**ME, "exp": True}, exp=None),
        "exp infinite": token({**ME, "exp": float("inf")}, exp=None),
        "exp beyond every float": token({**ME, "exp": 10**400}, exp=None),
        "exp no number": token({**ME, "exp": float("nan")}, exp=None),
        "iat no number": token({**ME, "iat": float("nan")}, iat=None),
        "iat infinite": token({**ME, "iat": float("-inf")}, iat=None),
        "a number among the attributes": token({**ME, "attributes": {"tier": 1}}),
        "attributes as text": token({**ME, "attributes": "gold"}),
        "claims as a list": token({}).split(".")[0] + "." + encode([1]) + ".x",
        "a deep header": encode(b"[" * 3000) + ".e30.x",
        "too long": token({**ME, "x": "x" * 5000}),
        "no token": "",
        "two parts": "a.b",
        "four parts": f"{token(ME)}.x",
        "not base64": token(ME).replace(".", ".!", 1),
        "not ASCII": token(ME)[:-1] + "\u00e9",
        "lone surrogate": token(ME)[:-1] + "\ud800",
    }


@pytest.mark.parametrize("name", refused_tokens())
def test_refused(name: str) -> None:
    status, client, _ = with_token(refused_tokens()[name])
    assert (status, client.requests) == (401, [])


def test_changed_claims_are_refused() -> None:
    head, _, signature = token(ME).split(".")
    claims = {"sub": "victim", "iat": time.time(), "exp": time.time() + 60}
    assert with_token(f"{head}.{encode(claims)}.{signature}")[0] == 401


@pytest.mark.parametrize("key", ["", "k" * 31])
def test_a_key_too_short_to_sign_with_starts_nothing(key: str) -> None:
    status, client, log = with_token(token(ME, key), jwts=SignedJwt(keys(Secret(key))))
    assert (status, client.requests) == (500, [])
    assert json.loads(log.splitlines()[0])["ConnectError"] == "KeyTooShort"


def test_the_missing_header_is_refused() -> None:
    assert start()[0] == 401


@pytest.mark.parametrize("scheme", ["", "Basic ", "Token ", "Bearer"])
def test_another_scheme_is_refused(scheme: str) -> None:
    assert start(scheme + token(ME))[0] == 401


def test_two_different_tokens_are_refused() -> None:
    assert start(f"Bearer {token(ME)}", f"Bearer {token({'sub': 'victim'})}")[0] == 401


def test_clocks_may_differ_by_half_a_minute() -> None:
    assert with_token(token(ME, iat=20, exp=600))[0] == 200
    assert with_token(token(ME, iat=-600, exp=-20))[0] == 200


def test_the_longest_token_of_the_hosted_widget_fits_and_no_longer_one() -> None:
    tokens = [token({**ME, "x": "x" * count}) for count in range(4300, 4500)]
    longest = max((text for text in tokens if len(text) <= 6144), key=len)
    next_one = min((text for text in tokens if len(text) > 6144), key=len)
    assert (len(longest), len(next_one)) in ((6144, 6146), (6143, 6145), (6144, 6145))
    assert with_token(longest)[0] == 200
    assert with_token(next_one)[0] == 401


def test_both_keys_count_during_a_rotation_and_then_the_new_one_alone() -> None:
    secret = Secret(KEY, "n" * 32)
    assert with_token(token(ME), jwts=SignedJwt(keys(secret)))[0] == 200
    assert with_token(token(ME, "n" * 32), jwts=SignedJwt(keys(secret)))[0] == 200
    secret.rotate("z" * 32)
    assert with_token(token(ME), jwts=SignedJwt(keys(secret)))[0] == 401


def test_a_key_that_the_site_uses_at_once_is_read_at_once() -> None:
    secret = Secret()
    jwts = SignedJwt(keys(secret))
    assert with_token(token(ME), jwts=jwts)[0] == 200
    secret.rotate("n" * 32)
    assert with_token(token(ME, "n" * 32), jwts=jwts)[0] == 200


def test_wrong_tokens_do_not_wear_out_secrets_manager() -> None:
    secret, now = Secret(), time.time()
    jwts = SignedJwt(keys(secret, lambda: now))
    assert with_token(token(ME), jwts=jwts)[0] == 200
    statuses = [with_token(token(ME, "x" * 44), jwts=jwts)[0] for _ in range(50)]  # each through two APIs
    assert statuses == [401] * 5 + [503] * 45
    assert len(secret.reads) == 2 + 10 * 2
    assert with_token(token(ME), jwts=jwts)[0] == 200


def test_an_old_token_of_no_key_is_refused_without_a_reading() -> None:
    secret, now = Secret(), time.time()
    jwts = SignedJwt(keys(secret, lambda: now))
    with_token(token(ME), jwts=jwts)
    for _ in range(50):
        assert with_token(token(ME, "x" * 44, iat=-60), jwts=jwts)[0] == 401
    assert len(secret.reads) == 2


def test_secrets_manager_away_is_an_outage_and_not_a_refusal() -> None:
    secret = Secret()
    jwts = SignedJwt(keys(secret))
    assert with_token(token(ME), jwts=jwts)[0] == 200
    secret.rotate("n" * 32)
    secret.error = client_error("InternalServiceError", 500)
    for asked in (jwts, SignedJwt(keys(secret))):
        status, client, log = with_token(token(ME, "n" * 32), jwts=asked)
        assert (status, client.requests) == (503, [])
        assert json.loads(log.splitlines()[0])["ConnectError"] == "InternalServiceError"
    assert with_token(token(ME), jwts=jwts)[0] == 200


def test_a_response_for_want_of_keys_says_when_to_try_again() -> None:
    secret = Secret()
    secret.error = client_error("InternalServiceError", 500)
    endpoint = Endpoint(plan_of("signed_jwt", REQUEST), Client(), SignedJwt(keys(secret)).identify)
    http = Http(body="{}", headers={**HEADERS, "authorization": [f"Bearer {token(ME)}"]})
    answer, _ = ask(endpoint, http.rest())
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "5")
    assert json.loads(answer["body"])["data"]["Error"] == {
        "code": "keys-unavailable",
        "message": "The request can't be checked at the moment; try again",
    }


def test_callers_of_two_issuers_are_two_callers() -> None:
    def scope(claims: dict[str, Any]) -> tuple[Any, ...]:
        http = Http(headers={**HEADERS, "authorization": [f"Bearer {token(claims)}"]})
        return signed_jwt().identify(read_event(http.rest()), plan_of("signed_jwt", REQUEST)).scope

    assert scope({"sub": "me"}) == ("signed_jwt", "", "me")
    assert scope({"sub": "me", "iss": "https://a.example"}) == ("signed_jwt", "https://a.example", "me")
