"""A client on the trimmed data does exactly what a client on botocore's complete data does.

Both run in this process on one engine, with the clock and the ids stopped. Requests are taken where they would go to
the socket, signed and complete, and answered there.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.handlers import BUILTIN_HANDLERS
from botocore.loaders import Loader
from start_chat_contact.connect_client import DEFAULT_CONFIG, _Session, create_client

from local.boto import ENVIRONMENT
from tests.support.sdk_calls import ANSWERS, OK, PARAMETER_REQUESTS, REQUESTS, REQUIRED, SECRET_REQUESTS, Answer, answer
from tests.support.sdk_outcome import frozen, outcome

REGIONS = ["us-east-1", "eu-central-1", "af-south-1", "eu-west-1", "us-gov-west-1", "cn-north-1", "fips-us-west-2"]
"""With and without an endpoint of Connect in botocore's list, GovCloud, China, and an old spelling for FIPS."""

VARIANTS = {
    "plain": {},
    "FIPS": {"AWS_USE_FIPS_ENDPOINT": "true"},
    "dual-stack": {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
    "FIPS and dual-stack": {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"},
    "endpoint": {"AWS_ENDPOINT_URL": "http://127.0.0.1:9/base"},
    "defaults mode": {"AWS_DEFAULTS_MODE": "in-region"},
}

OPERATIONS = {"connect": "start_chat_contact", "secretsmanager": "get_secret_value", "ssm": "get_parameter"}

COMPLETE = Loader()
"""botocore's own data; one for all tests, because reading it is slow."""


def complete_client(service: str) -> Any:
    session = botocore.session.Session()
    session.register_component("data_loader", COMPLETE)
    return session.create_client(service, config=DEFAULT_CONFIG)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {**ENVIRONMENT, "AWS_DEFAULT_REGION": "eu-west-2"}.items():
        monkeypatch.setenv(name, value)
    with frozen():
        yield


class Wire:
    """Stands where the sockets of one client would begin: keeps what is sent, and answers it."""

    def __init__(self, client: Any, answer: Answer) -> None:
        self.sent: list[Any] = []
        self._answer = answer
        client.meta.events.register("before-send", self._send)

    def _send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.sent.append((request.method, request.url, sorted(request.headers.items()), request.body))
        return AWSResponse(request.url, self._answer.status, self._answer.headers, _Body(self._answer.body))


class _Body(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.getvalue()


def observe(
    make: Callable[[str], Any], service: str, cases: Mapping[str, dict[str, Any]], answer: Answer = OK
) -> dict[str, Any]:
    """Return everything that can be seen of a client that ``make`` makes, for each of the cases."""
    operation = OPERATIONS[service]
    try:
        client = make(service)
    except Exception as error:
        return {"client": repr(error)}
    seen: dict[str, Any] = {"client": (client.meta.endpoint_url, client.meta.region_name)}
    for name, parameters in cases.items():
        wire = Wire(client, answer)
        seen[name] = {**outcome(client, operation, parameters), "sent": wire.sent}
        client.meta.events.unregister("before-send", wire._send)
    return seen


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize(
    ("service", "cases"), [("connect", REQUESTS), ("secretsmanager", SECRET_REQUESTS), ("ssm", PARAMETER_REQUESTS)]
)
def test_sends_the_same_everywhere(
    service: str, cases: dict[str, Any], region: str, variant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    for name, value in VARIANTS[variant].items():
        monkeypatch.setenv(name, value)
    assert observe(create_client, service, cases) == observe(complete_client, service, cases)


@pytest.mark.parametrize("name", ANSWERS)
def test_understands_answers_the_same(name: str) -> None:
    cases = {"required": REQUIRED}
    assert observe(create_client, "connect", cases, ANSWERS[name]) == observe(
        complete_client, "connect", cases, ANSWERS[name]
    )


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "DecryptionFailure", "InternalServiceError", "Unheard"])
def test_understands_answers_about_secrets_the_same(code: str) -> None:
    cases = {"by name": {"SecretId": "chat/signing"}}
    refused = Answer(400, b'{"__type":"' + code.encode() + b'","Message":"m"}', {})
    assert observe(create_client, "secretsmanager", cases, refused) == observe(
        complete_client, "secretsmanager", cases, refused
    )


@pytest.mark.parametrize(
    "code", ["ParameterNotFound", "AccessDeniedException", "ThrottlingException", "InternalServerError", "Unheard"]
)
def test_understands_answers_about_parameters_the_same(code: str) -> None:
    cases = {"by name": {"Name": "/chat/switch"}}
    refused = Answer(400, b'{"__type":"' + code.encode() + b'","message":"m"}', {})
    assert observe(create_client, "ssm", cases, refused) == observe(complete_client, "ssm", cases, refused)


def test_understands_parameters_the_same() -> None:
    cases = {"by name": {"Name": "/chat/switch"}}
    given = answer(200, {"Parameter": {"Name": "/chat/switch", "Type": "String", "Value": "open", "Version": 3}})
    seen = observe(create_client, "ssm", cases, given)
    assert seen == observe(complete_client, "ssm", cases, given)
    assert seen["by name"]["answer"]["Parameter"]["Value"] == "open"


@pytest.mark.parametrize("service", OPERATIONS)
def test_follows_the_endpoint_rules(service: str) -> None:
    """Without the rules botocore would quietly fall back to its older list of endpoints."""
    rules, expected = (make(service)._ruleset_resolver for make in (create_client, complete_client))
    assert rules._builtins.keys() == expected._builtins.keys()
    assert rules._param_definitions.keys() == expected._param_definitions.keys()


@pytest.mark.parametrize(
    ("service", "service_id"), [("connect", "connect"), ("secretsmanager", "secrets-manager"), ("ssm", "ssm")]
)
def test_runs_the_same_handlers_for_each_event_of_a_call(service: str, service_id: str) -> None:
    complete, ours = complete_client(service), create_client(service)
    operation = "".join(word.title() for word in OPERATIONS[service].split("_"))
    kinds = {spec[0].partition(".")[0] for spec in BUILTIN_HANDLERS} - {"docs"}
    assert len(kinds) > 10
    found = 0
    for kind in kinds:
        for event in (kind, f"{kind}.{service_id}", f"{kind}.{service_id}.{operation}"):
            expected = _handlers(complete, event)
            assert _handlers(ours, event) == expected, event
            found += len(expected)
    assert found > 20


@pytest.mark.parametrize("service", ["connect", "secrets-manager", "secretsmanager", "ssm"])
def test_keeps_handlers_however_botocore_spells_the_service(service: str) -> None:
    """Botocore's own list has names such as ``machinelearning``, whose events say ``machine-learning``."""
    session, called = _Session(), []
    session.register(f"after-call.{service}", lambda **_: called.append(service))
    service_id = service.replace("secretsmanager", "secrets-manager")
    session.get_component("event_emitter").emit(f"after-call.{service_id}.Operation")
    assert called == [service]


def _handlers(client: Any, event: str) -> list[str]:
    return [
        getattr(one, "__qualname__", type(one).__name__)
        for one in client.meta.events._emitter._handlers.prefix_search(event)
    ]


def test_observes_requests_refusals_and_errors() -> None:
    """What the comparisons above compare is not empty."""
    seen = observe(create_client, "connect", REQUESTS)
    assert seen["client"] == ("https://connect.eu-west-2.amazonaws.com", "eu-west-2")
    [(method, url, headers, body)] = seen["everything"]["sent"]
    assert (method, url) == ("PUT", "https://connect.eu-west-2.amazonaws.com/contact/chat")
    assert b"Credential=AKIDEXAMPLE/20300102/eu-west-2/connect/" in dict(headers)["Authorization"]
    assert b'"ConnectionTypes": ["WEBSOCKET", "CONNECTION_CREDENTIALS"]' in body
    assert seen["everything"]["answer"]["ContactId"] == "contact-3"
    assert seen["unknown member"]["sent"] == []
    assert seen["unknown member"]["error"][0] == "ParamValidationError"
    throttled = observe(create_client, "connect", {"x": REQUIRED}, ANSWERS["ThrottlingException in header"])
    assert throttled["x"]["error"][0] == "ThrottlingException"
