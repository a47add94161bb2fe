"""Runs checkov and CloudFormation Guard over the templates of the matrix; docs/compliance.md explains what they find.

``python -m tools.compliance`` prints a table, and fails for a rule that the page doesn't explain, or explains in vain.
Both live in an environment of their own (``make compliance`` installs it).
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "compliance.md"
ENVIRONMENT = ROOT / ".local" / "compliance"
_GUARD = "bin/ubuntu/x86_64/cfn-guard"
_RULES = "rules/control-tower/cfn-guard"


def documented() -> set[str]:
    """Return the names of the rules in the page's first table."""
    table = PAGE.read_text("utf-8").partition("## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {rule for row in rows for rule in re.findall(r"`([^`]+)`", row)}


def checkov(templates: Path) -> Iterator[tuple[str, str]]:
    """Yield each rule of checkov that a template breaks, with the template's name."""
    command = [str(ENVIRONMENT / "bin" / "checkov"), "-d", str(templates), "--framework", "cloudformation"]
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


def main() -> int:
    """Print the table; 1 where the page and the findings differ."""
    from tests.support.matrix import stacks
    from tests.support.stacks import template_of

    with tempfile.TemporaryDirectory() as made:
        templates = Path(made) / "templates"
        templates.mkdir()
        for name, stack in stacks():
            (templates / f"{name}.json").write_text(json.dumps(template_of(stack)), "utf-8")
        found = _by_rule([*checkov(templates), *guard(templates, Path(made))])
    for rule, endpoints in sorted(found.items()):
        print(f"{rule:55} {len(endpoints):3}  {', '.join(sorted(endpoints)[:3])}")
    explained = {rule for rule in documented() if re.fullmatch(r"CKV_AWS_[0-9]+|[a-z0-9_]+_check", rule)}
    for text, rules in (
        ("not explained in docs/compliance.md", found.keys() - explained),
        ("explained, not found", explained - found.keys()),
    ):
        if rules:
            print(f"{text}: {', '.join(sorted(rules))}", file=sys.stderr)
    return int(found.keys() != explained)


def _by_rule(findings: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for rule, template in findings:
        found[rule].add(template)
    return dict(found)


if __name__ == "__main__":
    sys.exit(main())
