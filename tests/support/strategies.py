"""Requests near the valid ones, and far from them."""

import base64
import json
from typing import Any

from hypothesis import strategies as st

from tests.support.profiles import FLOW_ID, INSTANCE_ID, ORIGIN, SECOND_FLOW_ID

_TYPES = [
    "text/plain",
    "text/markdown",
    "application/json",
    "application/vnd.amazonaws.connect.message.interactive",
    "application/vnd.amazonaws.connect.message.interactive.response",
    "text/html",
]
_NAMES = [
    "Jane",
    "Zoë",
    "李小龍",
    " Jane ",
    "\uff21gent",
    "بی\u200cبی",
    "ශ්\u200dරී",
    "Ag\u200cent",
    "Agent",
    "\u202eJane",
    "J\x00",
    "ﬁ" * 200,
    "x" * 256,
    "x" * 257,
]
_HOSTILE = ["", " ", "\n", "../x", "\u00a0", "\u2028", "\ud800", "<b>", "{}", "null", "__proto__", "x" * 257]

text = st.one_of(st.sampled_from(_HOSTILE), st.text(max_size=12))
scalar = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), text, st.sampled_from([59, 60, 10_080, 10_081, 10**400])
)
anything = st.one_of(scalar, st.sampled_from([{}, [], {"ValueString": "x"}, {"": None}, ["text/plain"], [[[[[]]]]]]))


_ONE_OF_TEN = st.integers(0, 9)


def _mostly(good: st.SearchStrategy[Any], bad: st.SearchStrategy[Any] = anything) -> st.SearchStrategy[Any]:
    return _ONE_OF_TEN.flatmap(lambda drawn: bad if drawn == 0 else good)


def _object(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """An object of some of the members, at times with one that nobody knows."""
    unknown = _mostly(st.just({}), st.dictionaries(text, scalar, max_size=2))
    return st.tuples(st.fixed_dictionaries({}, optional=members), unknown).map(lambda parts: parts[0] | parts[1])


name = st.one_of(st.sampled_from(_NAMES), st.text(min_size=1, max_size=8))
_name = _mostly(name)
_content_type = _mostly(st.sampled_from(_TYPES))
_details = _mostly(_object(DisplayName=_name))
_attributes = _mostly(
    _object(topic=_mostly(st.one_of(st.sampled_from(["sales", "support", "vip", "é" * 16_380]), text)), channel=text)
)
_segments = _object(
    **{
        "shop": _object(ValueString=_mostly(text)),
        "size": _object(ValueInteger=_mostly(st.integers(-5, 50))),
        "connect:Subtype": _object(ValueString=_mostly(st.sampled_from(["connect:Guide", "connect:Web"]))),
        "nested": _object(ValueMap=_mostly(_object(inner=_object(ValueString=_mostly(text))))),
    }
)
_flows = st.sampled_from(["sales", "support", FLOW_ID, SECOND_FLOW_ID, ""])

members = {
    "InstanceId": _mostly(st.sampled_from([INSTANCE_ID, ""])),
    "ContactFlowId": _mostly(_flows),
    "ParticipantDetails": _details,
    "ParticipantConfiguration": _mostly(_object(ResponseMode=_mostly(st.sampled_from(["INCREMENTAL", "COMPLETE"])))),
    "InitialMessage": _mostly(
        _object(ContentType=_content_type, Content=_mostly(st.one_of(text, st.just("x" * 16_384))))
    ),
    "Attributes": st.one_of(_attributes, _attributes.map(json.dumps)),
    "ChatDurationInMinutes": _mostly(st.integers(58, 62) | st.integers(10_078, 10_082)),
    "SupportedMessagingContentTypes": _mostly(
        st.lists(st.one_of(_content_type, st.just(" text/plain ")), max_size=4).map(lambda some: ["text/plain", *some])
    ),
    "PersistentChat": _object(RehydrationType=st.just("FROM_SEGMENT"), SourceContactId=text),
    "RelatedContactId": _mostly(text),
    "SegmentAttributes": _mostly(_segments),
    "CustomerId": _mostly(text),
    "DisconnectOnCustomerExit": _mostly(st.lists(st.sampled_from(["AGENT", "CUSTOMER"]), max_size=2)),
    "ConnectionTypes": _mostly(st.lists(st.sampled_from(["WEBSOCKET", "CONNECTION_CREDENTIALS", "X"]), max_size=3)),
    "ChatStreamingConfiguration": _object(StreamingEndpointArn=text),
    "ClientToken": _mostly(st.sampled_from(["6f1c9a52-0a5b-4f29-9a7f-3a1f0a6b7c8d", "x", "k" * 255, "k" * 256])),
    "Username": anything,
    "customerName": _name,
    "ConnectInstanceId": _mostly(st.sampled_from([INSTANCE_ID, ""])),
}
body = st.lists(st.one_of(*(st.tuples(st.just(key), value) for key, value in members.items())), max_size=4).map(dict)
"""An object with a few of the members that the API or stock clients know, most of them nearly right."""

_VALID = json.dumps({"ParticipantDetails": {"DisplayName": "Jane"}, "Attributes": {"topic": "sales"}}).encode()
raw = st.one_of(
    st.binary(max_size=200),
    st.tuples(st.integers(0, len(_VALID)), st.integers(0, 8), st.binary(max_size=6)).map(
        lambda cut: _VALID[: cut[0]] + cut[2] + _VALID[cut[0] + cut[1] :]
    ),
    body.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")),
    st.text(alphabet='{}[]":,0123456789eE+-.\\ u tfn\ud800', max_size=40).map(lambda t: t.encode("utf-8", "replace")),
)
"""Bytes: anything, a valid body with a wound in it, JSON that is not UTF-8."""

as_event_body = st.one_of(
    raw.map(lambda data: (base64.b64encode(data).decode(), True)),
    raw.map(lambda data: (data.decode("latin-1"), False)),
    raw.map(lambda data: (data.decode("utf-8", "surrogateescape"), False)),
    raw.map(lambda data: (data.decode("latin-1"), True)),
)
"""Body and flag, as API Gateway hands them over."""

headers = st.fixed_dictionaries(
    {},
    optional={
        "content-type": st.lists(
            st.sampled_from(
                ["application/json", "text/plain; charset=UTF-8", "text/html", "", "application/json;charset=utf-16"]
            )
            | text,
            min_size=1,
            max_size=2,
        ),
        "origin": st.lists(st.sampled_from([ORIGIN, "null", f"{ORIGIN}.evil", ""]) | text, min_size=1, max_size=2),
        "content-encoding": st.lists(st.sampled_from(["identity", "gzip", "amz-1.0"]) | text, min_size=1, max_size=2),
        "idempotency-key": st.lists(
            st.sampled_from(["6f1c9a52-0a5b-4f29-9a7f-3a1f0a6b7c8d", "1", "k" * 255, "undefined" * 3]) | text,
            min_size=1,
            max_size=2,
        ),
        "x-user-id": st.lists(text, min_size=1, max_size=2),
    },
)
"""Values by header name."""

claims = st.fixed_dictionaries(
    {
        "sub": _mostly(st.sampled_from(["me", "x" * 128, "x" * 129])),
        "name": _name,
        "email": _mostly(st.just("jane@example.com")),
    },
    optional=dict.fromkeys(("iat", "exp", "nbf", "iss", "aud", "attributes", "jti"), anything),
)
"""Claims of a token that the right server may have signed all the same."""
