"""Requests and answers for comparing AWS clients with each other; standard library only, for any Python and engine."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

REQUIRED: dict[str, Any] = {
    "InstanceId": "11111111-2222-3333-4444-555555555555",
    "ContactFlowId": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    "ParticipantDetails": {"DisplayName": "Guest"},
}

OPTIONAL: dict[str, Any] = {
    "Attributes": {"topic": "billing", "empty": ""},
    "ParticipantConfiguration": {"ResponseMode": "INCREMENTAL"},
    "InitialMessage": {"ContentType": "text/plain", "Content": "hello"},
    "ClientToken": "token-1",
    "ChatDurationInMinutes": 60,
    "SupportedMessagingContentTypes": ["text/plain", "text/markdown"],
    "PersistentChat": {"RehydrationType": "ENTIRE_PAST_SESSION", "SourceContactId": "contact-1"},
    "RelatedContactId": "contact-2",
    "SegmentAttributes": {
        "connect:CustomerAuthentication": {"ValueMap": {"Status": {"ValueString": "AUTHENTICATED"}}},
        "numbers": {"ValueList": [{"ValueInteger": 1}, {"ValueArn": "arn:aws:connect:eu-west-2:111122223333:x"}]},
    },
    "CustomerId": "customer-1",
    "DisconnectOnCustomerExit": ["AGENT"],
    "ConnectionTypes": ["WEBSOCKET", "CONNECTION_CREDENTIALS"],
    "ChatStreamingConfiguration": {"StreamingEndpointArn": "arn:aws:sns:eu-west-2:111122223333:topic"},
}

REQUESTS: dict[str, dict[str, Any]] = {
    "only what is required": REQUIRED,
    "everything": {**REQUIRED, **OPTIONAL},
    **{f"with {member}": {**REQUIRED, member: value} for member, value in OPTIONAL.items()},
    **{f"without {member}": {k: v for k, v in REQUIRED.items() if k != member} for member in REQUIRED},
    "empty": {},
    "not ASCII": {**REQUIRED, "Attributes": {"città": "王 🙂 a\u2028\x7f"}},
    "wrong type": {**REQUIRED, "ChatDurationInMinutes": "60"},
    "wrong nested type": {**REQUIRED, "Attributes": {"count": 1}},
    "none": {**REQUIRED, "CustomerId": None},
    "unknown member": {**REQUIRED, "Username": "x"},
    "unknown nested member": {**REQUIRED, "SegmentAttributes": {"a": {"valueString": "x"}}},
    "too short": {**REQUIRED, "InstanceId": ""},
    "below the minimum": {**REQUIRED, "ChatDurationInMinutes": 59},
    "empty list": {**REQUIRED, "ConnectionTypes": []},
    "several mistakes": {"InstanceId": 1, "ParticipantDetails": {"Name": "x"}, "Nothing": 0},
}
"""``StartChatContact`` parameters by name: those that are sent, and those that botocore refuses itself."""

SECRET_REQUESTS: dict[str, dict[str, Any]] = {
    "by name": {"SecretId": "chat/signing"},
    "by stage": {"SecretId": "chat/signing", "VersionId": "v" * 32, "VersionStage": "AWSCURRENT"},
    "missing": {},
    "too short": {"SecretId": ""},
    "unknown": {"SecretId": "chat/signing", "Version": "1"},
}
"""``GetSecretValue`` parameters by name."""

PARAMETER_REQUESTS: dict[str, dict[str, Any]] = {
    "by name": {"Name": "/chat/switch"},
    "by ARN": {"Name": "arn:aws:ssm:eu-west-2:111122223333:parameter/chat/switch", "WithDecryption": False},
    "missing": {},
    "too short": {"Name": ""},
    "unknown": {"Name": "/chat/switch", "Version": "1"},
}
"""``GetParameter`` parameters by name."""


class Answer(NamedTuple):
    """What the service is made to answer."""

    status: int
    body: bytes
    headers: dict[str, str]


def answer(status: int, content: Any, **headers: str) -> Answer:
    """Return an `Answer` with a JSON body and an id; ``_`` stands for ``-`` in header names."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Answer(status, body, {"content-type": "application/json", "x-amzn-requestid": "request-1", **named})


OK = answer(200, {"ContactId": "contact-3", "ParticipantId": "participant-1", "ParticipantToken": "token-2"})

ERROR_STATUS = {
    "InvalidRequestException": 400,
    "InvalidParameterException": 400,
    "AccessDeniedException": 403,
    "ResourceNotFoundException": 404,
    "ThrottlingException": 429,
    "TooManyRequestsException": 429,
    "TooManyRequests": 429,
    "LimitExceededException": 429,
    "InternalServiceException": 500,
    "ExpiredTokenException": 403,
    "UnheardOfException": 418,
}
"""Modelled on the operation, modelled on other operations only, and not modelled at all."""

ANSWERS: dict[str, Answer] = {
    "every member": answer(
        200,
        {
            "ContactId": "contact-3",
            "ParticipantId": "participant-1",
            "ParticipantToken": "token-2",
            "ContinuedFromContactId": "contact-1",
            "ConnectionCredentials": {"ConnectionToken": "c", "Expiry": "2030-01-01T00:00:00.000Z"},
            "Websocket": {"Url": "wss://example.test/?a=b", "ConnectionExpiry": "2030-01-01T00:00:00.000Z"},
            "StreamingId": "stream-1",
            "NotInTheModel": {"x": 1},
        },
    ),
    "no member": answer(200, {}),
    "no body": answer(200, b""),
    "HTML with 502": answer(502, b"<html>bad gateway</html>", content_type="text/html"),
    "429 without code": answer(429, {"message": "slow down"}),
    "reason": answer(
        400,
        {"Message": "m", "Reason": {"AttachedFileInvalidRequestExceptionReason": "INVALID_FILE_SIZE"}},
        x_amzn_ErrorType="InvalidRequestException",
    ),
    **{
        f"{code} in header": answer(s, {"Message": "m"}, x_amzn_ErrorType=f"{code}:x")
        for code, s in ERROR_STATUS.items()
    },
    **{f"{code} in body": answer(s, {"__type": f"a#{code}", "message": "m"}) for code, s in ERROR_STATUS.items()},
}
"""Answers of the service by name."""
