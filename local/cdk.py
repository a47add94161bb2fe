"""The stock CDK CLI, pointed at the emulator."""

import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from local.boto import REGION
from local.emulator import ACCOUNT, Emulator
from local.node import node
from local.paths import CDK_CLI, NODE_CACHE, ROOT, installed
from local.process_group import last_lines, process_group

_SECONDS = 300

Context = Mapping[str, str]


class CdkError(Exception):
    """The CDK CLI failed; the message ends with what it said last."""


class Cdk:
    """The CLI's commands against one emulator.

    Apps are paths relative to the checkout; each is run by this interpreter. Every method raises `CdkError` when the
    CLI fails or takes longer than five minutes, and `local.paths.NotSetUpError` when it is not installed.

    Args:
        emulator: a running one.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def bootstrap(self) -> None:
        """Make what the default synthesizer needs in the account: once per emulator."""
        self._run("bootstrap", f"aws://{ACCOUNT}/{REGION}", "--app", "")

    def deploy(self, app: str, stack: str, context: Context) -> dict[str, str]:
        """Deploy one stack, new or again, and return its outputs by name."""
        with tempfile.TemporaryDirectory() as folder:
            outputs = Path(folder, "outputs.json")
            self._run(
                "deploy",
                stack,
                "--require-approval",
                "never",
                "--outputs-file",
                str(outputs),
                *_synthesis(app, context),
            )
            found: dict[str, str] = json.loads(outputs.read_text()).get(stack, {}) if outputs.exists() else {}
            return found

    def destroy(self, app: str, stack: str, context: Context) -> None:
        """Delete one stack."""
        self._run("destroy", stack, "--force", *_synthesis(app, context))

    def _run(self, command: str, *arguments: str) -> None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            log = Path(folder, "log")
            flags = [
                "--version-reporting=false",
                "--notices=false",
                "--color=false",
                "--output",
                str(Path(folder, "cdk.out")),
            ]
            env = self._emulator.env() | {
                # There the CLI remembers whose account an access key opens: what another emulator said must not count.
                "CDK_HOME": folder,
                "CDK_DISABLE_CLI_TELEMETRY": "true",
                # Apps of any folder import the library as if it were installed.
                "PYTHONPATH": str(ROOT),
                # What an interrupted synthesis leaves behind goes with the folder.
                "TMPDIR": folder,
                "NODE_COMPILE_CACHE": str(NODE_CACHE),
            }
            line: list[str | Path] = [node(), installed(CDK_CLI), command, *arguments, *flags]
            with log.open("wb") as output, process_group(line, cwd=ROOT, env=env, output=output) as process:
                try:
                    status: int | str = process.wait(_SECONDS)
                except subprocess.TimeoutExpired:
                    status = f"no end within {_SECONDS} s"
            if status != 0:
                raise CdkError(f"cdk {command} failed ({status}):\n{last_lines(log)}")


def _synthesis(app: str, context: Context) -> list[str]:
    values = [argument for name, value in context.items() for argument in ("--context", f"{name}={value}")]
    return ["--app", shlex.join([sys.executable, app]), *values]
