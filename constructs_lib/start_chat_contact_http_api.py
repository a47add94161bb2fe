"""The endpoint behind an HTTP API: tokens of any OpenID Connect issuer, and a lower price."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, cast

from aws_cdk import Duration, Names, RemovalPolicy, Stack
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from . import defaults
from .access.checks import check_grant
from .access.http import check_http_api
from .access.model import Access
from .access.warnings import way_around_warnings
from .annotations import warn
from .api.access_log import http_access_log_format
from .api.cors import Cors
from .api.http_route import add_route, check_domain_mapping, cors_options
from .api.stage import check_stage_name
from .api.throttle import Throttle, check_throttle, throttle_for, throttle_warnings
from .api.timeouts import duration
from .capacity import Capacity
from .errors import raise_problems
from .function.props import FunctionProps
from .function.release import Release
from .log_group import LogSettings
from .metrics import ApiMetrics
from .request.model import StartChatContactRequest
from .start_chat_contact_function import StartChatContactFunction

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager
    from aws_cdk import aws_ssm as ssm


class StartChatContactHttpApi(ApiMetrics, Construct):
    """An HTTP API whose root starts a chat on ``POST``: the requests and answers of `StartChatContactRestApi`.

    It has no firewall, no API keys and no check of the body of its own: the function checks everything.

    Attributes:
        url: where clients POST.
        api: the API.
        stage: its one stage.
        route: its ``POST``.
        handler: what calls Amazon Connect.
        function, role, log_group: those of ``handler``.
        access_log_group: one line for each request, without headers, body or claims.
    """

    api: apigatewayv2.HttpApi
    stage: apigatewayv2.HttpStage
    route: apigatewayv2.HttpRoute
    handler: StartChatContactFunction
    function: lambda_.Function
    role: iam.IRole
    log_group: logs.LogGroup
    access_log_group: logs.LogGroup

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        request: StartChatContactRequest,
        access: Access,
        cors: Cors | None = None,
        capacity: Capacity | None = None,
        throttle: Throttle | None = None,
        stage_name: str = defaults.STAGE_NAME,
        default_domain_mapping: apigatewayv2.DomainMappingOptions | None = None,
        disable_execute_api_endpoint: bool = False,
        integration_timeout: Duration | None = None,
        attachments: bool = False,
        reserved_display_names: Sequence[str] | None = None,
        contact_id_secret: secretsmanager.ISecret | None = None,
        switch: ssm.IStringParameter | None = None,
        origin_secret: secretsmanager.ISecret | None = None,
        deadline: Duration | None = None,
        timeout: Duration | None = None,
        memory_size: int = defaults.MEMORY_SIZE,
        runtime: lambda_.Runtime | None = None,
        architecture: lambda_.Architecture | None = None,
        reserved_concurrent_executions: int | None = None,
        release: Release | None = None,
        role: iam.IRole | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        encryption_key: kms.IKey | None = None,
        tracing: lambda_.Tracing = lambda_.Tracing.DISABLED,
        log_retention: logs.RetentionDays | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        """Make the API and the function behind it.

        The arguments from ``attachments`` on are those of `StartChatContactFunction`; ``encryption_key``,
        ``log_retention`` and ``removal_policy`` hold for the API's log as well.

        Args:
            scope: the parent.
            id: unique among the parent's children.
            request: the declared request: its fixed values, and what callers may send.
            access: who may start chats; the function also checks that API Gateway has authorised the caller.
            cors: the origins whose pages may call. Default: - requests from pages are refused
            capacity: the quotas that AWS granted you, from which throttle and warnings follow. Default: - the quotas of
                a new Amazon Connect instance
            throttle: how many requests are accepted. Default: - what ``capacity`` says, else 5 a
                second, 8 at once
            stage_name: the last part of the URL's path. Default: "Prod"
            default_domain_mapping: the API's own domain; ``url`` follows it. Default: - AWS's address of the API
            disable_execute_api_endpoint: switch off AWS's address of the API, so that only the domain is left.
                Default: False
            integration_timeout: how long the API waits for the function, a second or more beyond ``timeout``.
                Default: Duration.seconds(8)
            attachments: tell clients that they can send attachments, which the instance must be set up for.
                Default: False
            reserved_display_names: names that callers may not show to agents, look-alikes included. Default: - names
                such as *System* and *Agent*
            contact_id_secret: a secret whose whole text, 32 bytes or more, is the key that signs contact ids; its
                previous version is accepted as well. Default: - a new secret if the request declares a
                `SignedContactId`, none otherwise
            switch: a parameter of type String that closes the endpoint without a deployment. Default: - none, the
                endpoint is always open
            origin_secret: a secret text, 32 bytes or more, that the proxy in front of the API sends in the header
                ``x-origin-verify``; requests without it are refused. The secret's previous version is accepted as well.
                Default: - none, requests need no such header
            deadline: the longest time from the event to the response, a second or more. Default: Duration.seconds(4)
            timeout: the function's timeout, a second or more beyond the deadline. Default: Duration.seconds(6)
            memory_size: the function's memory in MB, 128 to 10,240. Default: 256
            runtime: the function's runtime, Python 3.11 or newer. Default: Runtime.PYTHON_3_14
            architecture: the function's processor. Default: Architecture.ARM_64
            reserved_concurrent_executions: the most requests that are handled at once. Default: - none reserved; the
                API's throttle limits the requests
            release: an alias that APIs invoke, and how a deployment moves it to a new version. Default: - APIs invoke
                the function's newest code
            role: the function's role, to which the permissions are added. Default: - a role that allows the declared
                flows and its log, nothing else
            vpc: the network that the function runs in, with a route to Amazon Connect. Default: - none
            vpc_subnets: the subnets of ``vpc``. Default: - its private subnets
            security_groups: the function's, in ``vpc``. Default: - a new one that allows no inbound traffic
            encryption_key: encrypts logs and environment. The construct allows CloudWatch Logs to use it, unless the
                key is imported: then its policy must already allow that. Default: - AWS's keys
            tracing: AWS X-Ray. Default: Tracing.DISABLED
            log_retention: how long logs are kept. Default: RetentionDays.THREE_MONTHS
            removal_policy: what happens to the logs when the stack is deleted. Default: RemovalPolicy.RETAIN

        Raises:
            DeclarationError: with every problem of the props.
        """
        super().__init__(scope, id)
        props = FunctionProps(
            request=request,
            access=access,
            cors=cors,
            capacity=capacity,
            attachments=attachments,
            reserved_display_names=reserved_display_names,
            contact_id_secret=contact_id_secret,
            switch=switch,
            origin_secret=origin_secret,
            deadline=deadline,
            timeout=timeout,
            memory_size=memory_size,
            runtime=runtime,
            architecture=architecture,
            reserved_concurrent_executions=reserved_concurrent_executions,
            release=release,
            role=role,
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            security_groups=security_groups,
            encryption_key=encryption_key,
            tracing=tracing,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        throttle = throttle_for(throttle, capacity)
        raise_problems(
            chain(
                props.check(Stack.of(self)),
                props.check_times(integration_timeout=integration_timeout),
                check_http_api(access, request),
                check_throttle(throttle),
                check_stage_name(stage_name, may_be_default=True),
                check_domain_mapping(default_domain_mapping, disable_execute_api_endpoint),
            )
        )
        warn(self, throttle_warnings(throttle, capacity))
        closed = origin_secret is not None or disable_execute_api_endpoint
        ways = "origin_secret, or default_domain_mapping with disable_execute_api_endpoint"
        warn(self, way_around_warnings(access, closed=closed, ways=ways))
        self._access = access
        self.handler = StartChatContactFunction(self, "Handler", **props.keywords())
        self.function, self.role, self.log_group = self.handler.function, self.handler.role, self.handler.log_group
        settings = LogSettings(retention=log_retention, encryption_key=encryption_key, removal_policy=removal_policy)
        self.access_log_group = settings.log_group(self, "AccessLog")
        self.api = apigatewayv2.HttpApi(
            self,
            "Api",
            api_name=Names.unique_resource_name(self, separator="-", max_length=128),
            description="Starts chats in Amazon Connect",
            cors_preflight=cors_options(access, cors) if cors else None,
            create_default_stage=False,
            disable_execute_api_endpoint=disable_execute_api_endpoint or None,
        )
        self.stage = self._add_stage(stage_name, throttle, default_domain_mapping)
        wait = duration("integration_timeout", integration_timeout)
        self.route = add_route(self, self.api, "/", self.handler.target, access, wait)
        self.url = self.stage.domain_url if default_domain_mapping else f"{self.stage.url.rstrip('/')}/"

    def grant_invoke(self, grantee: iam.IGrantable) -> iam.Grant:
        """Allow a principal to start chats.

        Raises:
            DeclarationError: if access is not `Access.iam`: the API would ignore the grant.
        """
        raise_problems(check_grant(self._access))
        return self.route.grant_invoke(grantee)

    def _add_stage(
        self, stage_name: str, throttle: Throttle, domain_mapping: apigatewayv2.DomainMappingOptions | None
    ) -> apigatewayv2.HttpStage:
        stage = apigatewayv2.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name=stage_name,
            auto_deploy=True,
            domain_mapping=domain_mapping,
            detailed_metrics_enabled=True,
            throttle=apigatewayv2.ThrottleSettings(rate_limit=throttle.rate, burst_limit=throttle.burst),
        )
        resource = cast(apigatewayv2.CfnStage, stage.node.default_child)
        resource.access_log_settings = apigatewayv2.CfnStage.AccessLogSettingsProperty(
            destination_arn=self.access_log_group.log_group_arn, format=http_access_log_format()
        )
        return stage
