"""How a new version of the function takes over from the last one: an alias that APIs invoke instead of ``$LATEST``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import Annotations, Duration
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from constructs_lib.prop_types import check_type, check_whole_number, describe
from constructs_lib.tokens import is_unresolved

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch
    from aws_cdk import aws_codedeploy as codedeploy

_ALIAS_NAME = re.compile(r"(?![0-9]+$)[A-Za-z0-9_-]{1,128}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """An alias of the function that APIs invoke, and how a deployment moves it to a new version."""

    alias_name: str = "live"
    """1 to 128 letters, digits, hyphens and underscores, not digits alone. Default: "live"."""
    provisioned_concurrent_executions: int | None = None
    """How many environments Lambda keeps ready, 1 or more; each is billed while it is kept. Default: - none"""
    snap_start: lambda_.SnapStartConf | None = None
    """``lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS``: new environments continue from a snapshot, whose storage and
    restores Lambda bills. Needs Python 3.12 or newer, and no provisioned concurrency. Default: - no snapshots"""
    deployment_config: codedeploy.ILambdaDeploymentConfig | None = None
    """Moves requests to the new version gradually, such as
    ``codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES``. A version that crashes, or that is not set up
    correctly, is rolled back. Default: - all requests at once"""


def check_release(release: object, runtime: lambda_.Runtime | None, reserved: int | None) -> Iterator[str]:
    """Yield what is wrong with a construct's ``release``, given its runtime and reserved concurrency."""
    if release is None:
        return
    yield from check_type("release", release, Release, "Release(…)")
    if not isinstance(release, Release):
        return
    name = release.alias_name
    if not isinstance(name, str) or not (is_unresolved(name) or _ALIAS_NAME.fullmatch(name)):
        yield (
            f"release.alias_name: {name!r} is not allowed; give letters, digits, hyphens and underscores, at most 128 "
            "and not digits alone"
        )
    yield from _check_environments(release, runtime, reserved)
    config = release.deployment_config
    if config is not None and not hasattr(config, "deployment_config_arn"):
        example = "codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES"
        yield f"release.deployment_config: got {describe(config)}; give {example} or another"


def add_alias(
    scope: Construct, function: lambda_.Function, release: Release, faults: Callable[[], cloudwatch.IMetric]
) -> lambda_.Alias:
    """Add the alias, which always points to the function's newest version, and what rolls a deployment back.

    ``faults`` returns what counts the requests that failed because of the function itself.
    """
    if release.snap_start is not None:  # the alias is what it asks for
        Annotations.of(function).acknowledge_warning("@aws-cdk/aws-lambda:snapStartRequirePublish")
    alias = lambda_.Alias(
        scope,
        "Alias",
        alias_name=release.alias_name,
        version=function.current_version,
        provisioned_concurrent_executions=release.provisioned_concurrent_executions,
    )
    if release.deployment_config is not None:
        _add_deployment_group(scope, alias, release.deployment_config, faults())
    return alias


def _add_deployment_group(
    scope: Construct,
    alias: lambda_.Alias,
    config: codedeploy.ILambdaDeploymentConfig,
    faults: cloudwatch.IMetric,
) -> None:
    from aws_cdk import aws_cloudwatch as cloudwatch  # few need them
    from aws_cdk import aws_codedeploy as codedeploy

    errors = alias.metric_errors(statistic="Sum", period=Duration.minutes(1))
    alarms = [
        cloudwatch.Alarm(
            scope,
            name,
            metric=metric,
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=f"{what}: CodeDeploy goes back to the version before while it moves the alias",
        )
        for name, metric, what in (
            ("ReleaseErrors", errors, "The function crashed or timed out"),
            ("ReleaseFaults", faults, "The function is not set up correctly, or has a defect"),
        )
    ]
    codedeploy.LambdaDeploymentGroup(scope, "DeploymentGroup", alias=alias, deployment_config=config, alarms=alarms)


def _check_environments(release: Release, runtime: lambda_.Runtime | None, reserved: int | None) -> Iterator[str]:
    kept = release.provisioned_concurrent_executions
    if kept is not None:
        name = "release.provisioned_concurrent_executions"
        found = list(check_whole_number(name, kept, 1))
        yield from found
        if not found and not is_unresolved(kept) and isinstance(reserved, int) and 0 <= reserved < kept:
            yield f"{name}: {kept} is more than reserved_concurrent_executions={reserved} allows; lower it"
    if release.snap_start is None:
        return
    example = "lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS"
    yield from check_type("release.snap_start", release.snap_start, lambda_.SnapStartConf, example)
    if isinstance(runtime, lambda_.Runtime) and not runtime.supports_snap_start:
        yield f"release.snap_start: {runtime.name} has no SnapStart; give Python 3.12 or newer, or leave it out"
    if kept is not None:
        yield "release.snap_start: can't be had with provisioned_concurrent_executions; leave one of them out"
