"""The Lambda handler. Everything that can be done before the first request is done at import."""

# ruff: noqa: E402
import gc

gc.disable()  # what is made at import stays; collecting it again and again costs a twentieth of the cold start

import os
from typing import Any, Protocol

from . import connect_client  # before botocore: see there

# isort: split
from botocore.config import Config

from . import answer, log, plan
from .endpoint import Endpoint, place
from .errors import Misconfigured
from .event import read_event


class Handler(Protocol):
    """Anything that answers proxy events."""

    def handle(self, event: Any, context: Any) -> dict[str, Any]:
        """Answer one event; never raise."""
        ...


class _Broken:
    """Answers every request alike, because the function could not be set up. Lambda would only report a crash."""

    def __init__(self, error: Exception) -> None:
        self._exception = place(error)

    def handle(self, event: Any, context: Any) -> dict[str, Any]:
        request = read_event(event)
        error = Misconfigured()
        log.write(
            log.Entry(outcome=error.code, status=error.status, request_id=request.request_id, exception=self._exception)
        )
        return answer.failed(error, request.request_id, {})


def _endpoint() -> Handler:
    """The endpoint that the environment describes."""
    try:
        declared = plan.parse(os.environ[plan.VARIABLE])
        client = connect_client.create_client(
            config=Config(connect_timeout=declared.limits.connect_timeout, read_timeout=declared.limits.read_timeout)
        )
        connect_client.open_connection(client)
        return Endpoint(declared, client)
    except Exception as error:
        return _Broken(error)


_ENDPOINT = _endpoint()

gc.freeze()
gc.enable()


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Answer a proxy event of a REST API, an HTTP API or a function URL."""
    return _ENDPOINT.handle(event, context)
