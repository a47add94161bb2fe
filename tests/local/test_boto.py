from pathlib import Path

import pytest

from local import boto
from local.connect import ConnectStandIn


def test_the_profile_and_the_settings_of_the_host_do_not_matter(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = tmp_path / "config"
    settings.write_text("[default]\nca_bundle = /absent\nregion = nowhere-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(settings))
    monkeypatch.setenv("AWS_PROFILE", "absent")
    with ConnectStandIn() as connect:
        started = boto.client("connect", connect.url).start_chat_contact(
            InstanceId="11111111-1111-1111-1111-111111111111",
            ContactFlowId="22222222-2222-2222-2222-222222222222",
            ParticipantDetails={"DisplayName": "Ann"},
        )
        assert [contact["ContactId"] for contact in connect.ledger()] == [started["ContactId"]]
