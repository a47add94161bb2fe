"""Every case of anonymous callers over HTTP, through endpoints that the CDK CLI has deployed."""

import base64
import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from local.aws import LocalAws
from tests.support.profiles import ORIGIN, PROFILES
from tests.support.request_cases import Case, cases, second
from tests.support.request_cases import http as request_of

APP, STACK = "tests/support/apps/hostile_app.py", "Hostile"
NOT_CARRIED = {
    "an object where text belongs": "an HTTP body is bytes",
    "base64 with foreign characters": "API Gateway encodes, callers don't",
    "no headers": "HTTP/1.1 demands Host",
}
BY_THE_GATEWAY = {
    "GET": 404,  # the API has no such method
    "gzip": 400,  # its model of the body finds no JSON
}
"""What the gateway refuses before the function can give its own answer, and with which status."""
CASES = [case for case in cases() if PROFILES[case["profile"]][0] == "anonymous" and case["label"] not in NOT_CARRIED]


@dataclass(frozen=True)
class Deployed:
    """The endpoints, one for each deployment of the cases."""

    aws: LocalAws
    outputs: dict[str, str]

    def send(self, case: Case) -> tuple[http.client.HTTPResponse, bytes, list[dict[str, Any]]]:
        """The answer to a case, its body, and the requests that reached Connect for it."""
        construct_id = "".join(part.capitalize() for part in case["profile"].split("-"))
        url = urlsplit(self.aws.url(self.outputs[f"{construct_id}Url"]))
        request = request_of(case)
        body = request.body.encode() if request.body is not None else None
        if body is not None and request.is_base64:
            body = base64.b64decode(body)
        before = len(self.aws.connect.calls())
        connection = http.client.HTTPConnection(url.netloc, timeout=60)
        try:
            connection.putrequest(request.method, url.path or "/")
            for name, values in request.headers.items():
                for value in values if name != "host" else ():
                    connection.putheader(name.upper() if request.capitals else name, value)
            connection.putheader("content-length", str(len(body or b"")))
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        return answer, content, [call["Request"] for call in self.aws.connect.calls()[before:]]


@pytest.fixture(scope="module")
def deployed(local_aws: LocalAws) -> Deployed:
    return Deployed(local_aws, local_aws.deploy(APP, STACK, {}))


def test_what_cannot_be_carried_is_all_there_is() -> None:
    assert len(CASES) + len(NOT_CARRIED) == 120
    assert {*NOT_CARRIED, *BY_THE_GATEWAY} <= {case["label"] for case in cases()}


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_over_http(case: Case, deployed: Deployed) -> None:
    answer, content, sent = deployed.send(case)
    expected = BY_THE_GATEWAY.get(case["label"], case["status"])
    assert answer.status in (expected if isinstance(expected, list) else [expected]), content
    body = json.loads(content)
    assert len(sent) == (1 if expected == 200 else 0)
    assert answer.getheader("Cache-Control") == "no-store"
    assert answer.getheader("Access-Control-Allow-Origin", ORIGIN) == ORIGIN
    if expected != 200:
        assert answer.getheader("Content-Type") in ("application/problem+json", "application/json")
        assert body["status"] == answer.status
        assert body["message"] == body["data"]["Error"]["message"]
        return
    started = body["data"]["startChatResult"]
    assert {name: body[name] for name in ("ContactId", "ParticipantId", "ParticipantToken")}.items() <= started.items()
    for member, value in case.get("sent", {}).items():
        assert sent[0][member] == value
    if "also" in case:
        always = {"InstanceId", "ContactFlowId", "ParticipantDetails", "ClientToken"}
        assert set(sent[0]) == always | set(case["also"])
    assert not [never for never in case.get("never", ()) if never in json.dumps(sent[0])]
    if "then" in case:
        again, _, sent_again = deployed.send(second(case))
        assert again.status == 200
        assert (sent[0]["ClientToken"] == sent_again[0]["ClientToken"]) is case["same_token"]
