"""The Lambda handler. Everything that can be done before the first request is done at import."""

# ruff: noqa: E402
import gc

gc.disable()  # objects made at import are kept; looking for garbage among them takes a twentieth of the cold start

import os
from typing import TYPE_CHECKING, Any, Protocol

from . import connect_client  # must come before botocore, as connect_client.py explains

# isort: split
from botocore.config import Config

from . import http_response, log, plan
from .endpoint import Endpoint, error_location
from .errors import Misconfigured
from .event import read_event
from .identity import Reader

if TYPE_CHECKING:
    from .origin_secret import OriginSecret
    from .secret_keys import SecretKeys
    from .signed_contact_id import SignedContactIds
    from .switch import Switch


class Handler(Protocol):
    """Anything that responds to proxy events."""

    def handle(self, event: Any, context: Any) -> dict[str, Any]:
        """Respond to one event; never raises."""
        ...


class _Broken:
    """Responds to every request with `Misconfigured`, because setting up the function failed.

    If the import raised the error instead, Lambda would only report a crash.
    """

    def __init__(self, error: Exception) -> None:
        self._exception = error_location(error)

    def handle(self, event: Any, context: Any) -> dict[str, Any]:
        request = read_event(event)
        error = Misconfigured()
        log.write(
            log.Entry(outcome=error.code, status=error.status, request_id=request.request_id, exception=self._exception)
        )
        return http_response.failed(error, request.request_id, {})


def _endpoint() -> Handler:
    """Return the endpoint that the environment variables describe."""
    try:
        declared = plan.parse(os.environ[plan.VARIABLE])
        client = connect_client.create_client(
            config=Config(connect_timeout=declared.limits.connect_timeout, read_timeout=declared.limits.read_timeout)
        )
        switch = _switch(declared)
        _warm_up(client, switch)
        return Endpoint(
            declared, client, _authenticate(declared), _contact_ids(declared), switch, _origin_secret(declared)
        )
    except Exception as error:
        return _Broken(error)


def _warm_up(client: Any, switch: "Switch | None") -> None:
    """Do what the first request would otherwise wait for: at import or, with SnapStart, after a restore.

    With provisioned concurrency this does nothing: the first request may come hours later, when a connection that was
    opened now would be closed.
    """

    def warm_up() -> None:
        if switch is not None:
            switch.begin()  # runs while the connection to Connect is opened
        connect_client.open_connection(client)

    match os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE"):
        case "on-demand":
            warm_up()
        case "snap-start":
            from .snap_start import after_restore

            after_restore(warm_up)


# Few deployments need these modules. They are imported only if needed, because each import lengthens the cold start.
def _authenticate(declared: plan.Plan) -> Reader | None:
    if not declared.jwt_secret:
        return None
    from .signed_jwt import SignedJwt

    return SignedJwt(_keys(declared.jwt_secret, declared)).identify


def _contact_ids(declared: plan.Plan) -> "SignedContactIds | None":
    if not declared.contact_id_secret:
        return None
    from .signed_contact_id import SignedContactIds

    return SignedContactIds(_keys(declared.contact_id_secret, declared), declared)


def _origin_secret(declared: plan.Plan) -> "OriginSecret | None":
    if not declared.origin_secret:
        return None
    from .origin_secret import OriginSecret

    return OriginSecret(_keys(declared.origin_secret, declared))


def _switch(declared: plan.Plan) -> "Switch | None":
    if not declared.switch:
        return None
    from .switch import CONNECT_TIMEOUT, READ_TIMEOUT, Switch

    config = Config(connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT)
    return Switch(connect_client.create_client("ssm", config), declared.switch, timeout=min(1.0, _share(declared)))


def _keys(secret_id: str, declared: plan.Plan) -> "SecretKeys":
    from .secret_keys import SecretKeys
    from .secret_versions import CONNECT_TIMEOUT, READ_TIMEOUT

    client = connect_client.create_client(
        "secretsmanager", Config(connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT)
    )
    return SecretKeys(client, secret_id, timeout=min(3.0, _share(declared)))


def _share(declared: plan.Plan) -> float:
    """Return the seconds that each reading before the call to Connect may take: at least one share is Connect's."""
    readings = (declared.switch, declared.jwt_secret, declared.contact_id_secret, declared.origin_secret)
    return declared.limits.time_budget / max(3, sum(map(bool, readings)) + 1)


_ENDPOINT = _endpoint()

gc.freeze()
gc.enable()


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Respond to a proxy event of a REST API, an HTTP API or a function URL."""
    return _ENDPOINT.handle(event, context)
