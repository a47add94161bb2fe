"""The function's own files, in an installed library or in a checkout."""

import runpy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """An error of the endpoint, as callers get it."""

    status: int
    code: str
    """What clients match on."""
    title: str
    retry_after: int | None = None
    """Seconds after which trying again can help; None: it can't."""
    name: str = ""
    """The class of the function's own errors."""


def runtime_folder() -> Path:
    """Return the root of the function's code: in the wheel inside the library, in a checkout beside it."""
    library = Path(__file__).resolve().parent
    installed = library / "_runtime"
    return installed if installed.is_dir() else library.parent / "runtime"


@cache
def function_errors() -> Mapping[str, ErrorResponse]:
    """Return the function's errors by code, from its file alone: nothing else of the function is loaded."""
    module = runpy.run_path(str(runtime_folder() / "start_chat_contact" / "errors.py"))
    kinds = module["ChatError"].__subclasses__()
    return {
        kind.code: ErrorResponse(kind.status, kind.code, kind.title, kind.retry_after, kind.__name__) for kind in kinds
    }
