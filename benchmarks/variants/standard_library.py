"""What is left without any SDK: a signature by hand and the standard library's HTTP client. The limit, no proposal."""

import datetime
import hashlib
import hmac
import http.client
import json
import os
import ssl
from typing import Any
from urllib.parse import urlsplit

ENDPOINT = urlsplit(os.environ["AWS_ENDPOINT_URL_CONNECT"])
REGION = os.environ["AWS_REGION"]
connection = http.client.HTTPSConnection(
    ENDPOINT.netloc, context=ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
)
connection.request("GET", "/")
connection.getresponse().read()


def handler(event: dict[str, Any]) -> Any:
    """Start the chat that ``event`` describes in the API's own terms."""
    body = json.dumps(event)
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "content-type": "application/json",
        "host": ENDPOINT.netloc,
        "x-amz-date": stamp,
        "x-amz-security-token": os.environ["AWS_SESSION_TOKEN"],
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    digest = hashlib.sha256(body.encode()).hexdigest()
    request = hashlib.sha256(f"PUT\n/contact/chat\n\n{lines}\n{names}\n{digest}".encode()).hexdigest()
    scope = f"{stamp[:8]}/{REGION}/connect/aws4_request"
    key = f"AWS4{os.environ['AWS_SECRET_ACCESS_KEY']}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{request}".encode(), "sha256").hex()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={os.environ['AWS_ACCESS_KEY_ID']}/{scope}, SignedHeaders={names}, "
        f"Signature={signature}"
    )
    connection.request("PUT", "/contact/chat", body, headers)
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(f"Connect answered {response.status}")
    return json.loads(response.read())
