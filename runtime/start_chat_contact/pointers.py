"""JSON pointers for responses: they name members, and never hold what may be personal data."""

import re

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_:-]{0,63}")


def child(pointer: str, name: str) -> str:
    """The pointer of a member; of its parent, when the name is not one that a developer would give a member."""
    return f"{pointer}/{name}" if _PLAIN_NAME.fullmatch(name) else pointer
