"""What a deployed REST API answers by itself: to browsers, to clients in error, and to too many."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from local.aws import LocalAws
from local.connect import ConnectStandIn
from tests.support.embedded_metrics import Series, totals

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


ORIGIN = {"Origin": "https://b.example"}
NOT_OPEN = {"CustomerId": "c-1"}


@dataclass
class Traffic:
    """Requests of several callers at once, and what they got."""

    gateway: Gateway
    codes: dict[str, Counter[str]] = field(default_factory=lambda: {"Pages": Counter(), "Switched": Counter()})
    request_ids: dict[str, set[str]] = field(default_factory=lambda: {"Pages": set(), "Switched": set()})

    def send(self, endpoint: str, times: int, body: Any = BODY, headers: Mapping[str, str] = ORIGIN) -> None:
        headers = headers if endpoint == "Pages" else {}  # the other takes no pages

        def one(_: int) -> httpx.Response:
            return self.gateway.send(endpoint, json=body, headers=headers)

        with ThreadPoolExecutor(6) as callers:
            for answer in callers.map(one, range(times)):
                error = answer.json()["data"].get("Error")
                self.codes[endpoint][error["code"] if error else "started"] += 1
                self.request_ids[endpoint].add(answer.headers["X-Request-Id"])

    def lines(self, endpoint: str) -> list[str]:
        """What the function logged of these requests, as soon as all of it is there."""
        deadline = time.monotonic() + 30
        while True:
            lines = [line for line in self._log(endpoint) if json.loads(line).get("requestId") in self._sent(endpoint)]
            if len(lines) >= len(self._sent(endpoint)):
                return lines
            assert time.monotonic() < deadline, f"{len(lines)} lines of {len(self._sent(endpoint))} requests"

    def _sent(self, endpoint: str) -> set[str]:
        return self.request_ids[endpoint]

    def _log(self, endpoint: str) -> list[str]:
        pages = self.gateway.aws.boto3("logs").get_paginator("filter_log_events")
        found = pages.paginate(logGroupName=self.gateway.outputs[f"{endpoint}Log"])
        messages = [event["message"].strip() for page in found for event in page["events"]]
        return [message for message in messages if message.startswith("{")]


@pytest.fixture
def connect(gateway: Gateway) -> Iterator[ConnectStandIn]:
    stand_in = gateway.aws.connect
    yield stand_in
    stand_in.set(rate=None, concurrent_chats=None, known=None)


def test_the_metrics_of_200_requests_are_the_ledgers(gateway: Gateway, connect: ConnectStandIn) -> None:
    traffic, begun, earlier = Traffic(gateway), len(connect.calls()), len(connect.ledger())
    traffic.send("Pages", 60)
    traffic.send("Switched", 40)
    traffic.send("Pages", 6, headers={**ORIGIN, "Idempotency-Key": "0b9f3c1e-6a55-4c0e-9d9b-2f1f6f0a7c11"})
    traffic.send("Pages", 14, body=NOT_OPEN)
    traffic.send("Pages", 10, body={"ParticipantDetails": {"DisplayName": "x" * 300}})
    traffic.send("Pages", 10, headers={"Origin": "https://evil.example"})
    traffic.send("Switched", 10, body=NOT_OPEN)
    connect.set(concurrent_chats=0)
    traffic.send("Pages", 15)
    traffic.send("Switched", 5)
    connect.set(concurrent_chats=None, known={})
    traffic.send("Pages", 10)
    connect.set(known=None, rate=(0.001, 2))
    traffic.send("Pages", 20)

    assert sum(traffic.codes["Pages"].values()) + sum(traffic.codes["Switched"].values()) == 200
    started = 0
    for endpoint in ("Pages", "Switched"):
        role, name = gateway.outputs[f"{endpoint}Role"], gateway.outputs[f"{endpoint}Function"]
        calls = Counter(call["Outcome"] for call in connect.calls()[begun:] if call["Role"] == role)
        counted = totals(traffic.lines(endpoint))

        def figure(metric: str, name: str = name, counted: Counter[Series] = counted, **dimensions: str) -> float:
            found = {"FunctionName": name, **dimensions}
            return counted[Series("StartChatContact", metric, tuple(found.items()))]

        assert {dict(series.dimensions)["FunctionName"] for series in counted} == {name}
        by_outcome = {code: figure("Requests", Outcome=code) for code in traffic.codes[endpoint]}
        assert by_outcome == traffic.codes[endpoint]
        assert figure("Requests") == sum(traffic.codes[endpoint].values())
        assert figure("Attempts") == sum(calls.values())
        assert by_outcome["started"] == calls["started"] + calls["repeated"]
        assert by_outcome["chat-capacity"] == calls["LimitExceededException"]
        assert by_outcome.get("misconfigured", 0) == calls["ResourceNotFoundException"]
        started += calls["started"]
    assert len(connect.ledger()) - earlier == started == 60 + 40 + 1 + 2
    assert traffic.codes["Pages"] == {
        "started": 68,
        "field-not-allowed": 14,
        "invalid-request": 10,
        "origin-not-allowed": 10,
        "chat-capacity": 15,
        "misconfigured": 10,
        "throttled": 18,
    }
    assert traffic.codes["Switched"] == {"started": 40, "field-not-allowed": 10, "chat-capacity": 5}


def test_alarms_and_dashboards_are_there(gateway: Gateway) -> None:
    cloudwatch = gateway.aws.boto3("cloudwatch")
    names = [alarm["AlarmName"] for alarm in cloudwatch.describe_alarms(MaxRecords=100)["MetricAlarms"]]
    for endpoint, alarms in (("Pages", 9), ("Switched", 10)):
        assert len([name for name in names if f"{endpoint}Monitoring" in name]) == alarms
    assert len([name for name in names if "Gateway" in name]) == 19
    dashboards = cloudwatch.list_dashboards()["DashboardEntries"]
    assert len([one for one in dashboards if one["DashboardName"].startswith("Gateway")]) == 2


class SwitchedEndpoint:
    """The endpoint with a switch, and the hand of the operator."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway, self._out = gateway, gateway.outputs
        self._ssm = gateway.aws.boto3("ssm")

    def put(self, value: Any) -> None:
        text = value if isinstance(value, str) else json.dumps(value)
        self._ssm.put_parameter(Name=self._out["SwitchName"], Value=text, Overwrite=True)

    def delete(self) -> None:
        self._ssm.delete_parameter(Name=self._out["SwitchName"])

    def renew(self) -> None:
        """Let the next request find a new environment."""
        client = self._gateway.aws.boto3("lambda")
        client.update_function_configuration(FunctionName=self._out["SwitchedFunction"], MemorySize=512)

    def start(self) -> httpx.Response:
        return self._gateway.send("Switched", json=BODY)

    def starts_until(self, status: int) -> httpx.Response:
        """The first answer with that status; each before it has another."""
        deadline = time.monotonic() + 60
        while (answer := self.start()).status_code != status:
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.2)
        return answer

    def log(self) -> list[dict[str, Any]]:
        """The lines that the function has written."""
        logs = self._gateway.aws.boto3("logs")
        events = logs.filter_log_events(logGroupName=self._out["SwitchedLog"])["events"]
        return [json.loads(event["message"]) for event in events if event["message"].startswith("{")]

    def may(self, action: str, arn: str) -> bool:
        iam = self._gateway.aws.boto3("iam")
        found = iam.simulate_principal_policy(
            PolicySourceArn=self._out["SwitchedRole"], ActionNames=[action], ResourceArns=[arn]
        )
        return bool(found["EvaluationResults"][0]["EvalDecision"] == "allowed")


