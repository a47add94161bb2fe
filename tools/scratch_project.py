"""Somebody else's project, on the library's wheel and a CDK of choice, synthesised by the stock CDK CLI.

``python -m tools.scratch_project PYTHON``: the environment of ``PYTHON`` has the CDK, and gets the wheel. The project,
``tests/packaging/scratch/app.py``, is copied to a folder outside the checkout.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from local.node import node
from local.paths import CDK_CLI, ROOT, installed

APP = ROOT / "tests" / "packaging" / "scratch" / "app.py"
_QUIET = ["--quiet", "--disable-pip-version-check"]


def synthesise(python: Path, folder: Path) -> dict[str, int]:
    """Install the wheel beside that interpreter, synthesise the project in ``folder``; return resources by stack."""
    pip = [str(python), "-m", "pip"]
    subprocess.run([*pip, "wheel", *_QUIET, "--no-deps", "--wheel-dir", str(folder), str(ROOT)], check=True)
    [wheel] = folder.glob("*.whl")
    subprocess.run([*pip, "install", *_QUIET, "--no-deps", "--force-reinstall", str(wheel)], check=True)
    shutil.copy(APP, folder)
    line: list[str | Path] = [
        node(),
        installed(CDK_CLI),
        "synth",
        "--quiet",
        "--app",
        shlex.join([str(python), "app.py"]),
    ]
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    quiet = {"CDK_DISABLE_CLI_TELEMETRY": "true", "CDK_HOME": str(folder / "home")}
    flags = ["--version-reporting=false", "--notices=false"]
    subprocess.run([*line, *flags], cwd=folder, env=clean | quiet, check=True)
    return {
        path.name.removesuffix(".template.json"): len(json.loads(path.read_text("utf-8"))["Resources"])
        for path in sorted((folder / "cdk.out").rglob("*.template.json"))
    }


def main() -> None:
    """Print the stacks and how many resources each has."""
    python = Path(sys.argv[1]).absolute()  # not what it links to: that would leave its environment
    version = subprocess.run(
        [str(python), "-c", "import importlib.metadata as m; print(m.version('aws-cdk-lib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        for stack, resources in synthesise(python, Path(folder)).items():
            print(f"aws-cdk-lib {version}: {stack} has {resources} resources")


if __name__ == "__main__":
    main()
