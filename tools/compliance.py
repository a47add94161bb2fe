"""Runs reviewers' rules over the templates of the matrix; docs/compliance.md explains what they find.

``python -m tools.compliance`` writes docs/findings.md, and fails for a rule that the page doesn't explain, or explains
in vain. checkov and CloudFormation Guard live in an environment of their own (``make compliance`` installs it); the
suite runs the rest.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_cdk import Stack
    from constructs import Construct

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "compliance.md"
FINDINGS = ROOT / "docs" / "findings.md"
ENVIRONMENT = ROOT / ".local" / "compliance"
NAG_PACKS = {
    "AwsSolutionsChecks": "AwsSolutions",
    "HIPAASecurityChecks": "HIPAA",
    "NIST80053R5Checks": "NIST 800-53 R5",
    "PCIDSS321Checks": "PCI DSS 3.2.1",
    "ServerlessChecks": "Serverless",
}
"""cdk-nag's packs, by the name of their class."""
_GUARD = "bin/ubuntu/x86_64/cfn-guard"
_RULES = "rules/control-tower/cfn-guard"
_HEAD = """# Findings

What reviewers' rule packs find in the templates of {count} endpoints, as `make compliance` wrote it: {rules} rules,
each explained in [compliance.md](compliance.md), 0 not explained. The endpoints are those of `tests/support/matrix.py`.

| rule | pack | found in |
|---|---|---|
"""

Findings = Mapping[tuple[str, str], Collection[str]]
"""The endpoints that break a rule, by the rule and its pack."""


def documented() -> set[str]:
    """Return the names of the rules in the page's first table."""
    table = PAGE.read_text("utf-8").partition("## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {rule for row in rows for rule in re.findall(r"`([^`]+)`", row)}


def acknowledge(chat: Construct, *, blocks: int = 2) -> None:
    """Run the page's code that acknowledges findings: that for cdk-nag, then that for checkov."""
    names = {"chat": chat}
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[:blocks]:
        exec(block, names)


def nag(stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield each rule of cdk-nag that a stack breaks, without the pack's name in front, and its pack."""
    import cdk_nag

    for name, pack in NAG_PACKS.items():
        for violation in getattr(cdk_nag, name)(stack).validate_scope(stack).violations:
            yield re.sub(r"^[A-Za-z0-9.]+-|\[.*", "", violation.rule_name), pack


def checkov(templates: Path) -> Iterator[tuple[str, str]]:
    """Yield each rule of checkov that a template breaks, with the template's name."""
    where = "-f" if templates.is_file() else "-d"
    command = [str(ENVIRONMENT / "bin" / "checkov"), where, str(templates), "--framework", "cloudformation"]
    command += ["--skip-download", "--compact", "--quiet", "-o", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # 1 where it found something
    for check in json.loads(done.stdout)["results"]["failed_checks"]:
        yield check["check_id"], Path(check["file_path"]).stem


def guard(templates: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each rule of AWS Control Tower that a template breaks; the program is unpacked into ``folder``."""
    [package] = ENVIRONMENT.glob("lib/*/site-packages/cdklabs/cdk_validator_cfnguard/_jsii/*.tgz")
    with tarfile.open(package) as archive:
        archive.extractall(folder, filter="data")
    program = folder / "package" / _GUARD
    program.chmod(0o755)
    command = [str(program), "validate", "-r", str(folder / "package" / _RULES), "-d", str(templates)]
    command += ["-S", "none", "--structured", "-o", "json", "--show-summary", "none"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    for report in json.loads(done.stdout):
        for finding in report["not_compliant"]:
            yield finding["Rule"]["name"], Path(report["name"]).stem


def rows(found: Findings, endpoints: Collection[str]) -> list[str]:
    """Return the lines of the table; packs that find the same share one."""
    packs = defaultdict[tuple[str, tuple[str, ...]], list[str]](list)
    for (rule, pack), where in sorted(found.items()):
        packs[rule, tuple(name for name in endpoints if name in where)].append(pack)
    return [f"| `{rule}` | {', '.join(names)} | {_where(where, endpoints)} |" for (rule, where), names in packs.items()]


def _where(found: Collection[str], endpoints: Collection[str]) -> str:
    others = [name for name in endpoints if name not in found]
    if not others:
        return f"all {len(endpoints)}"
    if len(found) > len(others):
        return f"{len(found)}, not in {'; '.join(others)}"
    return f"{len(found)}: {'; '.join(found)}"


def main() -> int:
    """Write the table; 1 where the page and the findings differ, or its acknowledgements leave something."""
    from tests.support.matrix import MATRIX, stacks
    from tests.support.stacks import make_stack, template_of

    found = defaultdict[tuple[str, str], set[str]](set)
    with tempfile.TemporaryDirectory() as made:
        templates = Path(made) / "templates"
        templates.mkdir()
        for endpoint, stack in stacks():
            (templates / f"{endpoint}.json").write_text(json.dumps(template_of(stack)), "utf-8")
            for rule, pack in nag(stack):
                found[rule, pack].add(endpoint)
        for rule, endpoint in checkov(templates):
            found[rule, "checkov"].add(endpoint)
        for rule, endpoint in guard(templates, Path(made)):
            found[rule, "Control Tower"].add(endpoint)
        acknowledged = make_stack()
        MATRIX["smallest"](acknowledged)
        acknowledge(acknowledged)
        path = Path(made) / "acknowledged.json"
        path.write_text(json.dumps(template_of(acknowledged)), "utf-8")
        left = {rule for rule, _ in checkov(path)}
    rules, explained = {rule for rule, _ in found}, documented()
    for text, wrong in (
        ("not explained in docs/compliance.md", rules - explained),
        ("explained, not found", explained - rules),
        ("found after the page's acknowledgements", left),
    ):
        if wrong:
            print(f"{text}: {', '.join(sorted(wrong))}", file=sys.stderr)
    if rules != explained or left:
        return 1
    table = "\n".join(rows(found, MATRIX))
    FINDINGS.write_text(f"{_HEAD.format(count=len(MATRIX), rules=len(rules))}{table}\n", "utf-8")
    print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
