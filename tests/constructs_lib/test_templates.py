"""Whole templates, to be read when they change: update with ``pytest --snapshot-update`` and look at the difference."""

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from constructs_lib import (
    StartChatContactRestApi,
)
from constructs_lib.testing import normalise_template
from tests.support.presets import LARGEST, SMALLEST
from tests.support.stacks import make_stack, template_of


@pytest.mark.parametrize("settings", [SMALLEST, LARGEST], ids=["smallest", "largest"])
def test_template(settings: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    stack = make_stack()
    StartChatContactRestApi(stack, "Chat", **settings)
    assert normalise_template(template_of(stack)) == snapshot(extension_class=JSONSnapshotExtension)
