"""Reviewers' rule packs find what docs/compliance.md explains, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cdk_nag import (
    AwsSolutionsChecks,
    HIPAASecurityChecks,
    NIST80053R5Checks,
    PCIDSS321Checks,
    ServerlessChecks,
)

from constructs_lib import StartChatContactRestApi
from tests.support.matrix import MATRIX, stacks
from tests.support.presets import SMALLEST
from tests.support.stacks import make_stack, template_of
from tools.compliance import PAGE, documented

PACKS = (AwsSolutionsChecks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks, ServerlessChecks)


def findings(stack: Any, *packs: Any) -> set[str]:
    """The names of the rules that packs find broken, without the pack's name in front."""
    names = {violation.rule_name for pack in packs for violation in pack(stack).validate_scope(stack).violations}
    return {re.sub(r"^[A-Za-z0-9.]+-|\[.*", "", name) for name in names}


@pytest.fixture(scope="module")
def found() -> Mapping[str, set[str]]:
    return {name: findings(stack, *PACKS) for name, stack in stacks()}


@pytest.mark.parametrize("name", MATRIX)
def test_every_finding_is_explained(found: Mapping[str, set[str]], name: str) -> None:
    assert found[name] <= documented()


def test_every_explanation_is_of_a_finding(found: Mapping[str, set[str]]) -> None:
    others = re.compile(r"CKV_AWS_[0-9]+|[a-z0-9_]+_check")  # `make compliance` looks at those
    assert {rule for rule in documented() if not others.fullmatch(rule)} == set().union(*found.values())


def test_the_acknowledgements_of_the_page_leave_nothing() -> None:
    stack = make_stack(region="us-east-1")
    chat = StartChatContactRestApi(stack, "Chat", **SMALLEST)
    assert findings(stack, NIST80053R5Checks) != set()
    [block] = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    exec(block, {"chat": chat})
    assert findings(stack, NIST80053R5Checks) == set()


def test_the_linter_finds_nothing(tmp_path: Path) -> None:
    """CloudFormation's own linter, on templates that have every type of resource between them."""
    paths, types = [], set[str]()
    for name, stack in stacks():
        template = template_of(stack)
        more = {resource["Type"] for resource in template["Resources"].values()} - types
        if not more:
            continue
        types |= more
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(json.dumps(template), "utf-8")
    # W3005: a dependency that is there twice, which the CDK writes itself.
    lint = [str(Path(sys.executable).with_name("cfn-lint")), "--ignore-checks", "W3005", "-t", *map(str, paths)]
    finished = subprocess.run(lint, capture_output=True, text=True, timeout=300)
    assert (finished.returncode, finished.stdout) == (0, ""), finished.stdout
