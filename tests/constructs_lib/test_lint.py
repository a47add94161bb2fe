"""CloudFormation's own linter finds nothing in the largest template."""

import json
import subprocess
import sys
from pathlib import Path

from constructs_lib import StartChatContactRestApi
from tests.support.presets import LARGEST
from tests.support.stacks import make_stack, template_of


def test_the_linter_finds_nothing(tmp_path: Path) -> None:
    stack = make_stack()
    StartChatContactRestApi(stack, "Chat", **LARGEST)
    path = tmp_path / "template.json"
    path.write_text(json.dumps(template_of(stack)), "utf-8")
    # W3005: a dependency that is there twice, which the CDK writes itself.
    lint = [str(Path(sys.executable).with_name("cfn-lint")), "-t", str(path), "--ignore-checks", "W3005"]
    finished = subprocess.run(lint, capture_output=True, text=True, timeout=120)
    assert (finished.returncode, finished.stdout) == (0, ""), finished.stdout
