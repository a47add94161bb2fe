from pathlib import Path
from typing import Any

from aws_cdk import App, CfnOutput, LegacyStackSynthesizer, Stack
from aws_cdk.aws_s3_assets import Asset

from constructs_lib.testing import normalise_template
from tests.support.stacks import template_of

HASH = "0123456789abcdef" * 4


def test_what_nobody_decided_is_left_out() -> None:
    template: dict[str, Any] = {
        "Parameters": {"BootstrapVersion": {"Type": "x"}},
        "Rules": {"CheckBootstrapVersion": {}},
        "Resources": {
            "CDKMetadata": {"Type": "AWS::CDK::Metadata"},
            f"ApiDeployment83D8C80D{HASH[:32]}": {"Type": "AWS::ApiGateway::Deployment"},
            f"HandlerCurrentVersion71F07CC4{HASH[:32]}": {"Type": "AWS::Lambda::Version"},
            "Function": {"Code": {"S3Key": f"{HASH}.zip"}, "Ref": f"ApiDeployment83D8C80D{HASH[:32]}"},
        },
    }
    assert normalise_template(template) == {
        "Resources": {
            "ApiDeployment83D8C80D<hash>": {"Type": "AWS::ApiGateway::Deployment"},
            "HandlerCurrentVersion71F07CC4<hash>": {"Type": "AWS::Lambda::Version"},
            "Function": {"Code": {"S3Key": "<hash>.zip"}, "Ref": "ApiDeployment83D8C80D<hash>"},
        }
    }
    assert "CDKMetadata" in template["Resources"]  # the template given stays as it is


def test_parameters_and_rules_of_the_stack_stay() -> None:
    template: dict[str, Any] = {
        "Parameters": {"Site": {}, "BootstrapVersion": {}},
        "Rules": {"Mine": {}},
        "Resources": {},
    }
    assert normalise_template(template) == {"Parameters": {"Site": {}}, "Rules": {"Mine": {}}, "Resources": {}}


def test_parameters_of_the_legacy_synthesizer() -> None:
    def template(digest: str, suffix: str) -> dict[str, Any]:
        name = f"AssetParameters{digest}S3Bucket{suffix}"
        return {"Parameters": {name: {"Description": f'bucket for "{digest}"'}}, "Resources": {"F": {"Ref": name}}}

    found = normalise_template(template(HASH, "D997267B"))
    assert found == normalise_template(template(HASH[::-1], "CDB4D061"))
    assert list(found["Parameters"]) == ["AssetParameters<hash>S3Bucket"]


def test_each_asset_of_the_legacy_synthesizer_keeps_its_parameters(tmp_path: Path) -> None:
    def synthesised(*contents: str) -> dict[str, Any]:
        stack = Stack(App(), "Test", synthesizer=LegacyStackSynthesizer())
        for number, content in enumerate(contents):
            (tmp_path / f"{number}.txt").write_text(content)
            asset = Asset(stack, f"Asset{number}", path=str(tmp_path / f"{number}.txt"))
            CfnOutput(stack, f"Output{number}", value=asset.s3_object_key)
        return normalise_template(template_of(stack))

    found = synthesised("one", "two")
    assert found == synthesised("three", "four")
    assert len(found["Parameters"]) == 6  # bucket, key and hash of each
    assert found["Outputs"]["Output0"] != found["Outputs"]["Output1"]
