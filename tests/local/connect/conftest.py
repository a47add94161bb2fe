from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config

from local.connect import ConnectStandIn

INSTANCE = "11111111-1111-4111-8111-111111111111"
FLOW = "22222222-2222-4222-8222-222222222222"
SIGNED = (
    "AWS4-HMAC-SHA256 Credential=AKIDLOCAL/20260101/us-east-1/connect/aws4_request, "
    f"SignedHeaders=host, Signature={'0' * 64}"
)


@dataclasses.dataclass
class Clock:
    """A clock that moves only when told to."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stand_in(clock: Clock) -> Iterator[ConnectStandIn]:
    with ConnectStandIn(clock=clock) as running:
        yield running


@pytest.fixture
def client() -> Callable[..., Any]:
    """Makes boto3 clients of a stand-in that try once and leave the validation to it."""

    def make(service: str, stand_in: ConnectStandIn, **settings: Any) -> Any:
        return boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=stand_in.url,
            aws_access_key_id="AKIDLOCAL",
            aws_secret_access_key="local",
            config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
            **settings,
        )

    return make


@pytest.fixture
def connect(stand_in: ConnectStandIn, client: Callable[..., Any]) -> Any:
    return client("connect", stand_in)


@pytest.fixture
def start(connect: Any) -> Callable[..., dict[str, Any]]:
    """Starts a chat; keywords add to a minimal request, and ``None`` takes a member out of it."""

    def start_chat_contact(**members: Any) -> dict[str, Any]:
        answer: dict[str, Any] = connect.start_chat_contact(**request(**members))
        return answer

    return start_chat_contact


def request(**members: Any) -> dict[str, Any]:
    minimal = {"InstanceId": INSTANCE, "ContactFlowId": FLOW, "ParticipantDetails": {"DisplayName": "Ada"}}
    return {name: value for name, value in (minimal | members).items() if value is not None}


@pytest.fixture
def raw(stand_in: ConnectStandIn) -> Iterator[Callable[..., httpx.Response]]:
    """Puts a body that no SDK would send: members added to a minimal request, or ``content`` as it is."""
    with httpx.Client(base_url=stand_in.url, trust_env=False) as http:

        def put(
            members: dict[str, Any] | None = None, *, content: bytes = b"", authorization: str | None = SIGNED
        ) -> httpx.Response:
            minimal = {"InstanceId": INSTANCE, "ContactFlowId": FLOW, "ParticipantDetails": {"DisplayName": "Ada"}}
            body = content if members is None else json.dumps(minimal | members).encode()
            headers = {} if authorization is None else {"Authorization": authorization}
            return http.put("/contact/chat", content=body, headers=headers)

        yield put
