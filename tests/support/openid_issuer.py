"""An OpenID Connect issuer on loopback: discovery, keys, and tokens signed with RS256."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.web_server import WebServer

KEY_ID = "key-1"


def new_key() -> rsa.RSAPrivateKey:
    """Return a new private key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(claims: dict[str, Any], key: rsa.RSAPrivateKey, key_id: str = KEY_ID) -> str:
    """Return a token with these claims."""
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": key_id})


class Issuer(WebServer):
    """The issuer, as a context manager; its ``url`` is its ``iss``."""

    def __init__(self) -> None:
        self._key = new_key()
        routes = [
            Route("/.well-known/openid-configuration", self._configuration),
            Route("/keys", self._keys),
        ]
        super().__init__(lambda _: Starlette(routes=routes))

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return the claims of a good token, or changed ones; None leaves a claim out."""
        now = int(time.time())
        good = {"iss": self.url, "aud": "chat", "sub": "ann", "name": "Ann", "iat": now, "exp": now + 300}
        return {name: value for name, value in (good | changes).items() if value is not None}

    def token(self, **changes: Any) -> str:
        """Return a token, signed with the issuer's key."""
        return signed(self.claims(**changes), self._key)

    async def _configuration(self, _: Request) -> Response:
        return JSONResponse({"issuer": self.url, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, _: Request) -> Response:
        public = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return JSONResponse({"keys": [public | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]})
