from pathlib import Path

import pytest

from local import cdk
from local.aws import LocalAws
from local.cdk import CdkError
from local.paths import ROOT, NotSetUpError


def test_a_failed_synthesis_is_one_message_with_its_cause(local_aws: LocalAws, tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text("raise SystemExit('request.instance_id: got 7')")
    with pytest.raises(CdkError, match=r"(?s)^cdk deploy failed \(1\):\n.*request\.instance_id: got 7"):
        local_aws.deploy(str(app), "Any", {})


def test_a_command_that_does_not_end_is_ended(
    local_aws: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cdk, "_SECONDS", 2)
    app = tmp_path / "app.py"
    app.write_text("import signal\nsignal.pause()")
    with pytest.raises(CdkError, match=r"^cdk deploy failed \(no end within 2 s\):"):
        local_aws.deploy(str(app), "Any", {})


def test_a_missing_cli_is_said_so(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cdk, "CDK_CLI", ROOT / ".local" / "absent")
    with pytest.raises(NotSetUpError, match=r"^\.local/absent is missing: run make setup$"):
        local_aws.cdk.bootstrap()


def test_the_app_without_context_is_not_deployed_but_can_be_destroyed(local_aws: LocalAws) -> None:
    with pytest.raises(
        CdkError, match=r"(?s)^cdk deploy failed \(1\):\n.*context 'instance_id' is missing; give it with"
    ):
        local_aws.deploy("app.py", "ConnectChat", {})
    local_aws.cdk.destroy("app.py", "ConnectChat", {})
