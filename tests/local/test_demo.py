import http.server
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

import httpx
import pytest

from local import demo
from local.aws import LocalAws
from local.loopback import HOST, serving
from local.paths import ROOT
from tests.support.emulator_process import port_of, wait_until_gone

# As a shell starts what runs in the background: deaf to interrupts.
IN_THE_BACKGROUND = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", IN_THE_BACKGROUND, "-m", "local.demo", *arguments],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(output: IO[str] | None, text: str) -> str:
    assert output is not None
    read = ""
    for line in output:
        read += line
        if text in line:
            return read
    raise AssertionError(f"no line with {text!r} in:\n{read}")


def test_once_it_shows_a_whole_chat_and_ends(tmp_path: Path) -> None:
    with running(tmp_path, "--once") as process:
        said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    url = re.search(r"Here, they POST to +(http://127\.0\.0\.1:\d+)/\S+", said)
    assert url
    assert f'"InstanceId": "{demo.INSTANCE_ID}"' in said
    assert '"topic": "delivery"' in said
    assert "Ann: Where is my parcel?" in said
    assert "A forged InstanceId got 403" in said
    assert set(re.findall(r'"ParticipantToken": "(.*)"', said)) == {"********"}
    wait_until_gone(port_of(url[1]), tmp_path)


def test_it_stays_up_until_ctrl_c_for_clients_of_ones_own(tmp_path: Path) -> None:
    own = "http://localhost:3000"
    with running(tmp_path, "--allow-origins", f"{own},https://app.example") as process:
        read_until(process.stdout, "Ctrl-C")
        said = read_until(process.stdout, "        ConnectionToken=") + read_until(process.stdout, "    )")
        page, url, ledger = (
            found[1]
            for pattern in (r"browser: +(http://127\.0\.0\.1:\d+)/\n", r"curl (\S+) ", r"Connect saw: +(\S+)\n")
            if (found := re.search(pattern, said))
        )
        by_name = page.replace("127.0.0.1", "localhost")
        assert httpx.get(f"{by_name}/config.json").json()["endpoint"] == url
        assert "Contacts" in httpx.get(ledger).text
        for origin in (page, by_name, own, "https://app.example"):
            asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            assert httpx.options(url, headers=asked).headers["Access-Control-Allow-Origin"] == origin
            body = {"ParticipantDetails": {"DisplayName": "Bob"}}
            started = httpx.post(url, json=body, headers={"Origin": origin}, timeout=60)
            assert started.status_code == 200, started.text
            assert started.headers["Access-Control-Allow-Origin"] == origin
        token = started.json()["data"]["startChatResult"]["ParticipantToken"]
        snippet = textwrap.dedent(said[said.index("    import boto3") :])
        names: dict[str, Any] = {"token": token}
        exec(snippet, names)
        sent = names["chat"].get_transcript(
            ConnectionToken=names["connection"]["ConnectionCredentials"]["ConnectionToken"]
        )
        assert "Hello" in [item.get("Content") for item in sent["Transcript"]]
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    wait_until_gone(int(url.split(":")[2].split("/")[0]), tmp_path)


def test_the_page_has_port_8000_and_another_one_where_that_is_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    assert demo.PORT == 8000
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        free = taken.getsockname()[1]
    monkeypatch.setattr(demo, "PORT", free)
    with demo._page_server() as first:
        assert port_of(first.origin) == free
        with demo._page_server() as second:
            assert port_of(second.origin) not in (free, 0)
            assert httpx.get(f"{second.origin}/").status_code == 200


def test_an_interrupt_ends_it_at_any_time(tmp_path: Path) -> None:
    with running(tmp_path, "--once") as process:
        read_until(process.stdout, "Deploying")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.endswith("Interrupted; everything is stopped.\n")
    assert not list(tmp_path.iterdir())


def test_a_failed_deployment_is_one_message(
    local_aws: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = tmp_path / "app.py"
    app.write_text("raise SystemExit('instance_id: missing')")
    monkeypatch.setattr(demo, "APP", str(app))
    monkeypatch.setattr(demo, "_local_aws", lambda: nullcontext(local_aws))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert demo.main(["--once"]) == 1
    assert re.match(r"(?s)\nThe demo failed: cdk deploy failed \(1\):\n.*instance_id: missing", capsys.readouterr().err)


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    with serving(http.server.HTTPServer((HOST, 0), Handler)) as server:
        yield f"http://{HOST}:{server.server_port}/"


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (500, b"{}", r"the start of a chat got 500 instead of 200"),
        (502, b"<html>", r"the endpoint returned 502 with a body that is not JSON"),
        (
            200,
            b'{"data": {"startChatResult": {"ContactId": "made up", "ParticipantToken": "x"}}}',
            r"the contact id of the response is unknown to Amazon Connect's stand-in",
        ),
    ],
)
def test_a_wrong_answer_fails_the_demo(local_aws: LocalAws, status: int, body: bytes, message: str) -> None:
    with answering(status, body) as url, pytest.raises(demo.DemoError, match=f"^{message}$"):
        demo.start_chat(local_aws, url)


def test_an_accepted_forgery_fails_the_demo(local_aws: LocalAws) -> None:
    with answering(200, b"{}") as url, pytest.raises(demo.DemoError, match="forged InstanceId was not refused"):
        demo.refuse_forgery(local_aws, url)
