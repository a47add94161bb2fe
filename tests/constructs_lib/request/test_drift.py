"""The declaration mirrors the API: every difference from botocore's model is named here, or fails.

A member that AWS adds shows up as one failure that says which field to write.
"""

from collections.abc import Iterator
from typing import Any

import botocore.session
from start_chat_contact.resolve import API_MEMBERS

from constructs_lib import StartChatContactRequest
from constructs_lib.request.shape import Shape, api_name, members

ON_PURPOSE = {
    "request.PersistentChat.RehydrationType is required, which the API does not say",
    "request.PersistentChat.SourceContactId is required, which the API does not say",
    "request.ParticipantConfiguration.ResponseMode is required, which the API does not say",
}
"""Differences that are meant: structures that say nothing without their parts."""


def operation() -> Any:
    model = botocore.session.Session().get_service_model("connect")
    return model.operation_model("StartChatContact").input_shape


def differences(path: str, api: Any, declared: Any) -> Iterator[str]:
    """Name each difference between a structure of the API and the dataclass that mirrors it."""
    ours = {api_name(name): (shape, required) for name, shape, required in members(declared)}
    for name in api.members.keys() - ours.keys():
        yield f"{path}.{name} is missing: declare it in {declared.__name__}"
    for name in ours.keys() - api.members.keys():
        yield f"{path}.{name} is not a member of the API"
    shared = [name for name in api.members if name in ours]
    order = [name for name in ours if name in api.members]
    if order != shared:
        yield f"{path}: the fields are not in the API's order, which is {', '.join(shared)}"
    for name in shared:
        shape, required = ours[name]
        if name in api.required_members and not required:
            yield f"{path}.{name} is not required, but the API says so"
        if required and name not in api.required_members:
            yield f"{path}.{name} is required, which the API does not say"
        yield from compare(f"{path}.{name}", api.members[name], shape, declared)


def compare(path: str, api: Any, shape: Shape, owner: Any) -> Iterator[str]:
    """Name each difference between a member of the API and its declared shape."""
    if api.type_name != shape.type_name:
        yield f"{path} is {api.type_name}, not {shape.type_name}"
        return
    for word in ("min", "max"):
        theirs, our = api.metadata.get(word), getattr(shape, word)
        if theirs != our and not (word == "min" and theirs in (0, None) and our in (0, None)):
            yield f"{path} has {word}={theirs}, not {our}"
    if tuple(api.metadata.get("enum", ())) != shape.enum:
        yield f"{path} allows {api.metadata.get('enum')}, not {list(shape.enum)}"
    if bool(api.metadata.get("sensitive")) != shape.sensitive:
        yield f"{path} is sensitive to one side alone"
    if api.type_name == "structure":
        yield from differences(path, api, shape.member)
    if api.type_name == "list" and isinstance(shape.member, Shape):
        yield from compare(f"{path}[]", api.member, shape.member, owner)
    if api.type_name == "map":
        if shape.key is not None:
            yield from compare(f"{path} key", api.key, shape.key, owner)
        if isinstance(shape.member, Shape):
            yield from compare(f"{path} value", api.value, shape.member, owner)
        elif shape.member is not None:
            yield from differences(f"{path} value", api.value, shape.member)


def test_the_declaration_mirrors_the_api() -> None:
    assert set(differences("request", operation(), StartChatContactRequest)) == ON_PURPOSE


def test_the_function_knows_the_same_members() -> None:
    assert set(operation().members) == API_MEMBERS
