"""Reviewers' rule packs find what docs/compliance.md explains, where docs/findings.md says, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Stack

from tests.support.matrix import MATRIX, stacks
from tests.support.stacks import make_stack, template_of
from tools.compliance import FINDINGS, NAG_PACKS, acknowledge, documented, nag, rows

TABLE = [line for line in FINDINGS.read_text("utf-8").splitlines() if line.startswith("| `")]
NOTHING_TO_ACKNOWLEDGE_BY_NAME = {"IAM4", "IAM5"}


def pack_names(row: str) -> set[str]:
    return set(row.split("|")[2].strip().split(", "))


@pytest.fixture(scope="module")
def made() -> Mapping[str, Stack]:
    return dict(stacks())


def test_cdk_nag_finds_what_the_page_says_and_where(made: Mapping[str, Stack]) -> None:
    found = defaultdict[tuple[str, str], set[str]](set)
    for endpoint, stack in made.items():
        for finding in nag(stack):
            found[finding].add(endpoint)
    assert rows(found, MATRIX) == [row for row in TABLE if pack_names(row) <= set(NAG_PACKS.values())]


def test_every_finding_is_explained() -> None:
    assert {row.split("`")[1] for row in TABLE} == documented()
    assert f"templates of {len(MATRIX)} endpoints" in FINDINGS.read_text("utf-8")


@pytest.mark.parametrize("endpoint", ["smallest", "largest", "signed contact ids", "released by canary", "watched"])
def test_the_acknowledgements_of_the_page_leave_nothing(endpoint: str) -> None:
    stack = make_stack(region="us-east-1")
    MATRIX[endpoint](stack)
    assert {rule for rule, _ in nag(stack)} - NOTHING_TO_ACKNOWLEDGE_BY_NAME
    acknowledge(stack, blocks=1)
    assert {rule for rule, _ in nag(stack)} <= NOTHING_TO_ACKNOWLEDGE_BY_NAME


def test_the_linter_finds_nothing(made: Mapping[str, Stack], tmp_path: Path) -> None:
    """CloudFormation's own linter, on as few templates as have every type of resource between them."""
    templates = {name: template_of(stack) for name, stack in made.items()}
    paths, linted = [], set[str]()
    for name in sorted(templates, key=lambda name: -len(templates[name]["Resources"])):
        types = {resource["Type"] for resource in templates[name]["Resources"].values()}
        if types <= linted:
            continue
        linted |= types
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(json.dumps(templates[name]), "utf-8")
    # W3005: a dependency that is there twice, which the CDK writes itself.
    lint = [str(Path(sys.executable).with_name("cfn-lint")), "--ignore-checks", "W3005", "-t", *map(str, paths)]
    finished = subprocess.run(lint, capture_output=True, text=True, timeout=300)
    assert (finished.returncode, finished.stdout) == (0, ""), finished.stdout


def test_a_finding_somewhere_else_shows() -> None:
    endpoints = ["a", "b", "c"]
    found: dict[tuple[str, str], Any] = {("R", "P"): {"b"}, ("R", "Q"): {"b"}, ("S", "P"): {"a", "c"}}
    assert rows(found, endpoints) == ["| `R` | P, Q | 1: b |", "| `S` | P | 2, not in b |"]
    assert rows({("R", "P"): set(endpoints)}, endpoints) == ["| `R` | P | all 3 |"]
