"""A stand-in of AWS Secrets Manager, as far as the function calls it."""

from __future__ import annotations

import json
import uuid

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from local.web_server import WebServer

_STAGES = ("AWSCURRENT", "AWSPREVIOUS")


class SecretsManagerStandIn(WebServer):
    """Answers ``GetSecretValue``, as a context manager; signatures and permissions are not checked.

    ``url`` is the endpoint, for ``AWS_ENDPOINT_URL_SECRETS_MANAGER``. ``calls`` has the secret and the stage of each
    call so far.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self._versions: dict[str, list[tuple[str, str]]] = {}
        super().__init__(lambda url: Starlette(routes=[Route("/", self._get_secret_value, methods=["POST"])]))

    def rotate(self, secret_id: str, value: str) -> None:
        """Make ``value`` the secret's current version, and the version that was current the previous one."""
        self._versions.setdefault(secret_id, []).insert(0, (str(uuid.uuid4()), value))

    async def _get_secret_value(self, request: Request) -> JSONResponse:
        asked = json.loads(await request.body())
        secret_id, stage = asked["SecretId"], asked["VersionStage"]
        self.calls.append((secret_id, stage))
        versions = self._versions.get(secret_id, [])
        index = _STAGES.index(stage)
        if index >= len(versions):
            return JSONResponse({"__type": "ResourceNotFoundException", "Message": "not found"}, 400)
        version_id, value = versions[index]
        return JSONResponse({"ARN": secret_id, "VersionId": version_id, "SecretString": value})
