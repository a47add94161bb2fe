"""The endpoint behind a regional REST API: the default choice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import chain
from typing import TYPE_CHECKING, Unpack, cast

from aws_cdk import Duration, Names, RemovalPolicy, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from . import defaults
from .access.checks import check_grant
from .access.model import Access
from .access.rest import check_rest_api, method_options
from .access.warnings import way_around_warnings
from .annotations import inform, warn
from .api.access_log import access_log_format
from .api.cors import Cors
from .api.edge import Edge
from .api.firewall import Firewall, check_firewall
from .api.gateway_responses import add_gateway_responses
from .api.method_settings import method_settings, shared_settings
from .api.rest_method import add_post, check_path, preflight_options
from .api.stage import check_stage_name
from .api.throttle import Throttle, check_shared_throttle, check_throttle, throttle_for, throttle_warnings
from .api.timeouts import duration
from .api.web_acl import blocked_requests, check_web_acl, log_stopped_requests, make_web_acl
from .capacity import Capacity
from .errors import raise_problems
from .function.props import FunctionProps
from .function.release import Release
from .log_group import LogSettings
from .metrics import ApiMetrics, MetricOptions
from .prop_types import check_type
from .request.model import StartChatContactRequest
from .start_chat_contact_function import StartChatContactFunction

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager
    from aws_cdk import aws_ssm as ssm

_NO_LOGGING_ROLE = (
    "cloud_watch_role: the stage writes logs, so API Gateway needs a logging role in this account and Region. If the "
    "deployment fails with 'CloudWatch Logs role ARN must be set in account settings', give cloud_watch_role=True once"
)


class StartChatContactRestApi(ApiMetrics, Construct):
    """A REST API that starts a chat on ``POST`` to its root and, if you name one, to a path.

    Attributes:
        url: where clients POST: the path if there is one, else the root. It ends in a slash only at the root.
        api: the API.
        methods: its ``POST`` methods, of the root and of the path.
        handler: the construct of the function, which calls Amazon Connect.
        function, role, log_group: those of ``handler``.
        access_log_group: the access log, one line for each request: see `access_log_format`.
        web_acl: the web ACL made here; None if there is none, or if you gave one.
        web_acl_log_group: the log of the requests that this web ACL stopped or checked; None without one.
        api_key: the key made here, under `Access.api_key`; None otherwise.
    """

    api: apigateway.RestApi
    methods: list[apigateway.Method]
    handler: StartChatContactFunction
    function: lambda_.Function
    role: iam.IRole
    log_group: logs.LogGroup
    access_log_group: logs.LogGroup
    web_acl: wafv2.CfnWebACL | None = None
    web_acl_log_group: logs.LogGroup | None = None
    api_key: apigateway.IApiKey | None = None

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
        web_acl: str | wafv2.CfnWebACL | None = None,
        firewall: Firewall | None = None,
        path: str | None = None,
        stage_name: str = defaults.STAGE_NAME,
        cloud_watch_role: bool = False,
        domain_name: apigateway.DomainNameOptions | None = None,
        disable_execute_api_endpoint: bool = False,
        policy: iam.PolicyDocument | None = None,
        endpoint_configuration: apigateway.EndpointConfiguration | None = None,
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

        The arguments from ``attachments`` on are those of `StartChatContactFunction`; ``encryption_key``, ``tracing``,
        ``log_retention`` and ``removal_policy`` hold for the API and its logs as well.

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
            web_acl: a regional web ACL to use, or its ARN. Default: - a new one where anybody can reach the function,
                none otherwise
            firewall: the rules of the web ACL made here; if you give it, one is made under every kind of access.
                Default: - `Firewall()` where anybody can reach the function, none otherwise
            path: a path that starts chats in addition to the root, such as ``chat`` or ``v1/chats``; stock chat clients
                that take no path use the root. Default: - the root alone
            stage_name: the first part of the URL's path. Default: "Prod"
            cloud_watch_role: set the role with which API Gateway writes logs, for the whole account and Region. Needed
                once if none is set; replaces one that is set. Default: False
            domain_name: the API's own domain; ``url`` follows it. Default: - AWS's address of the API
            disable_execute_api_endpoint: switch off AWS's address of the API, so that only the domain is left.
                Default: False
            policy: the API's resource policy: who may call, and from where. A private API needs one. Default: - none
            endpoint_configuration: the kind of endpoint, with VPC endpoints for a private one. Default: - regional
            integration_timeout: how long API Gateway waits for the function, a second or more beyond ``timeout``.
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
        edge = Edge(
            domain_name=domain_name,
            disable_execute_api_endpoint=disable_execute_api_endpoint,
            policy=policy,
            endpoint_configuration=endpoint_configuration,
        )
        raise_problems(
            chain(
                props.check(Stack.of(self)),
                props.check_times(integration_timeout=integration_timeout),
                check_rest_api(access),
                check_throttle(throttle),
                check_path(path),
                check_shared_throttle(throttle, path),
                edge.check(),
                check_stage_name(stage_name),
                check_type("cloud_watch_role", cloud_watch_role, bool, "True or False"),
                check_web_acl(web_acl, access),
                check_firewall(firewall, access, web_acl),
            )
        )
        warn(self, throttle_warnings(throttle, capacity))
        closed = origin_secret is not None or policy is not None or disable_execute_api_endpoint
        ways = "origin_secret, policy, or domain_name with disable_execute_api_endpoint"
        warn(self, way_around_warnings(access, closed=closed, ways=ways))
        if not cloud_watch_role:
            inform(self, _NO_LOGGING_ROLE)
        self._access = access
        self.handler = StartChatContactFunction(self, "Handler", **props.keywords())
        self.function, self.role, self.log_group = self.handler.function, self.handler.role, self.handler.log_group
        settings = LogSettings(retention=log_retention, encryption_key=encryption_key, removal_policy=removal_policy)
        self.access_log_group = settings.log_group(self, "AccessLog")
        authorization = method_options(access, self)
        if firewall is None and web_acl is None and access.needs_firewall:
            firewall = Firewall()
        preflight = preflight_options(access, cors, firewall) if cors else None
        # Metrics are kept by name: two APIs or firewalls of one name would share theirs.
        name = Names.unique_resource_name(self, separator="-", max_length=128)
        self.api = self._make_api(name, preflight, edge, throttle, path, stage_name, cloud_watch_role, tracing)
        api_id, stage, root = self.api.rest_api_id, self.api.deployment_stage, self.api.root
        # API Gateway would make the log group by itself, and keep it for ever.
        log_name = f"API-Gateway-Execution-Logs_{api_id}/{stage_name}"
        stage.node.add_dependency(settings.log_group(self, "ExecutionLog", log_group_name=log_name))
        resources = [root, *([root.resource_for_path(path)] if path else [])]
        wait = duration("integration_timeout", integration_timeout)
        self.methods = add_post(self, self.api, resources, self.handler.target, request, authorization, wait)
        add_gateway_responses(self.api, access=access, cors=cors, has_policy=policy is not None)
        if firewall is not None:
            web_acl = self.web_acl = make_web_acl(self, "WebAcl", firewall, cors, name)
        if web_acl is not None:
            arn = web_acl if isinstance(web_acl, str) else web_acl.attr_arn
            if firewall is not None and firewall.logging:
                self.web_acl_log_group = log_stopped_requests(self, "WebAclLog", arn, api_id, settings)
            wafv2.CfnWebACLAssociation(self, "WebAclAssociation", resource_arn=stage.stage_arn, web_acl_arn=arn)
        if authorization.api_key_required:
            self._add_api_key(stage, throttle)
        self.url = edge.url(self.api, path)

    def grant_invoke(self, grantee: iam.IGrantable) -> iam.Grant:
        """Allow a principal to start chats.

        Raises:
            DeclarationError: if access is not `Access.iam`: the API would ignore the grant.
        """
        raise_problems(check_grant(self._access))
        grants = [method.grant_execute(grantee) for method in self.methods]
        return reduce(lambda all_of_them, grant: all_of_them.combine(grant), grants)

    def metric_blocked_requests(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return how many requests were blocked by the firewall made here.

        Raises:
            DeclarationError: when none was made here.
        """
        if self.web_acl is None:
            raise_problems(["web_acl: was not made here; take the metric of your own"])
        return blocked_requests(cast(wafv2.CfnWebACL, self.web_acl), options)

    def _make_api(
        self,
        name: str,
        preflight: apigateway.CorsOptions | None,
        edge: Edge,
        throttle: Throttle,
        path: str | None,
        stage_name: str,
        cloud_watch_role: bool,
        tracing: lambda_.Tracing,
    ) -> apigateway.RestApi:
        api = apigateway.RestApi(
            self,
            "Api",
            rest_api_name=name,
            description="Starts chats in Amazon Connect",
            endpoint_configuration=edge.endpoint_configuration
            or apigateway.EndpointConfiguration(types=[apigateway.EndpointType.REGIONAL]),
            domain_name=edge.domain_name,
            disable_execute_api_endpoint=edge.disable_execute_api_endpoint or None,
            policy=edge.policy,
            cloud_watch_role=cloud_watch_role,
            default_cors_preflight_options=preflight,
            deploy_options=apigateway.StageOptions(
                stage_name=stage_name,
                **method_settings(throttle),
                method_options=shared_settings(throttle, path),
                tracing_enabled=tracing != lambda_.Tracing.DISABLED,
                access_log_destination=apigateway.LogGroupLogDestination(self.access_log_group),
                access_log_format=access_log_format(),
            ),
        )
        api.node.try_remove_child("Endpoint")  # an output that nobody asked for
        return api

    def _add_api_key(self, stage: apigateway.Stage, throttle: Throttle) -> None:
        self.api_key = self.api.add_api_key("ApiKey")
        stages = [apigateway.UsagePlanPerApiStage(api=self.api, stage=stage)]
        # Of each key by itself: the stage's throttle holds for all of them together.
        limits = apigateway.ThrottleSettings(rate_limit=throttle.rate, burst_limit=throttle.burst)
        plan = self.api.add_usage_plan("UsagePlan", api_stages=stages, throttle=limits)
        plan.add_api_key(self.api_key)
