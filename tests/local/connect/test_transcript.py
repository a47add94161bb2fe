from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Start = Callable[..., dict[str, Any]]
Join = Callable[[dict[str, Any]], tuple[str, str]]


@pytest.fixture
def chat(start: Start, join: Join, participant: Any, clock: Any) -> Callable[..., Any]:
    """A chat without an agent, of one joined event and messages a second apart; gives get_transcript."""

    def hold(*words: str, end: bool = False, **members: Any) -> Any:
        started = start(**members)
        _, token = join(started)
        for word in words:
            clock.pass_(1)
            participant.send_message(ContentType="text/plain", Content=word, ConnectionToken=token)
        if end:
            participant.disconnect_participant(ConnectionToken=token)
            return started["ContactId"]
        return lambda **asked: participant.get_transcript(ConnectionToken=token, **asked)

    return hold


def said(answer: dict[str, Any]) -> str:
    return " ".join(item.get("Content") or item["ContentType"].rpartition(".")[2] for item in answer["Transcript"])


def test_defaults_are_the_ten_latest_the_latest_first(chat: Any) -> None:
    answer = chat(*"abcdefghijk")()
    assert said(answer) == "k j i h g f e d c b"
    assert "NextToken" in answer


def test_paging_backward(chat: Any) -> None:
    transcript = chat(*"abcdef")
    pages: list[str] = []
    token: dict[str, str] = {}
    while True:
        answer = transcript(MaxResults=3, SortOrder="ASCENDING", **token)
        pages.append(said(answer))
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert pages == ["d e f", "a b c", "joined"]


def test_paging_forward(chat: Any) -> None:
    transcript = chat(*"abc")
    first = transcript(MaxResults=3, ScanDirection="FORWARD", SortOrder="ASCENDING")
    assert said(first) == "joined a b"
    second = transcript(ScanDirection="FORWARD", SortOrder="ASCENDING", NextToken=first["NextToken"])
    assert said(second) == "c"
    assert "NextToken" not in second


def test_start_positions(chat: Any) -> None:
    transcript = chat(*"abc")
    _, a, b, c = transcript(SortOrder="ASCENDING")["Transcript"]
    assert said(transcript(StartPosition={"Id": b["Id"]}, SortOrder="ASCENDING")) == "b c"
    assert said(transcript(StartPosition={"Id": b["Id"]}, ScanDirection="BACKWARD")) == "b a joined"
    assert said(transcript(StartPosition={"AbsoluteTime": b["AbsoluteTime"]}, SortOrder="ASCENDING")) == "b c"
    assert said(transcript(StartPosition={"AbsoluteTime": a["AbsoluteTime"]}, ScanDirection="BACKWARD")) == "a joined"
    assert said(transcript(StartPosition={"AbsoluteTime": "9"})) == ""
    assert said(transcript(StartPosition={"MostRecent": 2}, SortOrder="ASCENDING")) == "b c"
    assert said(transcript(StartPosition={}, MaxResults=1)) == "c"
    assert c["Content"] == "c"


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"ContactId": "x"}, "ContactId is not in the current contact chain"),
        ({"StartPosition": {"Id": "x"}}, "StartPosition.Id is of no item in this chat"),
        ({"NextToken": "x"}, "NextToken is of no item in this chat"),
    ],
)
def test_what_is_not_in_the_chat(chat: Any, members: dict[str, Any], message: str) -> None:
    with pytest.raises(ClientError, match=message):
        chat()(**members)


@pytest.mark.parametrize("rehydration_type", ["ENTIRE_PAST_SESSION", "FROM_SEGMENT"])
def test_a_persistent_chat_shows_all_past_ones_going_backward(chat: Any, rehydration_type: str) -> None:
    def persistent(source: str) -> dict[str, str]:
        return {"RehydrationType": rehydration_type, "SourceContactId": source}

    first = chat("a", end=True)
    second = chat("b", end=True, PersistentChat=persistent(first))
    transcript = chat("c", PersistentChat=persistent(second))
    answer = transcript(MaxResults=100, SortOrder="ASCENDING")
    assert said(answer) == "joined a left ended joined b left ended joined c"
    origins = [item.get("RelatedContactId") for item in answer["Transcript"]]
    assert origins == [first] * 4 + [second] * 4 + [None] * 2
    assert [item.get("ContactId") for item in answer["Transcript"]] == [None] * 8 + [answer["InitialContactId"]] * 2
    assert said(transcript(ScanDirection="FORWARD", SortOrder="ASCENDING")) == "joined c"
    assert said(transcript(ContactId=answer["InitialContactId"])) == "c joined"
    with pytest.raises(ClientError, match=r"StartPosition.Id is of no item in this chat"):
        transcript(ScanDirection="BACKWARD", StartPosition={"Id": answer["Transcript"][0]["Id"]})


def test_a_chat_that_has_only_just_ended_cannot_be_continued(chat: Any, stand_in: Any, clock: Any) -> None:
    stand_in.set(persistent_wait=60)
    persistent = {"RehydrationType": "FROM_SEGMENT", "SourceContactId": chat("a", end=True)}
    clock.pass_(59)
    with pytest.raises(ClientError, match="only just ended; wait 60 seconds after its end"):
        chat(PersistentChat=persistent)
    clock.pass_(1)
    chat(PersistentChat=persistent)
