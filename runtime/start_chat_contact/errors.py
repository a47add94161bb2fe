"""The errors that end a request without a chat, and the HTTP response to each.

::

    ChatError
    ├── InvalidRequest 400            ├── KeyConflict 409
    ├── RequestRefused 400            ├── Throttled 429
    ├── Unauthorized 401              ├── ChatCapacity 503
    ├── FieldNotAllowed 403           ├── UpstreamError 502
    ├── NotOwner 403                  ├── BadUpstream 502
    ├── DirectRequest 403             ├── UpstreamTimeout 504
    ├── OriginNotAllowed 403          ├── ChatNotEnded 409
    ├── MethodNotAllowed 405          ├── KeysUnavailable 503
    ├── TooLarge 413                  ├── Misconfigured 500
    ├── UnsupportedMediaType 415      └── Internal 500
    ├── Closed 503

Each text is a constant, names members, or comes from the operator. None repeats what a caller or Connect said.
"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple


class Problem(NamedTuple):
    """What is wrong with one member of the body, or with all of it."""

    pointer: str
    """JSON pointer (RFC 6901) of the member; empty for the whole body."""
    reason: str


class ChatError(Exception):
    """The request ended without a chat.

    ``status`` is the HTTP status, and ``code`` the stable name that clients match on. ``retry_after`` is for the header
    ``Retry-After``; if it is None, the header is not sent. ``headers`` are further headers of the response.
    """

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]
    retry_after: int | None = None
    headers: ClassVar[dict[str, str]] = {}

    def __init__(self, detail: str = "", problems: Sequence[Problem] = (), *, cause: str | None = None) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.problems = tuple(problems)
        self.cause = cause
        """The error code to log; callers don't get it."""


class InvalidRequest(ChatError):
    """The body is malformed, or a value breaks its bounds.

    Clients: correct the request; ``errors`` names the members.
    """

    status, code, title = 400, "invalid-request", "The request is not valid"


class RequestRefused(ChatError):
    """Connect refused the request, and a value from the caller is, or may be, the reason.

    Metrics count it separately from ``invalid-request``: if most starts end this way, the declaration may be wrong.
    """

    status, code, title = 400, "request-refused", "The chat service refused a value of the request"


class Unauthorized(ChatError):
    """The endpoint requires an identity, but the caller's is missing or not valid.

    Clients: get new credentials, then retry once.
    """

    status, code, title = 401, "unauthorized", "Credentials are missing or were refused"
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": "Bearer"}


class FieldNotAllowed(ChatError):
    """The caller sets a member that is fixed, not open to callers, or taken from their identity.

    Also a value that the deployer's list doesn't have, and a claim that is missing or out of bounds.

    Clients: leave out the members that ``errors`` names, or correct the claims.
    """

    status, code, title = 403, "field-not-allowed", "The request sets what callers may not set"


class NotOwner(ChatError):
    """This deployment did not sign the contact id for this caller, or the contact id has expired.

    Clients: start a new chat without the contact id.
    """

    status, code, title = 403, "not-owner", "The contact id is not one that this caller may use"


class OriginNotAllowed(ChatError):
    """The page's origin is not listed.

    Clients: don't retry; the deployer must list the page's origin.
    """

    status, code, title = 403, "origin-not-allowed", "Pages of this origin may not start chats here"


class DirectRequest(ChatError):
    """The deployer requires a proxy in front of the API, such as Amazon CloudFront, and the request bypassed it.

    Clients: use the public address of the endpoint.
    """

    status, code, title = 403, "direct-request", "This address takes no requests; use the endpoint's public address"


class MethodNotAllowed(ChatError):
    """The method is not POST.

    Clients: use ``POST``.
    """

    status, code, title = 405, "method-not-allowed", "Start a chat with POST"
    headers: ClassVar[dict[str, str]] = {"Allow": "POST"}


class TooLarge(ChatError):
    """The body is larger than that of any valid request.

    Clients: shorten the body.
    """

    status, code, title = 413, "too-large", "The body is larger than 65,536 bytes"


class UnsupportedMediaType(ChatError):
    """The headers say that the body is not JSON in UTF-8.

    Clients: send JSON in UTF-8.
    """

    status, code, title = 415, "unsupported-media-type", "Send the body as application/json in UTF-8"


class Throttled(ChatError):
    """Connect's quota of chat starts per second is used up, even after retries.

    Clients: retry with the same key after ``Retry-After``.
    """

    status, code, title = 429, "throttled", "Too many chats are being started; try again in a moment"
    retry_after = 2


class ChatCapacity(ChatError):
    """The quota of concurrent chats is full; it clears when chats end.

    Clients: tell the customer that all lines are busy; retry with the same key after ``Retry-After``.
    """

    status, code, title = 503, "chat-capacity", "All lines are busy; try again later"
    retry_after = 30


class ChatNotEnded(ChatError):
    """Connect refuses to continue the earlier chat: it is still active, or its transcript is not written yet.

    The status is 409 and not 503, because some clients retry a 503 at once.

    Clients: end the earlier chat; retry after ``Retry-After``.
    """

    status, code, title = 409, "chat-not-ended", "The earlier chat can't be continued yet; end it and try again later"
    retry_after = 30


class KeyConflict(ChatError):
    """Connect has already seen the caller's idempotency key with another request."""

    status, code, title = 409, "key-conflict", "The idempotency key was used for another request; send a new key"


class UpstreamError(ChatError):
    """Connect failed or could not be reached, even after retries.

    Clients: retry with the same key after ``Retry-After``.
    """

    status, code, title = 502, "upstream-error", "The chat service failed; try again"
    retry_after = 2


class BadUpstream(ChatError):
    """Connect reported success without the ids of a chat.

    Clients: retry with the same key after ``Retry-After``.
    """

    status, code, title = 502, "bad-upstream", "The chat service's response was not valid; try again"
    retry_after = 2


class UpstreamTimeout(ChatError):
    """Connect did not answer in time; it is unknown whether the chat has started.

    Clients: retry with the same key: the chat may have started.
    """

    status, code, title = (
        504,
        "upstream-timeout",
        "The chat service did not answer in time; try again with the same key",
    )
    retry_after = 2


class KeysUnavailable(ChatError):
    """A secret that is needed to check the request or to sign the new contact id can't be read.

    The status is not 401 or 403, because clients would then discard a token or contact id that may be valid.

    Clients: retry with the same credentials, contact id and key after ``Retry-After``.
    """

    status, code, title = 503, "keys-unavailable", "The request can't be checked at the moment; try again"
    retry_after = 5


class Closed(ChatError):
    """An operator has closed the endpoint. ``message`` is the operator's text for customers.

    Clients: show ``message`` to the customer; don't retry before ``Retry-After``.
    """

    status, code, title = 503, "closed", "Chat is closed at the moment"
    retry_after = 300

    def __init__(self, message: str = "", retry_after: int | None = None) -> None:
        super().__init__(message)
        if retry_after is not None:
            self.retry_after = retry_after


class Misconfigured(ChatError):
    """The deployer made a mistake, for example in permissions, ids or credentials.

    Clients: don't retry; tell the customer that chat is closed. The log names the cause.
    """

    status, code, title = 500, "misconfigured", "The chat endpoint is not set up correctly"


class Internal(ChatError):
    """An unexpected error in the function.

    Clients: retry once with the same key.
    """

    status, code, title = 500, "internal", "Something went wrong; try again with the same key"
