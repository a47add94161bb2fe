"""What a deployed REST API answers by itself: to browsers, to clients in error, and to too many."""

from typing import Any

import httpx
import pytest

from local.aws import LocalAws

APP = "tests/support/apps/gateway_app.py"
STACK = "Gateway"
BODY: dict[str, Any] = {"ParticipantDetails": {"DisplayName": "Ann"}}


class Gateway:
    """The deployed stack."""

    def __init__(self, aws: LocalAws) -> None:
        self.aws = aws
        self.outputs = aws.deploy(APP, STACK, {})

    def send(self, endpoint: str, method: str = "POST", path: str = "", **words: Any) -> httpx.Response:
        url = self.aws.url(self.outputs[f"{endpoint}Url"], path)
        return httpx.request(method, url, timeout=60, **words)


@pytest.fixture(scope="module")
def gateway(local_aws: LocalAws) -> Gateway:
    return Gateway(local_aws)


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The body of an answer that must be an error of the endpoint's kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["data"]["Error"]["code"]) == (status, code)
    return body


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        ("https://a.example", "https://a.example"),
        ("https://b.example", "https://b.example"),
        ("https://evil.example", "https://a.example"),  # which a browser takes for a no
    ],
)
def test_preflight(gateway: Gateway, origin: str, told: str) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = gateway.send("Pages", "OPTIONS", headers=headers)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == told
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type,Idempotency-Key"
    assert answer.headers["Vary"] == "Origin"


def test_pages_of_other_sites_are_refused_by_the_function(gateway: Gateway) -> None:
    allowed = gateway.send("Pages", json=BODY, headers={"Origin": "https://b.example"})
    assert allowed.status_code == 200, allowed.text
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://b.example"
    refused = gateway.send("Pages", json=BODY, headers={"Origin": "https://evil.example"})
    problem(refused, 403, "origin-not-allowed")
    assert "Access-Control-Allow-Origin" not in refused.headers


@pytest.mark.parametrize("body", [[], {"ChatDurationInMinutes": "121"}, {"ParticipantDetails": "Ann"}])
def test_bodies_that_never_reach_the_function(gateway: Gateway, body: Any) -> None:
    answer = gateway.send("Pages", json=body)
    assert "errors" not in problem(answer, 400, "invalid-request")  # the function would say which member
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"ParticipantDetails": {"DisplayName": "x" * 300}}, 400, "invalid-request"),
        ({"Unknown": 1}, 400, "invalid-request"),
        ({"CustomerId": "c-1"}, 403, "field-not-allowed"),
        ({"InstanceId": "99999999-9999-9999-9999-999999999999"}, 403, "field-not-allowed"),
    ],
)
def test_bodies_that_the_function_answers(gateway: Gateway, body: Any, status: int, code: str) -> None:
    assert "errors" in problem(gateway.send("Pages", json=body), status, code)


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "nowhere")])
def test_nothing_is_there(gateway: Gateway, method: str, path: str) -> None:
    problem(gateway.send("Pages", method, path), 404, "not-found")


def test_without_the_key(gateway: Gateway) -> None:
    for headers in ({}, {"X-Api-Key": "guessed"}):
        answer = gateway.send("Keyed", json=BODY, headers=headers)
        problem(answer, 401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.headers["Access-Control-Allow-Origin"] == "https://a.example"


def test_too_many(gateway: Gateway) -> None:
    answers = [gateway.send("Narrow", json=BODY) for _ in range(4)]
    assert answers[0].status_code == 200, answers[0].text
    refused = next(answer for answer in answers if answer.status_code != 200)
    problem(refused, 429, "throttled")
    assert refused.headers["Retry-After"] == "2"
