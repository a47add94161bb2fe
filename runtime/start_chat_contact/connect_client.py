"""Creates AWS clients that start fast and know every parameter, with the botocore of the Lambda runtime.

The clients don't use botocore's service data but this package's own (``data/``). It has a few files instead of those of
all services, and knows the newest members even if the runtime's botocore is older. No other module creates AWS clients.
"""

# First: Python 3.12 and 3.13 take several times as long to import urllib3 from deep inside botocore's imports, because
# a regular expression is then compiled across a chunk boundary of the interpreter's stack.
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
"""The service data, in a folder beside this module."""

INIT_TIMEOUT = 2.0
"""The most seconds that opening the first connection may take during initialisation."""

DEFAULT_CONFIG = Config(
    connect_timeout=1.0,
    read_timeout=1.8,
    retries={"mode": "standard", "total_max_attempts": 1},
    tcp_keepalive=True,
)
"""Short timeouts in seconds, and no retries by botocore, which would also retry when the quota of concurrent chats is
full, where a retry doesn't help. The retry mode is set because its default differs between versions."""

_SERVICES = frozenset({"", "*", "connect", "secrets-manager", "secretsmanager", "ssm"})
"""The services that we call, as botocore's events may spell them. ``""`` and ``*`` are in events of every service."""

# At DEBUG, botocore and urllib3 log bodies and headers, with participant tokens and names in them. Setting the
# function's log level to DEBUG must not make them do that.
for _name in ("botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def create_client(service: str = "connect", config: Config | None = None) -> BaseClient:
    """Return a client for ``service`` ("connect", "secretsmanager" or "ssm") that has the operation that we call.

    ``config`` overrides `DEFAULT_CONFIG`. Region, credentials, endpoint, FIPS and dual-stack come from the environment,
    as with any botocore client (``AWS_REGION``, ``AWS_ENDPOINT_URL_CONNECT``, ``AWS_USE_FIPS_ENDPOINT``…). Raises
    ``botocore.exceptions.UnknownServiceError`` for any other service, and ``NoRegionError`` if no Region is set.
    """
    session = _Session()
    session.register_component("data_loader", _TrimmedLoader())
    region = os.environ.get("AWS_REGION") or None  # botocore itself reads only AWS_DEFAULT_REGION
    return session.create_client(service, region_name=region, config=DEFAULT_CONFIG.merge(config or Config()))


class _Session(botocore.session.Session):  # type: ignore[misc]  # botocore publishes no types
    """A session without botocore's event handlers for other services and for documentation.

    botocore compares each handler's name with the aliases of all services, which takes a fiftieth of the cold start.
    """

    def register(self, event_name: str, *args: Any, **options: Any) -> None:
        kind, _, rest = event_name.partition(".")
        if kind != "docs" and rest.partition(".")[0] in _SERVICES:
            super().register(event_name, *args, **options)


class _TrimmedLoader(Loader):  # type: ignore[misc]  # botocore publishes no types
    """Loads service data from `DATA` only."""

    def __init__(self) -> None:
        super().__init__(extra_search_paths=[str(DATA)], include_default_search_paths=False)

    def is_builtin_path(self, path: str) -> bool:
        # Only for built-in data does botocore follow the service's endpoint rules. For other data it uses
        # endpoints.json, which is older and less exact, for example about dual-stack endpoints.
        return True


def open_connection(client: BaseClient) -> None:
    """Open the client's first connection now, so that no caller waits for CA certificates and TLS.

    Sends one unsigned ``GET /``, ignores the response, and takes at most `INIT_TIMEOUT`. Never raises: if the
    connection can't be opened, starting a chat fails and reports the error.
    """
    with contextlib.suppress(Exception):
        request = AWSRequest("GET", f"{client.meta.endpoint_url}/").prepare()
        send = client._endpoint.http_session.send  # private, but the only way to the pool that later calls use
        run_with_timeout(INIT_TIMEOUT, lambda: send(request))


class _ShutDownWhenLate:
    """A connection that is shut down when the call that uses it exceeds its time limit."""

    def _new_conn(self) -> Any:  # urllib3's SOCKS connections override this method, too
        connection = super()._new_conn()  # type: ignore[misc]
        shut_down_when_late(connection)  # before the TLS handshake
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
