"""From the body of a request to an object."""

import base64

import pytest
from start_chat_contact.body import MAX_BYTES, read_body
from start_chat_contact.errors import ChatError, InvalidRequest, Problem, TooLarge, UnsupportedMediaType
from start_chat_contact.event import read_event

from tests.support.events import HEADERS, Http


def _read(body: str | None = "{}", is_base64: bool = False, **headers: str) -> dict[str, object]:
    given = HEADERS | {name.replace("_", "-"): [value] for name, value in headers.items()}
    return read_body(read_event(Http(body=body, is_base64=is_base64, headers=given).rest()))


@pytest.mark.parametrize("body", [None, "", "{}"])
def test_no_body_is_an_empty_object(body: str | None) -> None:
    assert _read(body) == {}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON; charset=UTF-8",
        'text/plain;charset="utf-8"',
        "application/x-www-form-urlencoded; charset=utf8",
        "application/json; profile=x",
        "",
    ],
)
def test_what_stock_clients_label_as_text_or_form_is_json(content_type: str) -> None:
    assert _read('{"a": 1}', content_type=content_type) == {"a": 1}


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "text/html",
        "application/json; charset=utf-16",
        "application/json;charset=utf-8;charset=iso-8859-1",
        "application/json,text/html",
        "text/plain; x=y, text/html",
        "json",
    ],
)
def test_other_media_types_are_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType, match=r"^Send the body as application/json in UTF-8$"):
        _read(content_type=content_type)


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip"])
def test_compression_is_refused(encoding: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        _read(content_encoding=encoding)


@pytest.mark.parametrize("encoding", ["", "identity", "AMZ-1.0"])
def test_encodings_that_change_nothing_are_fine(encoding: str) -> None:
    assert _read(content_encoding=encoding) == {}


def test_sizes_count_decoded_bytes() -> None:
    largest = '{"a": "' + "é" * ((MAX_BYTES - 9) // 2) + '"}'
    assert len(largest.encode()) == MAX_BYTES - 1
    assert _read(largest + " ")
    assert _read(base64.b64encode(largest.encode() + b" ").decode(), is_base64=True)
    for body, is_base64 in ((largest + "  ", False), (base64.b64encode(largest.encode() + b"  ").decode(), True)):
        with pytest.raises(TooLarge, match=r"^The body is larger than 65,536 bytes$"):
            _read(body, is_base64)


def test_a_large_body_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(TooLarge):
        _read("!" * 100_000, is_base64=True)


@pytest.mark.parametrize(
    ("body", "is_base64", "reason"),
    [
        ("e3!!!0=", True, "is not base64 of UTF-8 text"),
        ("e30", True, "is not base64 of UTF-8 text"),
        ("é", True, "is not base64 of UTF-8 text"),
        (base64.b64encode(b'"\xff"').decode(), True, "is not base64 of UTF-8 text"),
        (base64.b64encode("{}".encode("utf-16")).decode(), True, "is not base64 of UTF-8 text"),
        (base64.b64encode(b"\xef\xbb\xbf{}").decode(), True, "begins with a byte order mark"),
        ("\ufeff{}", False, "begins with a byte order mark"),
        ("[]", False, "must be an object"),
        ("null", False, "must be an object"),
        ('"{}"', False, "must be an object"),
    ],
)
def test_what_is_no_object(body: str, is_base64: bool, reason: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        _read(body, is_base64)
    assert refused.value.problems == (Problem("", reason),)


def test_a_body_that_is_not_text() -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_body(read_event(Http().rest() | {"body": {"a": 1}}))
    assert refused.value.problems == (Problem("", "must be text"),)


def test_the_label_is_judged_before_the_size_and_the_size_before_the_text() -> None:
    def outcome(body: str, content_type: str) -> type[ChatError]:
        with pytest.raises(ChatError) as refused:
            _read(body, content_type=content_type)
        return refused.type

    assert outcome("[" * 70_000, "text/html") is UnsupportedMediaType
    assert outcome("[" * 70_000, "text/plain") is TooLarge
    assert outcome("[" * 60_000, "text/plain") is InvalidRequest
