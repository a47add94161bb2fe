"""Start and stop the emulator, and reach what is deployed to it."""

import http.client
import os
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from local import boto
from local.node import environment
from local.paths import EMULATOR_PYTHON, ROOT, installed
from local.process_group import last_lines, process_group

ACCOUNT = "000000000000"
_START_SECONDS = 60


class EmulatorError(Exception):
    """The emulator did not start; the message ends with what it said last."""


class Emulator:
    """The emulator, as a context manager: from entry to exit it serves on a free port of 127.0.0.1, in memory only.

    Args:
        connect_endpoint: where the deployed functions find Amazon Connect, for example `http://127.0.0.1:8080`.

    Raises:
        EmulatorError: on entry, when it does not start.
        local.paths.NotSetUpError: on entry, when it is not installed.
    """

    def __init__(self, *, connect_endpoint: str) -> None:
        self._connect_endpoint = connect_endpoint
        self._port = 0
        self._default_stages: dict[str, bool] = {}
        self._ending = ExitStack()

    @property
    def url(self) -> str:
        """The endpoint of every emulated service."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self._port = _free_port()
        with self._ending as ending:
            folder = Path(ending.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
            log = folder / "emulator.log"
            process = ending.enter_context(
                process_group(
                    [installed(EMULATOR_PYTHON), "-m", "local.emulator.launcher"],
                    cwd=ROOT,
                    env=self._own_environment(folder),
                    output=ending.enter_context(log.open("wb")),
                    stdin=subprocess.PIPE,
                )
            )
            self._wait(process, log)
            self._ending = ending.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ending.close()

    def env(self) -> dict[str, str]:
        """The environment in which the CDK CLI, an app's synthesis and boto3 use the emulator and nothing else."""
        kept = {
            k: v for k, v in environment().items() if not k.startswith(("AWS_", "CDK_")) and "proxy" not in k.lower()
        }
        return {
            **kept,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": boto.REGION,
            "AWS_DEFAULT_REGION": boto.REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.url,
            # An IP address makes the CLI's S3 client put the bucket's name into the path.
            "AWS_ENDPOINT_URL_S3": self.url,
        }

    def client(self, service: str) -> Any:
        """A boto3 client of an emulated service."""
        return boto.client(service, self.url)

    def invoke_url(self, url: str, path: str = "") -> str:
        """Where the emulator serves what AWS would serve at `url`, the invoke URL of a deployed API.

        Args:
            url: `https://<api id>.execute-api.<region>.<suffix>/<stage>/...`, as the stack's outputs give it; the
                default stage of an HTTP API has no name in it.
            path: appended to the URL's own path.
        """
        parts = urlsplit(url)
        api = (parts.hostname or "").split(".")[0]
        below = [part for part in (parts.path.strip("/"), path.strip("/")) if part]
        tail = "/".join(below) + ("/" if (path or parts.path).endswith("/") and below else "")
        if self._has_default_stage(api):
            tail = f"$default/{tail}"
        return f"{self.url}/_aws/execute-api/{api}/{tail}"

    def _has_default_stage(self, api: str) -> bool:
        if api not in self._default_stages:  # asking takes longer than many a request
            client = self.client("apigatewayv2")
            known = {item["ApiId"] for item in client.get_apis()["Items"]}
            stages = client.get_stages(ApiId=api)["Items"] if api in known else []
            self._default_stages[api] = "$default" in {stage["StageName"] for stage in stages}
        return self._default_stages[api]

    def _own_environment(self, folder: Path) -> dict[str, str]:
        # A clean one, since the functions see all of it; HOME keeps the host's AWS profiles from them.
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "STATE_DIR": str(folder / "state"),
            "LANG": "C.UTF-8",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self._port),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LAMBDA_ACCOUNT_CONCURRENCY": "0",
            "LOG_LEVEL": "WARNING",
            "AWS_ENDPOINT_URL_CONNECT": self._connect_endpoint,
            # As Lambda sets it.
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        }

    def _wait(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self._healthy():
            if process.poll() is not None:
                raise EmulatorError(
                    f"the emulator ended with status {process.returncode} at its start:\n{last_lines(log)}"
                )
            if time.monotonic() > deadline:
                raise EmulatorError(f"the emulator did not answer within {_START_SECONDS} s:\n{last_lines(log)}")
            time.sleep(0.05)

    def _healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=1)
        try:
            connection.request("GET", "/_ministack/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
