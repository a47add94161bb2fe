"""The stage that serves an API."""

import re
from collections.abc import Iterator

from constructs_lib.prop_types import describe
from constructs_lib.tokens import is_unresolved

_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")


def check_stage_name(name: object, *, may_be_default: bool = False) -> Iterator[str]:
    """Yield what is wrong with a stage's name; an HTTP API's may be ``$default``."""
    if is_unresolved(name) or (may_be_default and name == "$default"):
        return
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        also = ", or $default" if may_be_default else ""
        yield f"stage_name: got {describe(name)}; give 1 to 128 letters, digits, - and _{also}"
