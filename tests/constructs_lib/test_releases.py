"""What an upgrade changes in a deployed stack is in the changelog, resource by resource."""

import json
from typing import Any

from local.paths import ROOT
from tools.release_templates import changes, is_released, newest, templates, unmentioned

OLD: dict[str, Any] = {
    "Resources": {"A": {"Type": "T", "Properties": {"X": {"Y": 1}}}, "B": {"Type": "T"}},
    "Outputs": {"O": {}},
}
NEW: dict[str, Any] = {"Resources": {"A": {"Type": "T", "Properties": {"X": {"Y": 2}, "Z": 1}}, "C": {"Type": "U"}}}
CHANGED = {
    "A": "differs in Properties.X.Y, Properties.Z",
    "B": "is gone from Resources",
    "C": "is new in Resources",
    "O": "is gone from Outputs",
}


def test_changes_since_the_newest_release_are_in_the_changelog() -> None:
    released, today = json.loads(newest().read_text("utf-8")), templates()
    assert released.keys() == today.keys()
    changed = {name: what for one in today for name, what in changes(released[one], today[one])}
    missing = unmentioned((ROOT / "CHANGELOG.md").read_text("utf-8"), newest().stem, changed)
    assert missing == [], "name each logical id in an entry '- **Templates**: …' of CHANGELOG.md"


def test_what_differs() -> None:
    assert dict(changes(OLD, NEW)) == CHANGED
    assert list(changes(OLD, OLD)) == []


def test_only_entries_for_templates_since_the_release_count() -> None:
    released = "## 0.1.0 (2026-12-01)\n\n- **Templates**: `A`, `B`, `C`.\n"
    assert len(unmentioned(released, "0.1.0", CHANGED)) == 4
    newer = "## 0.2.0 (unreleased)\n\n- **Templates**: `A` has a longer\n  timeout.\n- **Other**: `B`.\n\n" + released
    assert unmentioned(newer, "0.1.0", CHANGED) == [
        "B is gone from Resources",
        "C is new in Resources",
        "O is gone from Outputs",
    ]
    unreleased = "## 0.1.0 (unreleased)\n\n- **Templates**: `A`, `B`, `C`, `O`.\n"
    assert [is_released(text, "0.1.0") for text in (released, newer, unreleased)] == [True, True, False]
    assert unmentioned(unreleased, "0.1.0", CHANGED) == []
