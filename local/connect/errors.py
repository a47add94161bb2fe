"""The errors that the stand-in returns, under the names of the AWS APIs."""

from __future__ import annotations

_STATUS = {
    "AccessDeniedException": 403,
    "ConflictException": 409,
    "IncompleteSignatureException": 403,
    "InternalServiceException": 500,
    "InvalidParameterException": 400,
    "InvalidRequestException": 400,
    "InvalidSignatureException": 403,
    "LimitExceededException": 429,
    "MissingAuthenticationTokenException": 403,
    "ResourceNotFoundException": 404,
    "SerializationException": 400,
    "TooManyRequestsException": 429,
    "UnknownOperationException": 404,
    "ValidationException": 400,
}


class ServiceError(Exception):
    """An error response: ``code`` travels in ``x-amzn-ErrorType``, ``message`` in the body's ``Message``.

    Neither holds a value from the request's content: no name, attribute, message or token.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.status = _STATUS[code]
        self.message = message
