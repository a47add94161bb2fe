"""The templates of each release, and what has changed in them since: whoever upgrades should not be surprised.

``python -m tools.release_templates`` stores the templates of this version in ``tests/constructs_lib/releases/``.
``tests/constructs_lib/test_releases.py`` compares them with the templates of today.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import constructs_lib

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "constructs_lib" / "releases"
ENDPOINTS = ("watched", "largest", "HTTP API, jwt", "function alone", "every part")
"""Of the matrix of endpoints: between them they have every part and every default."""

Template = Mapping[str, Any]


def newest() -> Path:
    """Return the file of the newest release."""
    return max(FOLDER.glob("*.json"), key=lambda path: [int(part) for part in path.stem.split(".")])


def changes(before: Template, after: Template) -> Iterator[tuple[str, str]]:
    """Yield the logical id of each resource, output and parameter that differs between two templates, and what does."""
    for section in ("Resources", "Outputs", "Parameters"):
        old, new = before.get(section, {}), after.get(section, {})
        for name in sorted(old.keys() | new.keys()):
            if name not in new:
                yield name, f"is gone from {section}"
            elif name not in old:
                yield name, f"is new in {section}"
            elif old[name] != new[name]:
                yield name, f"differs in {', '.join(_differences(old[name], new[name]))}"


def unmentioned(changelog: str, version: str, changed: Mapping[str, str]) -> list[str]:
    """Return the changes whose logical id the changelog's entries for templates since a version don't name.

    The version's own section counts until it says that it is released.
    """
    since = re.split(rf"^## {re.escape(version)} \((?!unreleased)", changelog, maxsplit=1, flags=re.MULTILINE)[0]
    entries = " ".join(re.findall(r"^- \*\*Templates\*\*.*?(?=^- |^#|\Z)", since, re.MULTILINE | re.DOTALL))
    return [f"{name} {what}" for name, what in changed.items() if f"`{name}`" not in entries]


def templates() -> dict[str, dict[str, Any]]:
    """Return the templates of today, without what changes although nobody decided anything."""
    from constructs_lib.testing import normalise_template
    from tests.support.matrix import MATRIX
    from tests.support.stacks import make_stack, template_of

    found = {}
    for name in ENDPOINTS:
        stack = make_stack(region="us-east-1")
        MATRIX[name](stack)
        found[name] = normalise_template(template_of(stack))
    return found


def _differences(old: Any, new: Any, path: str = "") -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                yield from _differences(old.get(key), new.get(key), f"{path}.{key}" if path else key)
    else:
        yield path


def is_released(changelog: str, version: str) -> bool:
    """Return whether the changelog dates a version."""
    return re.search(rf"^## {re.escape(version)} \((?!unreleased)", changelog, re.MULTILINE) is not None


def main() -> None:
    """Store the templates of this version; those of a version that is out stay."""
    path = FOLDER / f"{constructs_lib.__version__}.json"
    if path.exists() and is_released((ROOT / "CHANGELOG.md").read_text("utf-8"), constructs_lib.__version__):
        raise SystemExit(f"{constructs_lib.__version__} is released, and its templates stay; set __version__ first")
    path.write_text(json.dumps(templates(), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
