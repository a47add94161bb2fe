"""What a deployer should know of a declaration under a choice of access, although it can be deployed."""

from collections.abc import Iterator, Mapping

from constructs_lib import defaults
from constructs_lib.capacity import Capacity
from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.request.sources import FromCaller, SignedContactId
from constructs_lib.tokens import is_unresolved

from .checks import with_claims
from .model import Access

_CONTACT_IDS = "request.persistent_chat.source_contact_id", "request.related_contact_id"


def request_warnings(
    request: StartChatContactRequest, access: Access, capacity: Capacity | None = None
) -> Iterator[str]:
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
        yield from _duration(request, capacity)


def reserved_name_warnings(names: object) -> Iterator[str]:
    """Yield that a list of reserved names replaces the function's own."""
    if names is not None:
        yield (
            "reserved_display_names: replaces the function's own list, so callers may use names such as Agent or "
            "System unless your list has them; add the names that agents must not be confused with"
        )


def open_api_warnings(access: Access) -> Iterator[str]:
    """Yield what the owner of an API must do because this library makes neither its throttle nor its firewall."""
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


def _duration(request: StartChatContactRequest, capacity: Capacity | None) -> Iterator[str]:
    """How many chats everybody together could hold open.

    Without a stated capacity only chats over four hours bring the warning: at Connect's quotas of a new account even
    its shortest duration, an hour, can fill the instance, so it would come with every open endpoint.
    """
    longest = _longest(request.chat_duration_in_minutes)
    if longest is None or (capacity is None and longest <= defaults.LONG_CHAT):
        return
    granted = capacity or Capacity()
    minutes, rate = granted.minutes(longest), granted.starts_per_second
    chats = granted.chats_open(minutes)
    if chats <= granted.concurrent_chats:
        return
    lasts = "may last" if minutes == longest else "is expected to last"
    yield (
        f"request.chat_duration_in_minutes: a chat {lasts} {minutes:,g} minutes, so {rate} starts/s can keep {chats:,} "
        f"chats open ({rate} x 60 x {minutes:,g}), and Amazon Connect's quota is {granted.concurrent_chats:,} per "
        f"instance; {_remedy(longest)}, or acknowledge that something else ends idle chats"
    )


def _longest(duration: object) -> int | None:
    """Return the most minutes that a chat can last; None if synthesis can't know."""
    if isinstance(duration, FromCaller):
        if duration.one_of is not None:
            allowed = duration.one_of.values() if isinstance(duration.one_of, Mapping) else duration.one_of
            each = [value for value in allowed if isinstance(value, int)]
        else:
            each = [duration.maximum or defaults.LONGEST_CHAT]
        if duration.default is None and not duration.required:
            each.append(defaults.CONNECT_CHAT_DURATION)  # a caller may leave the member out
    else:
        each = [duration if isinstance(duration, int) else defaults.CONNECT_CHAT_DURATION]
    return None if any(is_unresolved(value) for value in each) else max(each)


def _remedy(longest: int) -> str:
    if longest > defaults.LONG_CHAT:
        return f"give {defaults.LONG_CHAT} or less, with a default where callers may leave it out"
    return "ask AWS for more concurrent chats"


def way_around_warnings(access: Access, *, closed: bool, ways: str) -> Iterator[str]:
    """Yield that clients can bypass the proxy in front of an API; ``closed`` says that they can't."""
    if access.without_waf is not None and not closed:
        yield (
            "access.without_waf: clients can call the API's own address and bypass a proxy in front of it; give "
            f"{ways}, or acknowledge that no proxy protects it"
        )
