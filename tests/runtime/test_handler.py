"""The handler module, imported as Lambda does, in a process of its own."""

import json
import os
import socket
import subprocess
import sys
from typing import Any

import pytest

from constructs_lib import defaults
from tests.support.handler_process import RUNTIME, plan_text, start_event
from tests.support.sdk_service import Service, serving
from tests.support.signing import token

KEY = "6f1c9a52-0a5b-4f29-9a7f-3a1f0a6b7c8d"


def _handle(given: Any, **variables: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answer and the log line of a fresh environment."""
    code = (
        "import json, sys; from start_chat_contact.handler import handler;"
        "print(json.dumps(handler(json.loads(sys.argv[1]), None)))"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(RUNTIME), **variables}
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(given)], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    log, answer = (json.loads(line) for line in done.stdout.splitlines())
    return answer, log


@pytest.mark.parametrize(
    ("variables", "exception"),
    [
        ({}, "KeyError"),
        ({"PLAN": ""}, "JSONDecodeError"),
        ({"PLAN": "[]"}, "FileNotFoundError"),
        ({"PLAN": "{}"}, "FileNotFoundError"),
        ({"PLAN": '{"request": {}}'}, "KeyError"),
        ({"PLAN": plan_text()}, "NoRegionError"),
    ],
)
def test_a_function_that_is_not_set_up_answers_all_the_same(variables: dict[str, str], exception: str) -> None:
    answer, log = _handle(start_event(KEY), **variables)
    body = json.loads(answer["body"])
    assert answer["statusCode"] == 500
    assert body["data"]["Error"] == {"code": "misconfigured", "message": "The chat endpoint is not set up correctly"}
    assert answer["headers"]["Cache-Control"] == "no-store"
    assert log["exception"].startswith(f"{exception} at ")
    assert log["Outcome"] == "misconfigured"


def test_a_refusal_needs_no_credentials_and_no_network() -> None:
    answer, log = _handle({}, PLAN=plan_text(), AWS_REGION="us-east-1")
    assert answer["statusCode"] == 405
    assert log["coldStart"] is True


def test_missing_credentials_are_a_misconfiguration() -> None:
    answer, log = _handle(
        start_event(KEY), PLAN=plan_text(), AWS_REGION="us-east-1", AWS_EC2_METADATA_DISABLED="true", HOME="/"
    )
    assert answer["statusCode"] == 500
    assert (log["Outcome"], log["ConnectError"], log["Attempts"]) == ("misconfigured", "NoCredentialsError", 1)


@pytest.mark.parametrize("initialisation", ["on-demand", "provisioned-concurrency"])
def test_a_switch_that_does_not_answer_lets_callers_in_after_a_second(initialisation: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # connects, and never answers
        variables = {
            "AWS_ENDPOINT_URL_SSM": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "AWS_ENDPOINT_URL_CONNECT": "http://127.0.0.1:9",
            "AWS_LAMBDA_INITIALIZATION_TYPE": initialisation,
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
        }
        answer, log = _handle(start_event(KEY), PLAN=plan_text(switch="arn"), AWS_REGION="us-east-1", **variables)
    assert (answer["statusCode"], log["ConnectError"]) == (502, "EndpointConnectionError")
    assert log["switchError"] == "ReadTimeoutError"
    assert log["Latency"] < 3000


def test_a_secret_that_cannot_be_read_is_answered_within_a_short_deadline() -> None:
    short = json.loads(plan_text()) | {"access": "signed_jwt", "jwt_secret": "arn"}
    short["limits"] |= {"deadline": 0.6}
    request = start_event(KEY)
    request["headers"]["Authorization"] = f"Bearer {token({'sub': 'me'})}"
    with socket.create_server(("127.0.0.1", 0)) as silent:  # connects, and never answers
        variables = {
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
        }
        answer, log = _handle(request, PLAN=json.dumps(short), AWS_REGION="us-east-1", **variables)
    assert answer["statusCode"] == 503
    assert (log["Outcome"], log["ConnectError"]) == ("keys-unavailable", "ReadTimeoutError")
    assert log["Latency"] < 2000


_RESTORED = """
import json, random, sys
from snapshot_restore_py import get_after_restore
from start_chat_contact.handler import handler
snapshot, first = random.getstate(), []
for _ in range(2):  # two environments go on from one snapshot
    random.setstate(snapshot)
    for function, arguments, options in get_after_restore():
        function(*arguments, **options)
    first.append(random.random())
print(json.dumps(first), file=sys.stderr)
handler(json.loads(sys.argv[1]), None)
"""
_IMPORTED = """
import json, sys
from start_chat_contact.handler import handler
handler(json.loads(sys.argv[1]), None)
"""


def _run(code: str, service: Service, initialisation: str) -> str:
    """Run an environment that starts one chat; return what it wrote to its standard error."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(RUNTIME),
        "PLAN": plan_text(),
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_ENDPOINT_URL_CONNECT": service.url,
        "AWS_LAMBDA_INITIALIZATION_TYPE": initialisation,
    }
    command = [sys.executable, "-c", code, json.dumps(start_event(KEY))]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stderr


@pytest.mark.parametrize(
    ("initialisation", "methods"),
    [("on-demand", ["GET", "PUT"]), ("provisioned-concurrency", ["PUT"]), ("snap-start", ["PUT"])],
)
def test_a_connection_is_opened_at_import_only_where_a_request_waits_for_it(
    initialisation: str, methods: list[str]
) -> None:
    with serving() as service:
        _run(_IMPORTED, service, initialisation)
    assert [request.method for request in service.received] == methods


def test_an_environment_restored_from_a_snapshot_opens_its_own_connection_and_has_its_own_jitter() -> None:
    with serving() as service:
        first, second = json.loads(_run(_RESTORED, service, "snap-start"))
    assert first != second
    *early, started = service.received
    assert [(request.method, request.path) for request in early] == [("GET", "/")] * 2
    assert (started.method, started.connection) == ("PUT", early[-1].connection)


@pytest.mark.parametrize("count", range(5))
def test_readings_that_take_all_of_their_time_leave_a_share_for_connect(count: int) -> None:
    declared = ["jwt_secret", "contact_id_secret", "origin_secret", "switch"][:count]
    code = (
        "import json, os; from start_chat_contact import handler, plan;"
        "print(json.dumps(handler._share(plan.parse(os.environ['PLAN']))))"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(RUNTIME),
        "AWS_REGION": "us-east-1",
        "PLAN": plan_text(**dict.fromkeys(declared, "arn:of:it")),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    share = json.loads(done.stdout)
    assert 0 < share <= defaults.DEADLINE / 3
    assert defaults.DEADLINE - count * share >= share - 1e-9
