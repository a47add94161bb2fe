"""An OpenID Connect issuer on loopback: discovery, keys, and tokens signed with RS256."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

KEY_ID = "key-1"


def new_key() -> rsa.RSAPrivateKey:
    """Return a new private key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(claims: dict[str, Any], key: rsa.RSAPrivateKey, key_id: str = KEY_ID) -> str:
    """Return a token with these claims."""
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": key_id})


class Issuer:
    """The issuer, serving from entry to exit. Attributes: ``url``, which is its ``iss``."""

    def __enter__(self) -> Self:
        self._key = new_key()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return the claims of a good token, or changed ones; None leaves a claim out."""
        now = int(time.time())
        good = {"iss": self.url, "aud": "chat", "sub": "ann", "name": "Ann", "iat": now, "exp": now + 300}
        return {name: value for name, value in (good | changes).items() if value is not None}

    def token(self, **changes: Any) -> str:
        """Return a token, signed with the issuer's key."""
        return signed(self.claims(**changes), self._key)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self
        jwk = json.loads(RSAAlgorithm.to_jwk(self._key.public_key())) | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}

        class Handler(BaseHTTPRequestHandler):
            wbufsize = 65536

            def do_GET(self) -> None:
                answers: dict[str, Any] = {
                    "/.well-known/openid-configuration": {"issuer": issuer.url, "jwks_uri": f"{issuer.url}/keys"},
                    "/keys": {"keys": [jwk]},
                }
                body = json.dumps(answers.get(self.path)).encode()
                self.send_response(200 if self.path in answers else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
