"""Walks through a declared request: its sources, the parts of a value, the flows that it can start."""

from collections.abc import Mapping
from typing import Any

from .model import ContactFlowId, StartChatContactRequest
from .shape import members
from .sources import FromCaller, FromClaim, SignedContactId, Source


def sources(value: Any) -> list[Source]:
    """Return every source in a value: the value itself, or those nested in it."""
    if isinstance(value, Source):
        return [value]
    return [source for child in children(value).values() for source in sources(child)]


def children(value: Any) -> Mapping[Any, Any]:
    """Return the parts of a mapping, a list or a structure by key, index or field, without members left out."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, (list, tuple)):
        return dict(enumerate(value))
    if hasattr(value, "__dataclass_fields__"):
        return {name: child for name, _, _ in members(value) if (child := getattr(value, name)) is not None}
    return {}


def flows(request: StartChatContactRequest) -> list[ContactFlowId]:
    """Return every contact flow that can be started, as declared: ids, ARNs, tokens or flow objects."""
    flow = request.contact_flow_id
    if not isinstance(flow, (FromCaller, FromClaim)):
        return [] if isinstance(flow, SignedContactId) else [flow]
    one_of: Any = flow.one_of or ()
    return list(one_of.values() if isinstance(one_of, Mapping) else one_of)


def signs_contact_ids(request: StartChatContactRequest) -> bool:
    """Return whether the endpoint hands out signed contact ids: it does if it takes them back."""
    return any(isinstance(source, SignedContactId) for source in sources(request))
