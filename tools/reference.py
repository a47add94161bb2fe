"""Writes docs/reference.md from the declarations and the constructs' own documentation.

``python -m tools.reference`` writes it, ``python -m tools.reference --check`` fails when it is not current.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import griffe

from constructs_lib.api.gateway_responses import GATEWAY_ERRORS
from constructs_lib.request import model as declarations
from constructs_lib.request.checks.values import allowed
from constructs_lib.request.shape import Shape, api_name, members
from constructs_lib.runtime_files import function_errors

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "reference.md"
CONSTRUCTS = (
    "start_chat_contact_rest_api",
    "start_chat_contact_http_api",
    "start_chat_contact_function",
    "start_chat_contact_monitoring",
)
STRUCTURES = (
    declarations.StartChatContactRequest,
    declarations.ParticipantDetails,
    declarations.ParticipantConfiguration,
    declarations.ChatMessage,
    declarations.PersistentChat,
    declarations.SegmentAttributeValue,
    declarations.ChatStreamingConfiguration,
)
SOURCES = ("FromCaller", "FromClaim", "SignedContactId")
VALUES = {
    "api.cors": "Cors",
    "api.firewall": "Firewall",
    "api.throttle": "Throttle",
    "capacity": "Capacity",
    "function.release": "Release",
    "monitoring.thresholds": "AlarmThresholds",
}
GATEWAY_ADVICE = {
    "forbidden": ("The gateway or its firewall refused the caller", "none; wait a few minutes if a firewall refused"),
    "not-found": ("No such path or method", "use the endpoint's own URL"),
    "unavailable": ("The function's concurrency is used up", "retry with the same key after `Retry-After`"),
}
LIBRARY = griffe.load("constructs_lib", search_paths=[ROOT])
FUNCTION = griffe.load("start_chat_contact", search_paths=[ROOT / "runtime"])


def reference() -> str:
    """Return the document."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Written by `python -m tools.reference` from the code's own documentation; change it there."
    for structure in STRUCTURES:
        yield from _structure(structure)
    for name in SOURCES:
        source = LIBRARY[f"request.sources.{name}"]
        yield from _heading(source)
        yield from _table(("argument", "meaning"), _fields(source).items())
    for module in CONSTRUCTS:
        yield from _construct(module)
    for module, name in VALUES.items():
        value = LIBRARY[f"{module}.{name}"]
        yield from _heading(value)
        yield from _table(("argument", "meaning"), _fields(value).items())
    yield from ("", "## Error codes", "", "In `data.Error.code` of every error response; `type` ends with it.", "")
    yield from _table(("code", "status", "meaning", "Retry-After", "what a client should do"), _errors())
    yield from ("", "## Limits and times", "", "Times are in seconds, unless the meaning says otherwise.", "")
    yield from _table(("limit", "value", "meaning"), _limits())


def _errors() -> Iterator[tuple[str, ...]]:
    for name, kind in FUNCTION["errors"].classes.items():
        if [str(base) for base in kind.bases] != ["ChatError"]:
            continue
        meaning, _, advice = _one_line(kind.docstring.value).partition(" Clients: ")
        error = next(error for error in function_errors().values() if error.name == name)
        yield _error_row(error, meaning, advice)
    for code, (meaning, advice) in GATEWAY_ADVICE.items():
        yield _error_row(GATEWAY_ERRORS[code], f"{meaning} (REST APIs)", advice)


def _error_row(error: Any, meaning: str, advice: str) -> tuple[str, ...]:
    wait = "" if error.retry_after is None else str(error.retry_after)
    return f"`{error.code}`", str(error.status), meaning.removesuffix("."), wait, advice.removesuffix(".")


def _limits() -> Iterator[tuple[str, ...]]:
    """Every numeric constant that has a text, of the library's defaults and of the function."""
    modules = [LIBRARY["defaults"], *sorted(FUNCTION.modules.values(), key=lambda module: module.name)]
    for module in modules:
        for name, constant in module.attributes.items():
            try:
                value = ast.literal_eval(str(constant.value))
            except (ValueError, SyntaxError):
                continue
            if constant.docstring is not None and type(value) in (int, float):
                label = f"{module.name}: {name.strip('_').lower().replace('_', ' ')}"
                yield label, f"{value:,g}" if value < 1_000_000 else str(value), constant.docstring.value


def _structure(structure: Any) -> Iterator[str]:
    documented = LIBRARY[f"request.model.{structure.__name__}"]
    yield from _heading(documented)
    texts = _fields(documented)
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


def _construct(name: str) -> Iterator[str]:
    """The keywords of a construct, from its ``__init__``."""
    construct = LIBRARY[f"{name}.{''.join(word.capitalize() for word in name.split('_'))}"]
    yield from _heading(construct)
    init = construct["__init__"]
    documented = {argument.name: argument for argument in _section(init, griffe.DocstringSectionParameters)}
    keywords = [parameter for parameter in init.parameters if parameter.kind is griffe.ParameterKind.keyword_only]
    if missing := [parameter.name for parameter in keywords if parameter.name not in documented]:
        raise ValueError(f"{name}: {', '.join(missing)} not documented under Args")
    rows = [
        (f"`{one.name}`", f"`{str(one.annotation).removesuffix(' | None')}`", documented[one.name].description)
        for one in keywords
    ]
    yield from _table(("argument", "type", "meaning"), rows)


def _section(documented: Any, kind: Any) -> Any:
    return next(section.value for section in documented.docstring.parse("google") if isinstance(section, kind))


def _heading(kind: Any) -> Iterator[str]:
    text = " ".join(
        section.value
        for section in kind.docstring.parse("google", warnings=False)
        if isinstance(section, griffe.DocstringSectionText)
    )
    yield from ("", f"## {kind.name}", "", _one_line(text), "")


def _fields(kind: Any) -> dict[str, str]:
    """The text under each field of a dataclass."""
    return {
        name: member.docstring.value
        for name, member in kind.attributes.items()
        if member.docstring and "property" not in member.labels
    }


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
