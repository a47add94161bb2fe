from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import httpx
import pytest
import websockets.sync.client
from botocore.config import Config

from local.connect import ConnectStandIn
from local.connect.settings import Settings

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


@pytest.fixture(scope="module")
def module_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def module_stand_in(module_clock: Clock) -> Iterator[ConnectStandIn]:
    """One stand-in for a module's tests, and so one client of each service: making them takes most of the time."""
    with ConnectStandIn(clock=module_clock) as running:
        yield running


@pytest.fixture
def clock(module_clock: Clock) -> Clock:
    module_clock.now = Clock.now
    return module_clock


@pytest.fixture
def stand_in(module_stand_in: ConnectStandIn, clock: Clock) -> ConnectStandIn:
    module_stand_in.set(**(dataclasses.asdict(Settings()) | {"pace": 0.0}))
    module_stand_in.reset()
    return module_stand_in


@pytest.fixture(scope="module")
def client() -> Callable[..., Any]:
    """Makes boto3 clients of a stand-in that try once and leave the validation to it."""

    @functools.cache
    def make(service: str, stand_in: ConnectStandIn) -> Any:
        return boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=stand_in.url,
            aws_access_key_id="AKIDLOCAL",
            aws_secret_access_key="local",
            config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
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


class Listener:
    """A customer's websocket, subscribed to the chat."""

    def __init__(self, url: str) -> None:
        self.socket = websockets.sync.client.connect(url, open_timeout=5, proxy=None).__enter__()
        assert self.ask({"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}}) == {
            "topic": "aws/subscribe",
            "content": {"status": "success", "topics": ["aws/chat"]},
        }

    def ask(self, frame: dict[str, Any]) -> dict[str, Any]:
        self.socket.send(json.dumps(frame))
        answer: dict[str, Any] = json.loads(self.socket.recv(timeout=5))
        return answer

    def next(self) -> dict[str, Any]:
        """The next item of the chat."""
        frame = json.loads(self.socket.recv(timeout=5))
        assert (frame["topic"], frame["contentType"]) == ("aws/chat", "application/json")
        item: dict[str, Any] = json.loads(frame["content"])
        return item

    def next_message(self, role: str = "AGENT") -> dict[str, Any]:
        """The next message of a participant; what comes before it is passed over."""
        while True:
            item = self.next()
            if item["Type"] == "MESSAGE" and item["ParticipantRole"] == role:
                return item

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *error: object) -> None:
        self.socket.close()


@pytest.fixture
def listen() -> type[Listener]:
    return Listener


@pytest.fixture
def participant(stand_in: ConnectStandIn, client: Callable[..., Any]) -> Any:
    return client("connectparticipant", stand_in)


@pytest.fixture
def join(participant: Any) -> Callable[[dict[str, Any]], tuple[str, str]]:
    """Makes the connection of a started chat: its websocket URL and connection token."""

    def create_participant_connection(started: dict[str, Any]) -> tuple[str, str]:
        answer = participant.create_participant_connection(
            Type=["WEBSOCKET", "CONNECTION_CREDENTIALS"], ParticipantToken=started["ParticipantToken"]
        )
        return answer["Websocket"]["Url"], answer["ConnectionCredentials"]["ConnectionToken"]

    return create_participant_connection
