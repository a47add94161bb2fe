"""The interpreters that a cold start is measured on: what `make benchmark` installed for each that it found."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local.node import node as wheel_node

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = ROOT / ".local"
SCRIPTS = ENVIRONMENTS / "benchmark-javascript"


@dataclass(frozen=True)
class Python:
    """A Python with boto3 and what else the variants need."""

    name: str
    path: Path


@dataclass(frozen=True)
class Node:
    """A Node."""

    name: str
    path: Path

    def as_installed(self) -> Path:
        """Return the handler beside the SDK as npm installs it, as the Lambda runtime has it."""
        return SCRIPTS / "handler.mjs"

    def bundled(self, folder: Path) -> Path:
        """Return the handler and the SDK in one file, as esbuild makes it by default."""
        return self._bundle(folder / "handler.cjs")

    def bundled_as_esm(self, folder: Path) -> Path:
        """Return them in one ES module without the SDK's unused code, which starts faster."""
        require = "import { createRequire } from 'module'; const require = createRequire(import.meta.url);"
        return self._bundle(
            folder / "handler.mjs", "--format=esm", "--main-fields=module,main", f"--banner:js={require}"
        )

    def _bundle(self, bundle: Path, *options: str) -> Path:
        if not bundle.exists():
            esbuild = SCRIPTS / "node_modules" / "esbuild" / "bin" / "esbuild"
            common = ["--bundle", "--minify", "--platform=node", "--target=node20", "--log-level=error"]
            line = [str(esbuild), str(self.as_installed()), *common, *options, f"--outfile={bundle}"]
            subprocess.run(line, check=True)
        return bundle


def installed_pythons() -> Iterator[Python]:
    """Yield each Python that has an environment."""
    for folder in sorted(ENVIRONMENTS.glob("benchmark-3.*")):
        yield Python(f"Python {folder.name.removeprefix('benchmark-')}", folder / "bin" / "python")


def installed_nodes() -> Iterator[Node]:
    """Yield the system's Node, and that of the project's own environment."""
    found = {_version(path): path for path in (shutil.which("node"), wheel_node()) if path}
    for version, path in sorted(found.items()):
        yield Node(f"Node {version}", Path(path))


def _version(path: str | Path) -> str:
    done = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=True)
    return done.stdout.removeprefix("v").partition(".")[0]
