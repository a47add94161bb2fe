"""Checks a request body against botocore's model of an operation, with the maxima and enums the SDK leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StringShape, StructureShape

from local import boto

_JSON_TYPES: dict[str, Any] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "integer": int,
    "long": int,
    "boolean": bool,
}


@cache
def operation(service: str, name: str) -> OperationModel:
    """The model of operation ``name`` of botocore's ``service``."""
    return boto.session().get_service_model(service).operation_model(name)


def violations(shape: Shape, value: Any, path: str = "") -> Iterator[str]:
    """Sentences about everything in ``value`` that ``shape`` does not allow; none when it conforms.

    They name members and bounds, never values. ``null`` members count as absent, as in AWS's JSON protocols.
    """
    wanted = _JSON_TYPES[shape.type_name]
    if type(value) is not wanted:
        yield f"{_at(path)}: Member must be of type {shape.type_name}"
    elif isinstance(shape, StructureShape):
        yield from _structure(shape, value, path)
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield from violations(shape.key, key, f"{path}.key")
            yield from violations(shape.value, item, f"{path}.value")
    elif isinstance(shape, ListShape):
        yield from _bounds(shape, len(value), "length", path)
        for index, item in enumerate(value):
            yield from violations(shape.member, item, f"{path}[{index}]")
    elif isinstance(shape, StringShape):
        yield from _string(shape, value, path)
    elif wanted is int:
        yield from _bounds(shape, value, "value", path)


def _structure(shape: StructureShape, value: dict[str, Any], path: str) -> Iterator[str]:
    # Members with a location travel in a header or in the path; the body holds the others.
    members = {name: member for name, member in shape.members.items() if "location" not in member.serialization}
    given = {name: item for name, item in value.items() if item is not None}
    for name in shape.required_members:
        if name in members and name not in given:
            yield f"{_at(_join(path, name))}: Member must not be null"
    for name, item in given.items():
        if name not in members:
            yield f"{_at(_join(path, name[:100]))}: Member is unknown; known here: {', '.join(members)}"
        else:
            yield from violations(members[name], item, _join(path, name))


def _string(shape: StringShape, value: str, path: str) -> Iterator[str]:
    if not _is_unicode(value):
        yield f"{_at(path)}: Member must be valid Unicode"
    yield from _bounds(shape, len(value), "length", path)
    if shape.enum and value not in shape.enum:
        yield f"{_at(path)}: Member must satisfy enum value set: [{', '.join(shape.enum)}]"


def _bounds(shape: Shape, size: int, what: str, path: str) -> Iterator[str]:
    if size < shape.metadata.get("min", size):
        yield f"{_at(path)}: Member must have {what} greater than or equal to {shape.metadata['min']}"
    if size > shape.metadata.get("max", size):
        yield f"{_at(path)}: Member must have {what} less than or equal to {shape.metadata['max']}"


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _at(path: str) -> str:
    return f"Value at '{path}' failed to satisfy constraint" if path else "The body failed to satisfy constraint"
