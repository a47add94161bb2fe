"""What a deployer should know of a declaration under a choice of access, although it can be deployed."""

from collections.abc import Iterator

from constructs_lib import defaults
from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.request.sources import FromCaller, SignedContactId
from constructs_lib.tokens import is_unresolved

from .checks import with_claims
from .model import Access

_CONTACT_IDS = "request.persistent_chat.source_contact_id", "request.related_contact_id"


def request_warnings(request: StartChatContactRequest, access: Access) -> Iterator[str]:
    """Yield what callers could do that the deployer may not have meant; each text begins with its id."""
    if isinstance(request.customer_id, FromCaller):
        yield (
            "request.customer_id: FromCaller lets any caller show agents the profile of another customer; leave it "
            f"out, or choose {with_claims()} and FromClaim"
        )
    source = getattr(request.persistent_chat, "source_contact_id", None)
    for path, value in zip(_CONTACT_IDS, (source, request.related_contact_id), strict=True):
        if isinstance(value, FromCaller):
            yield (
                f"{path}: FromCaller lets whoever knows the id of a contact use it, transcript included; use "
                "SignedContactId()"
            )
        if isinstance(value, SignedContactId) and not access.facts.has_claims:
            yield from _validity(path, value)
    if access.is_open:
        yield from _duration(request)


def reserved_name_warnings(names: object) -> Iterator[str]:
    """Yield that a list of reserved names replaces the function's own."""
    if names is not None:
        yield (
            "reserved_display_names: replaces the function's own list, so callers may use names such as Agent or "
            "System unless your list has them; add the names that agents must not be confused with"
        )


def open_api_warnings(access: Access) -> Iterator[str]:
    """Yield what the owner of an API must do where nothing of this library stands in front of the function."""
    if access.needs_firewall:
        yield (
            f"access: {access.facts.factory} lets everybody reach the function, and this API is yours; set a throttle "
            f"of {defaults.RATE}/s with burst {defaults.BURST} or less on its stage and a web ACL with a rate per "
            "address, or say without_waf='<why none is needed>'"
        )


def _validity(path: str, value: SignedContactId) -> Iterator[str]:
    if value.valid_for_hours > defaults.LONG_VALIDITY:
        yield (
            f"{path}: a signed contact id is valid for {value.valid_for_hours:,} hours, and whoever has it can read "
            f"the chat; give valid_for_hours={defaults.LONG_VALIDITY} or less, or choose {with_claims()}"
        )


def _duration(request: StartChatContactRequest) -> Iterator[str]:
    """How many chats everybody together could hold open."""
    duration = request.chat_duration_in_minutes
    longest = (duration.maximum or 10_080) if isinstance(duration, FromCaller) else duration
    if longest is None:
        longest = defaults.CONNECT_CHAT_DURATION
    if is_unresolved(longest) or longest <= defaults.LONG_CHAT:
        return
    chats = defaults.RATE * 60 * longest
    yield (
        f"request.chat_duration_in_minutes: a chat may last {longest:,} minutes, so {defaults.RATE} starts/s can keep "
        f"{chats:,} chats open ({defaults.RATE} x 60 x {longest:,}), and Amazon Connect's default quota is "
        f"{defaults.CONCURRENT_CHATS} per instance; give {defaults.LONG_CHAT} or less, or acknowledge that something "
        "else ends idle chats"
    )
