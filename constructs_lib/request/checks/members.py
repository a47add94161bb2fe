"""Checks of a declared request, member by member."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.request.shape import Shape, members
from constructs_lib.request.sources import FromCaller, FromClaim, SignedContactId
from constructs_lib.tokens import is_unresolved

from .bounds import check_source
from .cross_member import check_rules
from .values import check_literal


def check_request(request: StartChatContactRequest) -> Iterator[str]:
    """Yield every problem of a request, in the order of its members."""
    yield from _structure("request", request)
    yield from check_rules(request)


def _structure(path: str, structure: Any) -> Iterator[str]:
    for name, shape, required in members(structure):
        value = getattr(structure, name)
        if value is not None:
            yield from _member(f"{path}.{name}", value, shape, type(structure))
        elif required:
            yield f"{path}.{name}: is required; {_wanted(shape)}"


def _member(path: str, value: Any, shape: Shape, owner: type[Any]) -> Iterator[str]:
    if isinstance(value, (FromCaller, FromClaim, SignedContactId)):
        if isinstance(value, shape.sources):
            yield from check_source(path, value, shape)
        else:
            yield f"{path}: {type(value).__name__} is not allowed here; {_wanted(shape)}"
    elif not shape.plain:
        yield f"{path}: a fixed value would make all callers share one chat; {_wanted(shape)}"
    elif shape.type_name == "structure":
        yield from _nested(path, value, shape.member)
    elif shape.type_name == "map":
        yield from _map(path, value, shape, owner)
    elif shape.type_name == "list" and not isinstance(shape.member, Shape):
        yield from _entries(path, value, owner)
    else:
        yield from check_literal(path, value, shape)


def _nested(path: str, value: Any, wanted: Any) -> Iterator[str]:
    if isinstance(value, wanted):
        yield from _structure(path, value)
    else:
        yield f"{path}: got {type(value).__name__}; give {wanted.__name__}(…)"


def _map(path: str, value: Any, shape: Shape, owner: type[Any]) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{path}: got {type(value).__name__}; give a mapping from names to values"
        return
    if not value:
        yield f"{path}: an empty mapping sends nothing; add an entry or leave the member out"
    for key, entry in value.items():
        entry_path = f"{path}[{key!r}]"
        if shape.key is not None and not is_unresolved(key):
            yield from check_literal(f"{path} key", key, shape.key)
        if isinstance(shape.member, Shape):
            yield from _member(entry_path, entry, shape.member, owner)
        else:
            yield from _nested(entry_path, entry, shape.member or owner)


def _entries(path: str, value: Any, owner: type[Any]) -> Iterator[str]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        yield f"{path}: got {type(value).__name__}; give a list of {owner.__name__}(…)"
        return
    for index, entry in enumerate(value):
        yield from _nested(f"{path}[{index}]", entry, owner)


def _wanted(shape: Shape) -> str:
    if shape.type_name == "structure" and isinstance(shape.member, type):
        return f"give {shape.member.__name__}(…)"
    if shape.type_name == "map":
        return "give a mapping from names to values"
    sources = [f"{source.__name__}(…)" for source in shape.sources]
    return "give " + " or ".join((["a value"] if shape.plain else []) + sources)