def test_an_operator_closes_the_chat_and_opens_it_again(gateway: Gateway) -> None:
    endpoint = SwitchedEndpoint(gateway)
    assert endpoint.starts_until(200).json()["ContactId"]
    endpoint.put({"state": "closed", "message": "We are moving house.", "until": "2999-01-01T00:00:00Z"})
    closed = endpoint.starts_until(503)
    assert problem(closed, 503, "closed")["message"] == "We are moving house."
    assert int(closed.headers["Retry-After"]) > 86_400
    endpoint.put("open")
    assert endpoint.starts_until(200).json()["ContactId"]


def test_a_switch_that_is_gone_lets_callers_in_and_is_said(gateway: Gateway) -> None:
    endpoint = SwitchedEndpoint(gateway)
    endpoint.delete()
    endpoint.renew()
    assert endpoint.start().status_code == 200
    deadline = time.monotonic() + 30
    while "ParameterNotFound" not in (said := [line.get("switchError") for line in endpoint.log()]):
        assert time.monotonic() < deadline, said


def test_the_function_may_read_its_switch_alone(gateway: Gateway) -> None:
    endpoint, arn = SwitchedEndpoint(gateway), gateway.outputs["SwitchArn"]
    assert endpoint.may("ssm:GetParameter", arn)
    assert not endpoint.may("ssm:GetParameter", arn + "-2")
    assert not endpoint.may("ssm:PutParameter", arn)


def test_only_what_stands_in_front_reaches_the_endpoint(gateway: Gateway) -> None:
    secrets, name = gateway.aws.boto3("secretsmanager"), gateway.outputs["OriginSecretArn"]

    def sent(*values: str) -> httpx.Response:
        return gateway.send("Fronted", json=BODY, headers=[("X-Origin-Verify", value) for value in values])

    old = secrets.get_secret_value(SecretId=name)["SecretString"]
    assert sent(old).status_code == 200
    for values in [(), ("x" * 44,), (old, "x")]:
        problem(sent(*values), 403, "direct-request")
    new = "n" * 44
    secrets.put_secret_value(SecretId=name, SecretString=new)
    assert [sent(value).status_code for value in (new, old)] == [200, 200]
