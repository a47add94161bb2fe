"""Where the checkout and what `make setup` put into it are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_LOCAL = ROOT / ".local"

EMULATOR_PYTHON = _LOCAL / "emulator" / "bin" / "python"
CDK_CLI = _LOCAL / "cdk" / "node_modules" / "aws-cdk" / "bin" / "cdk"
NODE_CACHE = _LOCAL / "node-cache"
CHATJS = _LOCAL / "scripts" / "amazon-connect-chat.js"
AXE = _LOCAL / "scripts" / "axe.min.js"


class NotSetUpError(Exception):
    """A part that `make setup` installs is missing."""


def installed(part: Path) -> Path:
    """`part`, if it is there.

    Raises:
        NotSetUpError: it is not.
    """
    if not part.exists():
        raise NotSetUpError(f"{part.relative_to(ROOT)} is missing: run make setup")
    return part
