"""What all three constructs take for their function, with its checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from constructs_lib.access.checks import check_access, check_identity
from constructs_lib.access.model import Access
from constructs_lib.api.cors import Cors
from constructs_lib.api.timeouts import check_times
from constructs_lib.capacity import Capacity, check_capacity
from constructs_lib.prop_types import check_interface, check_type, check_whole_number
from constructs_lib.rendering.references import check_references
from constructs_lib.request.checks.members import check_request
from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.request.traversal import signs_contact_ids

from .code import check_packages
from .release import Release, check_release

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager
    from aws_cdk import aws_ssm as ssm


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionProps:
    """The keywords that the constructs share; `StartChatContactFunction` documents them."""

    request: StartChatContactRequest
    access: Access
    cors: Cors | None
    capacity: Capacity | None
    attachments: bool
    reserved_display_names: Sequence[str] | None
    contact_id_secret: secretsmanager.ISecret | None
    switch: ssm.IStringParameter | None
    origin_secret: secretsmanager.ISecret | None
    deadline: Duration | None
    timeout: Duration | None
    memory_size: int
    runtime: lambda_.Runtime | None
    architecture: lambda_.Architecture | None
    reserved_concurrent_executions: int | None
    release: Release | None
    role: iam.IRole | None
    vpc: ec2.IVpc | None
    vpc_subnets: ec2.SubnetSelection | None
    security_groups: Sequence[ec2.ISecurityGroup] | None
    encryption_key: kms.IKey | None
    tracing: lambda_.Tracing
    log_retention: logs.RetentionDays | None
    removal_policy: RemovalPolicy

    def keywords(self) -> dict[str, Any]:
        """Return the props as keywords for `StartChatContactFunction`."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def check(self, stack: Stack) -> Iterator[str]:
        """Yield every problem of the props in a stack, those of the request first."""
        sound = isinstance(self.request, StartChatContactRequest)
        yield from check_type("request", self.request, StartChatContactRequest, "StartChatContactRequest(…)")
        found = list(check_request(self.request)) if sound else []
        yield from found
        if sound and not found:
            yield from check_references(stack, self.request)
        yield from check_access(self.access)
        if isinstance(self.access, Access):
            yield from check_packages(self.access)
            if sound:
                yield from check_identity(self.request, self.access)
        if self.cors is not None:
            yield from check_type("cors", self.cors, Cors, "Cors(allow_origins=[…])")
            yield from self.cors.problems if isinstance(self.cors, Cors) else ()
        yield from check_capacity(self.capacity)
        yield from check_type("attachments", self.attachments, bool, "True or False")
        yield from _check_reserved_names(self.reserved_display_names)
        if self.contact_id_secret is not None:
            yield from check_interface("contact_id_secret", self.contact_id_secret, "ISecret")
            if self.contact_id_secret is getattr(self.access, "secret", None):
                yield (
                    "contact_id_secret: is the secret of Access.signed_jwt(…), so whoever signs tokens could sign "
                    "contact ids; give another, or leave it out for a new one"
                )
            if sound and not signs_contact_ids(self.request):
                yield "contact_id_secret: signs nothing; declare a SignedContactId() in the request, or leave it out"
        yield from _check_switch(self.switch)
        if self.origin_secret is not None:
            yield from self._check_origin_secret()
        yield from self._check_resources()

    def check_times(self, **outer: object) -> Iterator[str]:
        """Yield which times leave no room for those within them; ``outer`` are the API's."""
        return check_times(deadline=self.deadline, timeout=self.timeout, **outer)

    def _check_origin_secret(self) -> Iterator[str]:
        yield from check_interface("origin_secret", self.origin_secret, "ISecret")
        for name, other in (
            ("Access.signed_jwt(…)", getattr(self.access, "secret", None)),
            ("contact_id_secret", self.contact_id_secret),
        ):
            if self.origin_secret is other:
                yield f"origin_secret: is the secret of {name} too, and whoever sees it sent could sign; give another"

    def _check_resources(self) -> Iterator[str]:
        yield from check_whole_number("memory_size", self.memory_size, 128, 10_240)
        yield from _check_runtime(self.runtime)
        if self.architecture is not None:
            example = "lambda_.Architecture.ARM_64 or X86_64"
            yield from check_type("architecture", self.architecture, lambda_.Architecture, example)
        if self.reserved_concurrent_executions is not None:
            yield from check_whole_number("reserved_concurrent_executions", self.reserved_concurrent_executions, 0)
        yield from check_release(self.release, self.runtime, self.reserved_concurrent_executions)
        for name, value, interface in (
            ("role", self.role, "IRole"),
            ("vpc", self.vpc, "IVpc"),
            ("encryption_key", self.encryption_key, "IKey"),
        ):
            if value is not None:
                yield from check_interface(name, value, interface)
        if self.vpc_subnets is not None:
            yield from check_type("vpc_subnets", self.vpc_subnets, ec2.SubnetSelection, "ec2.SubnetSelection(…)")
        yield from _check_security_groups(self.security_groups)
        if self.vpc is None and (self.vpc_subnets is not None or self.security_groups is not None):
            yield "vpc: is required with vpc_subnets and security_groups; give a VPC, or leave them out"
        yield from check_type("tracing", self.tracing, lambda_.Tracing, "lambda_.Tracing.ACTIVE")
        if self.log_retention is not None:
            example = "logs.RetentionDays.THREE_MONTHS"
            yield from check_type("log_retention", self.log_retention, logs.RetentionDays, example)
        yield from check_type("removal_policy", self.removal_policy, RemovalPolicy, "RemovalPolicy.DESTROY")


def _check_runtime(runtime: lambda_.Runtime | None) -> Iterator[str]:
    if runtime is None:
        return
    if not isinstance(runtime, lambda_.Runtime):
        yield from check_type("runtime", runtime, lambda_.Runtime, "lambda_.Runtime.PYTHON_3_14")
        return
    version = re.fullmatch(r"python3\.([0-9]+)", runtime.name)
    if version is None or int(version[1]) < 11:
        yield f"runtime: {runtime.name} can't run the function; give Python 3.11 or newer"


def _check_switch(switch: object) -> Iterator[str]:
    if switch is None:
        return
    found = list(check_interface("switch", switch, "IStringParameter"))
    yield from found
    if not found and getattr(switch, "parameter_type", "") == "SecureString":
        yield "switch: is a SecureString, which takes a key to read; give a parameter of type String"


def _check_reserved_names(names: object) -> Iterator[str]:
    sound = isinstance(names, (list, tuple)) and names and all(isinstance(name, str) for name in names)
    if names is not None and not sound:
        yield (
            f"reserved_display_names: got {names!r}; give a list of names, or leave it out for System, Agent and the "
            "like"
        )


def _check_security_groups(groups: object) -> Iterator[str]:
    if groups is None:
        return
    if not isinstance(groups, (list, tuple)):
        yield f"security_groups: got {type(groups).__name__}; give a list of security groups"
        return
    for index, group in enumerate(groups):
        yield from check_interface(f"security_groups[{index}]", group, "ISecurityGroup")
