"""The emulator's process: what it sees, what it says when it cannot start, and that nothing of it stays."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from local.emulator import Emulator, EmulatorError, emulator
from local.paths import ROOT, NotSetUpError
from tests.support.emulator_process import (
    NOWHERE,
    accepts,
    files,
    invoke_a_function_that_tells_its_environment,
    port_of,
    wait_until_gone,
    workers,
)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_function_sees_nothing_of_the_host_and_finds_connect(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED", "secret")
    monkeypatch.setenv("AWS_PROFILE", "production")
    with Emulator(connect_endpoint=NOWHERE) as running:
        seen = invoke_a_function_that_tells_its_environment(running)
    assert "PLANTED" not in seen
    assert "AWS_PROFILE" not in seen
    assert "secret" not in seen.values()
    assert seen["AWS_ENDPOINT_URL_CONNECT"] == NOWHERE
    assert seen["AWS_ENDPOINT_URL"] == running.url
    assert not Path(seen["HOME"], ".aws").exists()


def test_nothing_is_left_after_the_end(temporary: Path) -> None:
    with Emulator(connect_endpoint=NOWHERE) as running:
        invoke_a_function_that_tells_its_environment(running)
        assert workers(temporary)
    wait_until_gone(port_of(running.url), temporary)


def test_nothing_is_left_after_a_failure_inside(temporary: Path) -> None:
    running = Emulator(connect_endpoint=NOWHERE)

    def fail_inside() -> None:
        with running:
            invoke_a_function_that_tells_its_environment(running)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_inside()
    wait_until_gone(port_of(running.url), temporary)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_when_its_starter_is_killed(tmp_path: Path, how: signal.Signals) -> None:
    script = f"""
import signal, sys
from local.emulator import Emulator
from tests.support.emulator_process import invoke_a_function_that_tells_its_environment
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
with Emulator(connect_endpoint={NOWHERE!r}) as running:
    invoke_a_function_that_tells_its_environment(running)
    print(running.url, flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as starter:
        assert starter.stdout is not None
        port = port_of(starter.stdout.readline().strip())
        assert accepts(port)
        assert workers(tmp_path)
        starter.send_signal(how)
        starter.wait(20)
    wait_until_gone(port, tmp_path)


def test_it_listens_on_loopback_only() -> None:
    with Emulator(connect_endpoint=NOWHERE) as running, socket.socket() as probe:
        # 127.0.0.2 is this machine too, but not the address that was asked for: a wildcard listener would answer.
        assert probe.connect_ex(("127.0.0.2", port_of(running.url))) != 0
        assert accepts(port_of(running.url))


def test_a_port_in_use_is_said_so(monkeypatch: pytest.MonkeyPatch, temporary: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(emulator, "_free_port", lambda: port)
        with pytest.raises(EmulatorError, match=rf"(?s)^the emulator ended .*:{port} is already in use"):
            Emulator(connect_endpoint=NOWHERE).__enter__()
    assert not files(temporary)


def test_a_missing_installation_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emulator, "EMULATOR_PYTHON", ROOT / ".local" / "absent")
    with pytest.raises(NotSetUpError, match=r"^\.local/absent is missing: run make setup$"):
        Emulator(connect_endpoint=NOWHERE).__enter__()


def test_the_environment_for_clients_holds_no_other_account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CA_BUNDLE", "CDK_HOME", "https_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "other")
    assert "other" not in Emulator(connect_endpoint=NOWHERE).env().values()
