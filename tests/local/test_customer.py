from collections.abc import Iterator

import pytest

from local import boto, customer
from local.connect import ConnectStandIn
from local.customer import hold_chat


@pytest.fixture(scope="module")
def connect() -> Iterator[ConnectStandIn]:
    with ConnectStandIn() as running:
        running.set(pace=0.0)
        yield running


def started(connect: ConnectStandIn) -> str:
    token: str = boto.client("connect", connect.url).start_chat_contact(
        InstanceId="11111111-1111-1111-1111-111111111111",
        ContactFlowId="22222222-2222-2222-2222-222222222222",
        ParticipantDetails={"DisplayName": "Ann"},
    )["ParticipantToken"]
    return token


def test_a_chat_is_held_to_its_end(connect: ConnectStandIn) -> None:
    said = list(hold_chat(connect.url, started(connect), "Where is my parcel?"))
    texts = [text for _, text in said]
    assert any("Ann" in text for text in texts)
    assert [text for who, text in said if who == "Ann"] == ["Where is my parcel?", "bye"]
    assert any("Where is my parcel?" in text for who, text in said if who != "Ann")
    assert texts.index("bye") > texts.index("Where is my parcel?")
    assert connect.ledger()[-1]["EndedAt"]


def test_a_silent_agent_is_not_waited_for_for_ever(connect: ConnectStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer, "_REPLY_SECONDS", 0.2)
    connect.set(pace=60.0)
    try:
        with pytest.raises(TimeoutError):
            list(hold_chat(connect.url, started(connect), "Anybody there?"))
    finally:
        connect.set(pace=0.0)
