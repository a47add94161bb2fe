"""Proxy events as API Gateway and function URLs make them, from one description of an HTTP request."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.profiles import ORIGIN

HEADERS = {
    "host": ["api.example"],
    "user-agent": ["Browser/1.0"],
    "content-type": ["application/json"],
    "origin": [ORIGIN],
}
CLAIMS = {
    "iss": "https://idp.example/",
    "sub": "me",
    "aud": "chat",
    "iat": "1795348000",
    "exp": "4102444800",
    "name": "Jane Doe",
    "email": "jane@example.com",
}
API_KEY = "an-api-key-that-nobody-may-read-0000"

CALLERS: dict[str, dict[str, Any]] = {
    "jwt": {"authorizer": {"jwt": {"claims": CLAIMS, "scopes": None}}},
    "cognito": {"authorizer": {"claims": CLAIMS | {"cognito:username": "jane", "email_verified": "true"}}},
    "lambda_authorizer": {"authorizer": {"principalId": "me", "customerId": "c-1001", "integrationLatency": 12}},
    "api_key": {"identity": {"apiKey": API_KEY, "apiKeyId": "k1k2k3k4k5"}},
    "iam": {
        "identity": {
            "accessKey": "ASIAEXAMPLE",
            "accountId": "123456789012",
            "caller": "AROAEXAMPLE:web",
            "user": "AROAEXAMPLE:web",
            "userArn": "arn:aws:sts::123456789012:assumed-role/web/CognitoIdentityCredentials",
        }
    },
}
"""What the request context says of a known caller, by kind of access."""


@dataclass(frozen=True, kw_only=True)
class Http:
    """An HTTP request; `rest`, `http` and `url` are the events that it becomes."""

    body: str | None = '{"ParticipantDetails": {"DisplayName": "Jane"}}'
    headers: Mapping[str, list[str]] = field(default_factory=lambda: HEADERS)
    method: str = "POST"
    is_base64: bool = False
    caller: Mapping[str, Any] = field(default_factory=dict)
    capitals: bool = False

    def rest(self) -> dict[str, Any]:
        """The event of a REST API (payload 1.0)."""
        name = str.upper if self.capitals else str.title
        identity = {"sourceIp": "203.0.113.7", "userArn": None, "apiKeyId": None, **self.caller.get("identity", {})}
        context = {"httpMethod": self.method, "requestId": "rest-request-1", "stage": "prod", **self.caller}
        return {
            "resource": "/",
            "path": "/",
            "httpMethod": self.method,
            "headers": {name(key): values[-1] for key, values in self.headers.items()},
            "multiValueHeaders": {name(key): list(values) for key, values in self.headers.items()},
            "queryStringParameters": None,
            "requestContext": context | {"identity": identity},
            "body": self.body,
            "isBase64Encoded": self.is_base64,
        }

    def http(self) -> dict[str, Any]:
        """The event of an HTTP API (payload 2.0), which leaves an absent body out."""
        http = {"method": self.method, "path": "/", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"}
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": f"{self.method} /",
            "rawPath": "/",
            "rawQueryString": "",
            "headers": {key: ",".join(values) for key, values in self.headers.items()},
            "requestContext": {"requestId": "http-request-1", "stage": "$default", "http": http, **self.caller},
            "isBase64Encoded": self.is_base64,
        }
        return event if self.body is None else event | {"body": self.body}

    def url(self) -> dict[str, Any]:
        """The event of a function URL."""
        return self.http() | {"routeKey": "$default"}

    def in_base64(self) -> "Http":
        """The same request with its body in base64, as API Gateway hands over what it takes for binary."""
        if self.body is None or self.is_base64:
            return self
        encoded = base64.b64encode(self.body.encode()).decode()
        return Http(
            body=encoded,
            headers=self.headers,
            method=self.method,
            is_base64=True,
            caller=self.caller,
            capitals=self.capitals,
        )
