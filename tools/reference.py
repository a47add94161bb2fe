"""Writes docs/reference.md from the declarations and the constructs' own documentation.

``python -m tools.reference`` writes it, ``python -m tools.reference --check`` fails when it is not current.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from constructs_lib.request import model as declarations
from constructs_lib.request import sources
from constructs_lib.request.checks.values import allowed
from constructs_lib.request.shape import Shape, api_name, members

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "reference.md"
CONSTRUCTS = ("start_chat_contact_rest_api", "start_chat_contact_http_api", "start_chat_contact_function")
STRUCTURES = (
    declarations.StartChatContactRequest,
    declarations.ParticipantDetails,
    declarations.ParticipantConfiguration,
    declarations.ChatMessage,
    declarations.PersistentChat,
    declarations.SegmentAttributeValue,
    declarations.ChatStreamingConfiguration,
)
SOURCES = (sources.FromCaller, sources.FromClaim, sources.SignedContactId)


def reference() -> str:
    """Return the document."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Written by `python -m tools.reference` from the code's own documentation; change it there."
    for structure in STRUCTURES:
        yield from _structure(structure)
    for source in SOURCES:
        yield from _heading(source)
        yield from _table(("argument", "meaning"), _fields(source).items())
    for module in CONSTRUCTS:
        yield from _construct(ROOT / "constructs_lib" / f"{module}.py")


def _structure(structure: Any) -> Iterator[str]:
    yield from _heading(structure)
    texts = _fields(structure)
    rows = []
    for name, shape, required in members(structure):
        bounds = allowed(shape).removeprefix("; allowed: ") if shape.type_name in ("string", "integer", "list") else ""
        rows.append((f"`{name}`", api_name(name), "yes" if required else "", _origin(shape), bounds, texts[name]))
    yield from _table(("field", "API", "required", "comes from", "bounds", "meaning"), rows)


def _origin(shape: Shape) -> str:
    """Where a member's value may come from."""
    if shape.type_name == "structure":
        return "its fields"
    if shape.type_name == "map":
        return f"its entries: {_origin(shape.member)}" if isinstance(shape.member, Shape) else "its entries"
    kinds = (["plain value"] if shape.plain else []) + [source.__name__ for source in shape.sources]
    return ", ".join(kinds)


def _construct(path: Path) -> Iterator[str]:
    [found] = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ClassDef)]
    [init] = [node for node in found.body if isinstance(node, ast.FunctionDef) and node.name == "__init__"]
    yield from ("", f"## {found.name}", "", _one_line(ast.get_docstring(found) or "").partition(" Attributes:")[0], "")
    text = inspect.cleandoc(ast.get_docstring(init) or "")
    arguments = text.partition("Args:\n")[2].partition("\n\n")[0]
    types = {argument.arg: ast.unparse(argument.annotation or ast.Constant(None)) for argument in init.args.kwonlyargs}
    rows = []
    for entry in re.split(r"\n(?=    \w+: )", "\n" + arguments)[1:]:
        name, _, meaning = entry.strip().partition(": ")
        if name in types:
            rows.append((f"`{name}`", f"`{types[name].removesuffix(' | None')}`", meaning))
    if {name for name, _, _ in rows} != {f"`{name}`" for name in types}:
        raise ValueError(f"{path.name}: Args and arguments differ; document every argument")
    yield from _table(("argument", "type", "meaning"), rows)


def _heading(kind: Any) -> Iterator[str]:
    yield from ("", f"## {kind.__name__}", "", _one_line(inspect.getdoc(kind) or "").partition(" Raises:")[0], "")


def _fields(kind: Any) -> dict[str, str]:
    """The text under each field of a dataclass: Python itself forgets it."""
    path = inspect.getsourcefile(kind) or ""
    [found] = [
        node
        for node in ast.parse(Path(path).read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__
    ]
    texts = {}
    for field, text in pairwise(found.body):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=value)):
                texts[name] = str(value)
    return texts


def _table(head: tuple[str, ...], rows: Any) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(_one_line(str(cell)).replace("|", "\\|") for cell in row) + " |"


def _one_line(text: str) -> str:
    return re.sub(r"``([^`]*)``", r"`\1`", re.sub(r"\s+", " ", text)).strip()


def main() -> None:
    """Write or check the document."""
    if "--check" not in sys.argv:
        TARGET.write_text(reference(), "utf-8")
    elif not TARGET.exists() or TARGET.read_text("utf-8") != reference():
        sys.exit("docs/reference.md is not current; run python -m tools.reference")


if __name__ == "__main__":
    main()
