"""AWS clients that start fast and know every parameter, on the botocore of the Lambda runtime.

The engine is the runtime's own botocore, the service data is this package's (``data/``): a few files instead of the
data of all services, and a model that knows the newest members even where the runtime's own does not. This is the
one module of the function that imports an AWS SDK.
"""

# First: reached from deep inside botocore's imports instead, urllib3 costs Python 3.12 and 3.13 several times as much
# (a regular expression is compiled across a chunk boundary of the interpreter's stack).
import urllib3  # noqa: F401, I001

import contextlib
import logging
import os
from pathlib import Path
from typing import Any

import botocore.session
from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
    AWSRequest,
)
from botocore.client import BaseClient
from botocore.config import Config
from botocore.loaders import Loader

from .watchdog import run_with_timeout, shut_down_when_late

DATA = Path(__file__).resolve().parent / "data"
"""The service data, found beside this module whatever the working directory is."""

INIT_TIMEOUT = 2.0
"""Seconds that opening the first connection may take, during initialisation."""

DEFAULT_CONFIG = Config(
    connect_timeout=1.0,
    read_timeout=1.8,
    retries={"mode": "standard", "total_max_attempts": 1},
    tcp_keepalive=True,
)
"""Short timeouts in seconds, and no retries by botocore: it would wait and try again when the quota of concurrent
chats is full, which only a chat that ends can clear. The mode is named because its default differs by version."""

_SERVICE_IDS = frozenset({"", "*", "connect", "secrets-manager", "ssm"})
"""Our services in the names of botocore's events; ``""`` and ``*`` are events of every service."""

# botocore and urllib3 write bodies and headers at DEBUG, participant tokens and names among them; a function whose
# log level is set to DEBUG must not make them do it.
for _name in ("botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def create_client(service: str = "connect", config: Config | None = None) -> BaseClient:
    """Return a client for ``service`` ("connect", "secretsmanager" or "ssm") that knows the operation that we call.

    ``config`` is laid over `DEFAULT_CONFIG`. Region, credentials, endpoint, FIPS and dual-stack come from the
    environment as with any botocore client (``AWS_REGION``, ``AWS_ENDPOINT_URL_CONNECT``, ``AWS_USE_FIPS_ENDPOINT``…).
    Raises ``botocore.exceptions.UnknownServiceError`` for any other service and ``NoRegionError`` without a Region.
    """
    session = _Session()
    session.register_component("data_loader", _TrimmedLoader())
    region = os.environ.get("AWS_REGION") or None  # botocore itself reads only AWS_DEFAULT_REGION
    return session.create_client(service, region_name=region, config=DEFAULT_CONFIG.merge(config or Config()))


class _Session(botocore.session.Session):  # type: ignore[misc]  # botocore publishes no types
    """Leaves out botocore's handlers for other services and for documentation.

    botocore compares each handler's name with the aliases of all services: a fiftieth of the cold start.
    """

    def register(self, event_name: str, *args: Any, **options: Any) -> None:
        kind, _, rest = event_name.partition(".")
        if kind != "docs" and rest.partition(".")[0] in _SERVICE_IDS:
            super().register(event_name, *args, **options)


class _TrimmedLoader(Loader):  # type: ignore[misc]  # botocore publishes no types
    """Reads `DATA`, and nothing else."""

    def __init__(self) -> None:
        super().__init__(extra_search_paths=[str(DATA)], include_default_search_paths=False)

    def is_builtin_path(self, path: str) -> bool:
        # Data from anywhere else counts as a user's own: botocore would then take endpoints from endpoints.json, which
        # is older and less exact (dual-stack, for one) than the endpoint rules that it follows with its own data.
        return True


def open_connection(client: BaseClient) -> None:
    """Open the client's first connection now, before a caller waits for CA certificates and TLS.

    Costs one unsigned ``GET /``, whose response is ignored, and at most `INIT_TIMEOUT`. Never raises: what fails here
    fails again, with its name, when a chat is started.
    """
    with contextlib.suppress(Exception):
        request = AWSRequest("GET", f"{client.meta.endpoint_url}/").prepare()
        send = client._endpoint.http_session.send  # private, and the only way to the pool that calls will use
        run_with_timeout(INIT_TIMEOUT, lambda: send(request))


class _ShutDownWhenLate:
    """A connection that ends with the call that uses it, where that call exceeds its time limit."""

    def _new_conn(self) -> Any:  # where urllib3's own SOCKS connections take over, too
        connection = super()._new_conn()  # type: ignore[misc]
        shut_down_when_late(connection)  # TLS comes next
        return connection

    def request(self, *args: Any, **options: Any) -> Any:
        if (kept := self.sock) is not None:  # type: ignore[attr-defined]
            shut_down_when_late(kept)
        return super().request(*args, **options)  # type: ignore[misc]


class _Connection(_ShutDownWhenLate, AWSHTTPConnection):  # type: ignore[misc]
    pass


class _TlsConnection(_ShutDownWhenLate, AWSHTTPSConnection):  # type: ignore[misc]
    pass


AWSHTTPConnectionPool.ConnectionCls = _Connection
AWSHTTPSConnectionPool.ConnectionCls = _TlsConnection
