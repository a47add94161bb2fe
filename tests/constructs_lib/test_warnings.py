"""What is shown at synthesis although it can be deployed."""

from typing import Any

from aws_cdk import Stack

from constructs_lib import Access, Cors, FromCaller, PersistentChat, StartChatContactFunction
from tests.support.requests import make_request
from tests.support.stacks import make_stack, warnings


def make(**words: Any) -> tuple[Stack, StartChatContactFunction]:
    stack = make_stack()
    settings: dict[str, Any] = {"request": make_request(), "access": Access.anonymous()}
    return stack, StartChatContactFunction(stack, "Chat", **(settings | words))


def test_raw_contact_ids_bring_a_warning() -> None:
    stack, _ = make(
        request=make_request(
            persistent_chat=PersistentChat(rehydration_type="FROM_SEGMENT", source_contact_id=FromCaller())
        )
    )
    [warning] = warnings(stack)
    assert warning.startswith(
        "request.persistent_chat.source_contact_id: FromCaller lets whoever knows the id of a contact use it, "
        "transcript included; use SignedContactId()"
    )


def test_every_site_brings_a_warning() -> None:
    stack, _ = make(cors=Cors(allow_origins=["*"]))
    [warning] = warnings(stack)
    assert warning.startswith("cors.allow_origins: '*' lets pages of every site start chats; name the origins")
