"""The function that starts chats, for your own API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Unpack, cast

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from . import defaults
from .access.model import Access
from .access.rest import check_rest_api, method_options
from .access.warnings import open_api_warnings, request_warnings, reserved_name_warnings
from .annotations import warn
from .api.cors import Cors
from .api.rest_method import add_post, add_preflight, deployment_warnings
from .api.timeouts import check_times, duration
from .capacity import Capacity
from .errors import raise_problems
from .function.code import HANDLER, function_code
from .function.environment import carry
from .function.props import FunctionProps
from .function.release import Release, add_alias
from .function.secrets import contact_id_key
from .log_group import LogSettings
from .metrics import FunctionMetrics, MetricOptions
from .rendering import policy
from .rendering.plan import function_plan
from .rendering.references import reference_warnings, resolve_references
from .request.model import StartChatContactRequest
from .request.traversal import signs_contact_ids

if TYPE_CHECKING:
    from aws_cdk import aws_apigatewayv2 as apigatewayv2
    from aws_cdk import aws_cloudwatch as cloudwatch
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager
    from aws_cdk import aws_ssm as ssm


class StartChatContactFunction(FunctionMetrics, Construct):
    """A function that calls ``StartChatContact`` as declared, its role and its log group.

    It handles proxy events of REST APIs, HTTP APIs and function URLs, and trusts what the event says about the caller:
    whoever can invoke the function directly can impersonate any caller.

    Attributes:
        function: the function.
        role: the function's role, made here or given.
        required_statements: the policy statements that the role needs, to add to a role that can't be changed from
            here.
        log_group: where it logs, without names, messages or tokens.
        contact_id_secret: the secret that contact ids are signed with, made here or given; None if none are signed.
        alias: the alias that APIs invoke with ``release``; None without it.
        target: what APIs invoke, the alias or the function.
        instance_id: the id of the Amazon Connect instance, or a token of it.
        secrets: the secrets that the function reads.
        capacity: the quotas that AWS granted, as given or by default.
        deadline: the longest time from the event to the response.
        memory_size: the function's memory in MB.
        switch: the parameter that closes the endpoint; None if it is always open.
    """

    function: lambda_.Function
    role: iam.IRole
    required_statements: tuple[iam.PolicyStatement, ...]
    log_group: logs.LogGroup
    contact_id_secret: secretsmanager.ISecret | None
    alias: lambda_.Alias | None = None
    target: lambda_.IFunction
    instance_id: str
    secrets: tuple[secretsmanager.ISecret, ...]
    capacity: Capacity
    deadline: Duration
    memory_size: int
    switch: ssm.IStringParameter | None

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        request: StartChatContactRequest,
        access: Access,
        cors: Cors | None = None,
        capacity: Capacity | None = None,
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
        """Make the function.

        Args:
            scope: the parent.
            id: unique among the parent's children.
            request: the declared request: its fixed values, and what callers may send.
            access: who may start chats; the function also checks that API Gateway has authorised the caller.
            cors: the origins whose pages may call. Default: - requests from pages are refused
            capacity: the quotas that AWS granted you, from which throttle and warnings follow. Default: - the quotas of
                a new Amazon Connect instance
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
        stack = Stack.of(self)
        raise_problems(chain(props.check(stack), props.check_times()))
        self._request, self._access, self._cors = request, access, cors
        self._timeout, self.deadline = timeout, duration("deadline", deadline)
        self.capacity, self.memory_size, self.switch = capacity or Capacity(), memory_size, switch
        references = resolve_references(stack, request)
        self.instance_id = references.instance_id
        if contact_id_secret is None and signs_contact_ids(request):
            contact_id_secret = contact_id_key(self, "ContactIdKey", encryption_key)
        self.contact_id_secret = contact_id_secret
        plan = function_plan(
            references.request,
            access=access.kind,
            caller_claim=access.caller_claim,
            deployment=f"{Aws.STACK_ID}/{self.node.addr}",
            allow_origins=cors.allow_origins if cors else (),
            attachments=attachments,
            deadline=self.deadline.to_seconds(integral=False),
            reserved_display_names=reserved_display_names or (),
            contact_id_secret=contact_id_secret.secret_arn if contact_id_secret else "",
            jwt_secret=access.secret.secret_arn if access.secret else "",
            switch=switch.parameter_arn if switch else "",
            origin_secret=origin_secret.secret_arn if origin_secret else "",
        )
        carried = carry(stack, plan)
        raise_problems([*carried.problems, *policy.check_flows(references)])
        warn(self, [*request_warnings(request, access, capacity), *(cors.warnings if cors else [])])
        warn(self, [*reserved_name_warnings(reserved_display_names), *reference_warnings(stack, request)])

        self.log_group = LogSettings(
            retention=log_retention, encryption_key=encryption_key, removal_policy=removal_policy
        ).log_group(self, "Log")
        self.role = role or self._make_role()
        if encryption_key is not None:
            encryption_key.grant_decrypt(self.role)  # for the key's own policy
        secrets = (contact_id_secret, access.secret, origin_secret)
        self.secrets = tuple(secret for secret in secrets if secret is not None)
        self.required_statements = (
            *policy.connect_statements(stack, references),
            *policy.log_statements(self.log_group),
            *policy.secret_statements(self.secrets),
            *policy.switch_statements(switch),
            *policy.key_statements(encryption_key),
            *policy.network_statements(vpc),
        )
        self.function = lambda_.Function(
            self,
            "Function",
            description="Starts chats in Amazon Connect for callers of an API",
            code=function_code(with_pyjwt=access.secret is not None, declared=carried.file),
            handler=HANDLER,
            runtime=runtime or getattr(lambda_.Runtime, defaults.RUNTIME),
            architecture=architecture or getattr(lambda_.Architecture, defaults.ARCHITECTURE),
            memory_size=memory_size,
            timeout=duration("timeout", timeout),
            reserved_concurrent_executions=reserved_concurrent_executions,
            role=self.role,
            initial_policy=list(self.required_statements),
            environment=carried.variables,
            environment_encryption=encryption_key,
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            security_groups=security_groups,
            tracing=tracing,
            log_group=self.log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            snap_start=release.snap_start if release else None,
        )
        if role is not None:
            raise_problems(policy.check_role(role, references))
            warn(self, policy.role_warnings(role))
        if release is not None:
            self.alias = add_alias(self, self.function, release, self._metric_faults)
        self.target = cast(lambda_.IFunction, self.alias or self.function)

    def add_to_rest_api(
        self, resource: apigateway.IResource, *, integration_timeout: Duration | None = None
    ) -> apigateway.Method:
        """Start chats on ``POST`` of a resource of an existing REST API, authorised as declared.

        The API may be of another stack, imported or made from a specification. Throttle, firewall, logs, API keys and
        the API's own responses are up to the API's owner. With ``cors``, the resource gets an ``OPTIONS`` method unless
        it has one. If this app doesn't deploy the API, a warning says what to do.

        Args:
            resource: the resource.
            integration_timeout: how long the API waits for the function. Default: Duration.seconds(8)

        Raises:
            DeclarationError: when a REST API can't authorise callers so, or would not wait long enough.
        """
        timeout = self._integration_timeout(check_rest_api(self._access), integration_timeout)
        # The model belongs to the API, whose stack may be another.
        scope = Construct(cast(Construct, resource), "StartChatContact")
        options = method_options(self._access, scope)
        warnings = add_preflight(resource, self._access, self._cors) if self._cors is not None else []
        api = resource.api
        warn(self, [*warnings, *deployment_warnings(api), *open_api_warnings(self._access)])
        [method] = add_post(scope, api, [resource], self.target, self._request, options, timeout)
        return method

    def add_to_http_api(
        self, api: apigatewayv2.IHttpApi, path: str, *, integration_timeout: Duration | None = None
    ) -> apigatewayv2.HttpRoute:
        """Start chats on ``POST`` of a path of an existing HTTP API, authorised as declared.

        The API may be of another stack or imported. Throttle, logs and CORS are up to the API's owner: they apply to
        an HTTP API as a whole.

        Args:
            api: the API.
            path: begins with a slash.
            integration_timeout: how long the API waits for the function. Default: Duration.seconds(8)

        Raises:
            DeclarationError: when an HTTP API can't authorise callers so, or would not wait long enough.
        """
        from .access.http import check_http_api  # few need it, and it loads the CDK's module for HTTP APIs
        from .api.http_route import add_route

        timeout = self._integration_timeout(check_http_api(self._access, self._request), integration_timeout)
        scope = Construct(self, api.node.addr + path.replace("-", "--").replace("/", "-"))
        return add_route(scope, api, path, self.target, self._access, timeout)

    def grant_invoke(self, grantee: iam.IGrantable) -> iam.Grant:
        """Allow a principal to invoke the function; it can then impersonate any caller."""
        return self.function.grant_invoke(grantee)

    def add_to_role_policy(self, statement: iam.PolicyStatement) -> None:
        """Add a statement to the function's role."""
        self.function.add_to_role_policy(statement)

    def metric(self, metric_name: str, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Return a metric of the function, by its name in AWS Lambda's namespace."""
        return self.function.metric(metric_name, **options)

    def _integration_timeout(self, problems: Iterator[str], timeout: Duration | None) -> Duration:
        raise_problems(chain(problems, check_times(timeout=self._timeout, integration_timeout=timeout)))
        return duration("integration_timeout", timeout)

    def _metric_faults(self) -> cloudwatch.MathExpression:
        """Return how many requests a minute failed because of the function: its setting up, or a defect."""
        from aws_cdk import aws_cloudwatch as cloudwatch  # few need it, and it takes long to load

        codes = ("misconfigured", "internal")
        minute = Duration.minutes(1)
        return cloudwatch.MathExpression(
            expression=" + ".join(f"FILL({code}, 0)" for code in codes),
            using_metrics={code: self.metric_requests(outcome=code, period=minute) for code in codes},
            label="Faults",
            period=minute,
        )

    def _make_role(self) -> iam.Role:
        return iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description="Starts chats in Amazon Connect on the declared contact flows",
        )
