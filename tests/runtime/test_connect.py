"""What Connect's answers and failures mean."""

from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)
from start_chat_contact.connect import start_chat
from start_chat_contact.errors import Problem
from start_chat_contact.retry import THROTTLED, UNSTEADY, AttemptFailed, Backoff

from tests.support.endpoints import REPLY, Client

TELLING = "CustomerId 4711 of Jane is not allowed"


def _failed(outcome: Any) -> AttemptFailed:
    def answer() -> Any:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with pytest.raises(AttemptFailed) as failed:
        start_chat(Client(answer), {}, {})()
    return failed.value


def _error(code: str, status: int, message: str = TELLING) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "StartChatContact")


@pytest.mark.parametrize(
    ("outcome", "status", "code", "backoff"),
    [
        (_error("TooManyRequestsException", 429), 429, "throttled", THROTTLED),
        (_error("ThrottlingException", 400), 429, "throttled", THROTTLED),
        (_error("Other", 429), 429, "throttled", THROTTLED),
        (_error("LimitExceededException", 429), 503, "chat-capacity", None),
        (_error("ServiceQuotaExceededException", 402), 503, "chat-capacity", None),
        (_error("ConflictException", 409), 409, "key-conflict", None),
        (_error("IdempotencyException", 400), 409, "key-conflict", None),
        (_error("InternalServiceException", 500), 502, "upstream-error", UNSTEADY),
        (_error("503", 503), 502, "upstream-error", UNSTEADY),
        (_error("AccessDeniedException", 403), 500, "misconfigured", None),
        (_error("ResourceNotFoundException", 404), 500, "misconfigured", None),
        (_error("ExpiredTokenException", 403), 500, "misconfigured", None),
        (_error("InvalidRequestException", 400), 500, "misconfigured", None),
        (_error("InvalidParameterException", 400), 500, "misconfigured", None),
        (ReadTimeoutError(endpoint_url="x"), 504, "upstream-timeout", UNSTEADY),
        (ConnectTimeoutError(endpoint_url="x"), 504, "upstream-timeout", UNSTEADY),
        (EndpointConnectionError(endpoint_url="x"), 502, "upstream-error", UNSTEADY),
        (ConnectionClosedError(endpoint_url="x"), 502, "upstream-error", UNSTEADY),
        (ConnectionResetError(), 502, "upstream-error", UNSTEADY),
        (NoCredentialsError(), 500, "misconfigured", None),
        (ParamValidationError(report=TELLING), 500, "misconfigured", None),
        ({}, 502, "bad-upstream", UNSTEADY),
        ({**REPLY, "ParticipantToken": ""}, 502, "bad-upstream", UNSTEADY),
        ({**REPLY, "ContactId": None}, 502, "bad-upstream", UNSTEADY),
        ({name: REPLY[name] for name in ("ContactId", "ParticipantToken")}, 502, "bad-upstream", UNSTEADY),
    ],
)
def test_each_failure_has_one_meaning(outcome: Any, status: int, code: str, backoff: Backoff | None) -> None:
    failed = _failed(outcome)
    assert (failed.error.status, failed.error.code, failed.backoff) == (status, code, backoff)
    assert TELLING not in str(failed.error)
    assert not failed.error.problems


@pytest.mark.parametrize("code", ["InvalidRequestException", "InvalidParameterException"])
def test_a_value_of_the_caller_s_that_connect_refuses(code: str) -> None:
    def answer() -> Any:
        raise _error(code, 400)

    with pytest.raises(AttemptFailed) as failed:
        start_chat(Client(answer), {"InstanceId": "i", "CustomerId": "4711"}, {"/CustomerId": "4711"})()
    error = failed.value.error
    assert (error.status, error.code, error.cause, failed.value.backoff) == (400, "request-refused", code, None)
    assert error.problems == (Problem("/CustomerId", "was refused by Connect"),)
    assert TELLING not in str(error)


@pytest.mark.parametrize(
    ("said", "request_", "code"),
    [
        ({"/RelatedContactId": "c"}, {}, "request-refused"),
        ({"/PersistentChat/SourceContactId": "c"}, {"PersistentChat": {"SourceContactId": "c"}}, "chat-not-ended"),
        ({}, {"PersistentChat": {"SourceContactId": "c"}}, "chat-not-ended"),
        ({"/ParticipantDetails/DisplayName": "Jane"}, {}, "misconfigured"),
    ],
)
def test_what_connect_does_not_find(said: dict[str, str], request_: dict[str, Any], code: str) -> None:
    def answer() -> Any:
        raise _error("ResourceNotFoundException", 404, "The resource was not found")

    with pytest.raises(AttemptFailed) as failed:
        start_chat(Client(answer), {"InstanceId": "i", **request_}, said)()
    assert failed.value.error.code == code


def test_our_own_mistakes_are_not_taken_for_connect_s() -> None:
    nothing: dict[str, Any] = {}
    client = Client(lambda: nothing["missing"])
    with pytest.raises(KeyError):
        start_chat(client, {}, {})()


def test_the_answer_is_handed_on() -> None:
    client = Client()
    answer = start_chat(client, {"InstanceId": "i"}, {})()
    assert {name: answer[name] for name in REPLY} == REPLY
    assert client.requests == [{"InstanceId": "i"}]
