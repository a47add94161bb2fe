"""Fetch Amazon Connect's chat client for browsers, ChatJS: one file of one release, checked by its hash.

`npm install` would bring 120 packages along for this one file, hence `npm pack`.
"""

import hashlib
import sys
import tarfile
import tempfile
from pathlib import Path

from local.node import npm

PACKAGE = "amazon-connect-chatjs"
VERSION = "5.0.0"
FILE = "amazon-connect-chat.js"
_TARBALL_SHA256 = "c42caf6c53e7cfefa33466f5c2634c0a9b1403830156a4cd20fa55f5a3e92d98"
_FILE_SHA256 = "48edccb6571e3ef3ea7669325a3a1d16a3a4041fd5e5beff5f07c956a9fd3723"


def verified(content: bytes, sha256: str, name: str) -> bytes:
    """`content` as it came, if its SHA-256 is `sha256`.

    Raises:
        SystemExit: it is something else.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise SystemExit(f"{name}: SHA-256 is {found}, but {sha256} is pinned; nothing was installed")
    return content


def fetch(folder: Path) -> Path:
    """Put the verified file into `folder` (made if need be) and return its path.

    Raises:
        SystemExit: the release has other bytes than the pinned ones.
        subprocess.CalledProcessError: npm could not fetch it.
    """
    with tempfile.TemporaryDirectory() as temporary:
        npm("pack", f"{PACKAGE}@{VERSION}", "--pack-destination", temporary)
        tarball = Path(temporary, f"{PACKAGE}-{VERSION}.tgz")
        verified(tarball.read_bytes(), _TARBALL_SHA256, tarball.name)
        with tarfile.open(tarball) as archive:
            member = archive.extractfile(f"package/dist/{FILE}")
            assert member is not None
            content = verified(member.read(), _FILE_SHA256, FILE)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / FILE
    target.write_bytes(content)
    return target


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
