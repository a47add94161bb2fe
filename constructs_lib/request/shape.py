"""What the API's model says of one request member, kept beside the dataclass field that mirrors it."""

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, Literal

from .sources import FromCaller, FromClaim, Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """One member of the API's input shape, in the words of botocore's service model, and its possible sources."""

    type_name: Literal["string", "integer", "list", "map", "structure"] = "string"
    min: int | None = None
    """Fewest characters or entries, or the smallest number."""
    max: int | None = None
    """Most characters or entries, or the largest number."""
    max_bytes: int | None = None
    """Most UTF-8 bytes, where the documentation counts bytes as well."""
    enum: tuple[str, ...] = ()
    """The values that the model lists."""
    known: tuple[str, ...] = ()
    """The values that only the documentation lists; AWS adds to them, so other text is not an error."""
    member: "Shape | type[Any] | None" = None
    """The entries of a list, the values of a map, or the dataclass of a structure; None in a structure that nests
    itself."""
    key: "Shape | None" = None
    """The keys of a map."""
    sources: tuple[type[Source], ...] = ()
    """The sources that can fill the member."""
    cdk_type: str | None = None
    """The CDK class, by its jsii name, whose objects may stand for the value."""
    plain: bool = True
    """Whether the deployer can fix the member."""
    format: Literal["display_name"] | None = None
    """A rule beyond length and characters that the function applies to the value."""
    sensitive: bool = False
    """Keep the value out of every message."""


def shape(**words: Any) -> dict[str, Shape]:
    """Return the ``metadata`` of a dataclass field that mirrors an API member."""
    return {"shape": Shape(**words)}


def api_name(field_name: str) -> str:
    """Return the API's name of a member: ``contact_flow_id`` is ``ContactFlowId``."""
    return "".join(word.capitalize() for word in field_name.split("_"))


def members(structure: Any) -> Iterator[tuple[str, Shape, bool]]:
    """Yield field name, shape and whether it is required, in API order, of a dataclass or an instance of one."""
    for field in fields(structure):
        yield field.name, field.metadata["shape"], field.default is MISSING


def narrowed(source: FromCaller | FromClaim, shape: Shape) -> Shape:
    """Return the member's shape within the source's own bounds, as far as both are valid."""
    words = ("minimum", "maximum") if shape.type_name == "integer" else ("min_length", "max_length")
    low, high = (getattr(source, word) for word in words)
    sound = [type(bound) is int for bound in (low, high)]
    if shape.type_name == "list":
        return shape
    return replace(shape, min=low if sound[0] else shape.min, max=high if sound[1] else shape.max)
