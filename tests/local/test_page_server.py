import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from playwright.sync_api import Playwright

from local import browser
from local.boto import client
from local.connect import ConnectStandIn
from local.page_server import PageServer, Site
from local.paths import CHATJS, ROOT

ON_AWS = Site(endpoint="https://abc.execute-api.eu-west-2.amazonaws.com/Prod/", region="eu-west-2", topics=["sales"])


@pytest.fixture(scope="module")
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


@pytest.fixture
def get(server: PageServer) -> Iterator[httpx.Client]:
    server.show(ON_AWS)
    with httpx.Client(base_url=server.origin, trust_env=False) as http:
        yield http


def test_the_page_for_an_endpoint_on_aws(get: httpx.Client) -> None:
    assert get.get("/config.json").json() == {
        "endpoint": "https://abc.execute-api.eu-west-2.amazonaws.com/Prod/",
        "region": "eu-west-2",
        "topics": ["sales"],
        "request": {
            "SupportedMessagingContentTypes": [
                "text/plain",
                "text/markdown",
                "application/vnd.amazonaws.connect.message.interactive",
            ]
        },
    }
    assert get.get("/stand-in/contacts/any").status_code == 404
    assert get.get("/stand-in/calls").status_code == 404


def test_the_policy_allows_what_the_page_works_with_and_nothing_else(get: httpx.Client) -> None:
    answer = get.get("/")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' "
        "https://abc.execute-api.eu-west-2.amazonaws.com https://participant.connect.eu-west-2.amazonaws.com "
        "wss://*.transport.connect.eu-west-2.amazonaws.com; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]


def test_chatjs_is_served_as_it_is(get: httpx.Client) -> None:
    assert get.get("/amazon-connect-chat.js").content == CHATJS.read_bytes()


@pytest.mark.parametrize("path", ["/../page_server.py", "/%2e%2e/page_server.py", "/missing.js"])
def test_nothing_but_the_page_is_served(get: httpx.Client, path: str) -> None:
    assert get.get(path).status_code == 404


def test_other_names_of_this_machine_are_refused(get: httpx.Client) -> None:
    assert get.get("/config.json", headers={"Host": "rebound.example.com"}).status_code == 400


def test_before_there_is_a_site() -> None:
    with PageServer() as server:
        answer = httpx.get(f"{server.origin}/config.json", trust_env=False)
    assert answer.status_code == 503
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"


def test_the_ledger_comes_without_tokens(server: PageServer, get: httpx.Client) -> None:
    with ConnectStandIn() as connect:
        server.show(Site(endpoint="http://127.0.0.1:1/", region="us-east-1", stand_in=connect.url, declaration={}))
        request = {"InstanceId": "1", "ContactFlowId": "2", "ParticipantDetails": {"DisplayName": "Ada"}}
        started = client("connect", connect.url).start_chat_contact(**request)
        found = get.get(f"/stand-in/contacts/{started['ContactId']}")
        assert found.json()["Request"].items() >= request.items()
        assert started["ParticipantToken"] not in found.text
        assert get.get("/stand-in/contacts/unknown").status_code == 404
        [call] = get.get("/stand-in/calls").json()
        assert (call["Outcome"], call["ContactId"]) == ("started", started["ContactId"])
        assert get.get("/config.json").json()["standIn"] == {
            "declaration": {},
            "contacts": "stand-in/contacts/",
            "calls": "stand-in/calls",
        }


def test_the_command_serves_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "local.page_server", "--endpoint", ON_AWS.endpoint, "--region", "eu-west-2"]
    with subprocess.Popen([*command, "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            said = process.stdout.readline()
            url = re.fullmatch(r"The chat page is at (\S+)/ \(the endpoint must allow this origin\)\n", said)
            assert url
            assert httpx.get(f"{url[1]}/config.json", trust_env=False).json()["endpoint"] == ON_AWS.endpoint
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 0
        finally:
            process.kill()


def test_a_port_in_use_is_one_message(server: PageServer) -> None:
    command = [sys.executable, "-m", "local.page_server", "--endpoint", ON_AWS.endpoint, "--region", "eu-west-2"]
    port = server.origin.rpartition(":")[2]
    run = subprocess.run([*command, "--port", port], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (
        1,
        f"port {port} on 127.0.0.1 is in use; give another, or 0 for a free one\n",
    )


def test_a_machine_without_a_browser_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    playwright: Any = SimpleNamespace(chromium=SimpleNamespace(executable_path="/nowhere/chromium"))
    with pytest.raises(browser.NoBrowserError) as raised:
        browser.launch(cast(Playwright, playwright))
    assert str(raised.value) == (
        "no Chromium is installed: run `apt-get install chromium fonts-liberation`, "
        "or `.venv/bin/playwright install chromium` where there is no such package"
    )
