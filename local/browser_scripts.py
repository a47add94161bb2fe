"""Fetch the scripts that browsers load: of each npm package one file of one release, checked by its hash.

`npm install` would bring 120 packages along for ChatJS alone, hence `npm pack`.
"""

import hashlib
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from local.node import npm


@dataclass(frozen=True, kw_only=True)
class Script:
    """A file of an npm package: its path in there, and the hashes (SHA-256) of the package and of the file."""

    package: str
    version: str
    path: str
    package_sha256: str
    file_sha256: str


SCRIPTS = (
    # Amazon Connect's chat client, for the chat page.
    Script(
        package="amazon-connect-chatjs",
        version="5.0.0",
        path="dist/amazon-connect-chat.js",
        package_sha256="c42caf6c53e7cfefa33466f5c2634c0a9b1403830156a4cd20fa55f5a3e92d98",
        file_sha256="48edccb6571e3ef3ea7669325a3a1d16a3a4041fd5e5beff5f07c956a9fd3723",
    ),
    # The scan of the page for accessibility, for the tests.
    Script(
        package="axe-core",
        version="4.11.0",
        path="axe.min.js",
        package_sha256="39bed7d72308f6d620789c169d699bfd7e8da80f65b545821a6b2215c3e83107",
        file_sha256="e9e5863c33a874f09bc01acd9234b7e3c871479f5eef8802fa582544465e6d01",
    ),
)


def verified(content: bytes, sha256: str, name: str) -> bytes:
    """`content` as it came, if its SHA-256 is `sha256`.

    Raises:
        SystemExit: it is something else.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise SystemExit(f"{name}: SHA-256 is {found}, but {sha256} is pinned; nothing was installed")
    return content


def fetch(script: Script, folder: Path) -> Path:
    """Put the verified file into `folder` (made if need be) and return its path.

    Raises:
        SystemExit: the release has other bytes than the pinned ones.
        subprocess.CalledProcessError: npm could not fetch it.
    """
    with tempfile.TemporaryDirectory() as temporary:
        npm("pack", f"{script.package}@{script.version}", "--pack-destination", temporary)
        tarball = Path(temporary, f"{script.package}-{script.version}.tgz")
        verified(tarball.read_bytes(), script.package_sha256, tarball.name)
        target = folder / Path(script.path).name
        with tarfile.open(tarball) as archive:
            member = archive.extractfile(f"package/{script.path}")
            assert member is not None
            content = verified(member.read(), script.file_sha256, target.name)
    folder.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


if __name__ == "__main__":
    for each in SCRIPTS:
        fetch(each, Path(sys.argv[1]))
