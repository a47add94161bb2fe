"""One call of an AWS client as data, so that two clients can be compared; botocore and standard library only."""

from __future__ import annotations

import datetime
import types
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import botocore.auth
import botocore.compat

NOW = datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


class _FrozenDatetime(datetime.datetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        return NOW.replace(tzinfo=tz)

    @classmethod
    def utcnow(cls) -> Any:
        return NOW.replace(tzinfo=None)


@contextmanager
def frozen() -> Iterator[None]:
    """Stop the clock that signs and the ids that are made up, in whichever place this botocore keeps them."""
    clock = types.ModuleType("datetime")
    vars(clock).update(vars(datetime), datetime=_FrozenDatetime)
    with ExitStack() as stack:
        for module in (botocore.auth, botocore.compat):
            stack.enter_context(mock.patch.object(module, "datetime", clock))
        stack.enter_context(mock.patch.object(uuid, "uuid4", return_value=uuid.UUID(int=1)))
        yield


def outcome(client: Any, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Call ``operation`` (a method name) and return its answer, or its exception's classes, text and response."""
    try:
        return {"answer": getattr(client, operation)(**parameters)}
    except Exception as error:
        return {
            "error": [cls.__name__ for cls in type(error).__mro__],
            "text": str(error),
            "response": getattr(error, "response", None),
        }
