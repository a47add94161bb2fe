import json
from typing import Any

import pytest
from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from start_chat_contact.plan import parse

from constructs_lib import (
    Access,
    Cors,
    DeclarationError,
    FromCaller,
    ParticipantDetails,
    StartChatContactFunction,
)
from tests.support.requests import INSTANCE_ID, make_request
from tests.support.stacks import flat, make_stack, only, plan_of, resources, statements, template_of
from tests.support.stacks import warnings as warnings_of


def make(stack: Stack | None = None, **words: Any) -> tuple[Stack, StartChatContactFunction]:
    stack = stack or make_stack()
    settings: dict[str, Any] = {"request": make_request(), "access": Access.anonymous()}
    return stack, StartChatContactFunction(stack, "Chat", **(settings | words))


def template(**words: Any) -> dict[str, Any]:
    return template_of(make(**words)[0])


@pytest.fixture(scope="module")
def minimal() -> dict[str, Any]:
    return template()


def test_defaults(minimal: dict[str, Any]) -> None:
    function = only(minimal, "AWS::Lambda::Function")
    assert function["Handler"] == "start_chat_contact.handler.handler"
    assert function["Runtime"] == "python3.14"
    assert function["Architectures"] == ["arm64"]
    assert (function["MemorySize"], function["Timeout"]) == (256, 6)
    [log_group] = [name for name, r in minimal["Resources"].items() if r["Type"] == "AWS::Logs::LogGroup"]
    assert function["LoggingConfig"] == {"LogFormat": "JSON", "LogGroup": {"Ref": log_group}}
    for absent in ("ReservedConcurrentExecutions", "VpcConfig", "KmsKeyArn", "TracingConfig", "Layers", "FunctionName"):
        assert absent not in function
    assert only(minimal, "AWS::Logs::LogGroup") == {"RetentionInDays": 90}
    assert {r["DeletionPolicy"] for r in minimal["Resources"].values() if r["Type"] == "AWS::Logs::LogGroup"} == {
        "Retain"
    }


def test_the_plan_is_what_the_function_reads(minimal: dict[str, Any]) -> None:
    plan = plan_of(minimal)
    assert plan.pop("deployment").startswith("<StackId>/")
    assert plan == {
        "access": "anonymous",
        "allow_origins": [],
        "attachments": False,
        "limits": {"deadline": 4, "connect_timeout": 1, "read_timeout": 1.8, "attempts": 4},
        "request": {
            "InstanceId": {"is": INSTANCE_ID},
            "ContactFlowId": {"is": "22222222-2222-2222-2222-222222222222"},
            "ParticipantDetails": {
                "of": {"DisplayName": {"caller": {"min": 1, "max": 256, "default": "Guest", "format": "display_name"}}}
            },
        },
    }


def test_every_setting_of_the_plan() -> None:
    found = template(
        access=Access.iam(),
        cors=Cors(allow_origins=["https://a.example", "https://b.example"]),
        attachments=True,
        reserved_display_names=["Concierge"],
        deadline=Duration.millis(2500),
    )
    text = json.dumps(plan_of(found))
    plan = parse(text)
    assert plan.access == "iam"
    assert plan.allow_origins == ("https://a.example", "https://b.example")
    assert plan.attachments is True
    assert plan.reserved_names == ("Concierge",)
    assert plan.limits.time_budget == 2.5


def test_two_functions_of_a_stack_are_two_deployments() -> None:
    stack, _ = make()
    StartChatContactFunction(stack, "Other", request=make_request(), access=Access.anonymous())
    functions = resources(template_of(stack), "AWS::Lambda::Function")
    deployments = {
        json.loads(flat(function["Environment"]["Variables"]["PLAN"]))["deployment"] for function in functions
    }
    assert len(deployments) == 2


def test_every_infrastructure_setting() -> None:
    stack = make_stack()
    vpc = ec2.Vpc(stack, "Vpc", max_azs=1)
    group = ec2.SecurityGroup(stack, "Group", vpc=vpc)
    found = template(
        stack=stack,
        timeout=Duration.seconds(15),
        memory_size=512,
        runtime=lambda_.Runtime.PYTHON_3_12,
        architecture=lambda_.Architecture.X86_64,
        reserved_concurrent_executions=7,
        vpc=vpc,
        vpc_subnets=ec2.SubnetSelection(availability_zones=vpc.availability_zones[:1]),
        security_groups=[group],
        encryption_key=kms.Key(stack, "Key"),
        tracing=lambda_.Tracing.ACTIVE,
        log_retention=logs.RetentionDays.ONE_WEEK,
        removal_policy=RemovalPolicy.DESTROY,
    )
    function = next(f for f in resources(found, "AWS::Lambda::Function") if "PLAN" in str(f))
    assert (function["Timeout"], function["MemorySize"], function["Runtime"]) == (15, 512, "python3.12")
    assert function["Architectures"] == ["x86_64"]
    assert function["ReservedConcurrentExecutions"] == 7
    assert function["VpcConfig"]["SecurityGroupIds"] == [{"Fn::GetAtt": ["GroupC77FDACD", "GroupId"]}]
    assert function["TracingConfig"] == {"Mode": "Active"}
    assert "Key961B73FD" in str(function["KmsKeyArn"])
    [log_group] = resources(found, "AWS::Logs::LogGroup")
    assert log_group["RetentionInDays"] == 7
    assert "Key961B73FD" in str(log_group["KmsKeyId"])
    actions = [(statement["Action"], statement["Resource"]) for statement in statements(found)]
    assert ("kms:Decrypt", "T0KEN") in actions
    assert [action for action, resource in actions if resource == "*"] == [
        [
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses",
            "xray:PutTelemetryRecords",
            "xray:PutTraceSegments",
        ]
    ]
    [log_service] = [
        flat(statement)
        for statement in only(found, "AWS::KMS::Key")["KeyPolicy"]["Statement"]
        if "logs" in str(statement["Principal"])
    ]
    assert log_service["Principal"] == {"Service": "logs.<Region>.amazonaws.com"}
    assert log_service["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:<Partition>:logs:<Region>:<AccountId>:log-group:*"}
    }


def test_a_role_of_the_deployer_gets_the_permissions() -> None:
    stack = make_stack()
    role = iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    _, chat = make(stack, role=role)
    found = template_of(stack)
    assert chat.role is role
    assert len(resources(found, "AWS::IAM::Role")) == 1
    assert [statement["Action"] for statement in statements(found)] == [
        "connect:StartChatContact",
        ["logs:CreateLogStream", "logs:PutLogEvents"],
    ]


def test_it_speaks_cdk() -> None:
    stack, chat = make()
    somebody = iam.Role(stack, "Somebody", assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"))
    chat.grant_invoke(somebody)
    chat.add_to_role_policy(
        iam.PolicyStatement(actions=["sns:Publish"], resources=["arn:aws:sns:us-east-1:444455556666:topic"])
    )
    found = [statement["Action"] for statement in statements(template_of(stack))]
    assert "lambda:InvokeFunction" in found
    assert "sns:Publish" in found
    assert chat.metric("Invocations").metric_name == "Invocations"
    assert chat.metric_errors(label="crashes").metric_name == "Errors"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"deadline": Duration.seconds(10)},
            "timeout: 6 s leaves deadline=10 s no room to answer first; give 11 s or more, or a shorter deadline",
        ),
        ({"deadline": Duration.millis(500)}, "deadline: 0.5 s is too short to start a chat; give 1 s or more"),
        ({"timeout": Duration.seconds(30)}, "timeout: 30 s is longer than API Gateway waits; give 29 s or less"),
    ],
)
def test_times_that_do_not_fit(words: dict[str, Any], message: str) -> None:
    with pytest.raises(DeclarationError) as raised:
        make(**words)
    assert raised.value.problems == (message,)


@pytest.mark.parametrize("names", ["System", [], [1]])
def test_reserved_names_are_a_list(names: Any) -> None:
    with pytest.raises(DeclarationError) as raised:
        make(reserved_display_names=names)
    assert str(raised.value) == (
        f"reserved_display_names: got {names!r}; give a list of names, or leave it out for System, Agent and the like"
    )


@pytest.mark.parametrize("runtime", [lambda_.Runtime.PYTHON_3_10, lambda_.Runtime.NODEJS_22_X])
def test_the_runtime_is_one_that_the_code_runs_on(runtime: lambda_.Runtime) -> None:
    with pytest.raises(DeclarationError) as raised:
        make(runtime=runtime)
    assert str(raised.value) == f"runtime: {runtime.name} can't run the function; give Python 3.11 or newer"


def many_flows(count: int) -> FromCaller:
    return FromCaller(one_of={f"flow {index}": f"{index:08d}-0000-0000-0000-000000000000" for index in range(count)})


def test_a_large_declaration_is_a_file_of_the_code_whose_hash_is_the_declarations() -> None:
    def code(count: int) -> Any:
        stack = make_stack()
        make(stack, request=make_request(contact_flow_id=many_flows(count)))
        return only(template_of(stack), "AWS::Lambda::Function")["Code"]

    assert code(100) == code(100) != code(101)
    assert code(1) == code(2)  # small ones are in the environment, and share the code


def policies(template: dict[str, Any]) -> list[dict[str, Any]]:
    return [*resources(template, "AWS::IAM::Policy"), *resources(template, "AWS::IAM::ManagedPolicy")]


@pytest.mark.parametrize("region", ["us-east-1", None])
def test_300_flows_are_divided_among_policies_that_iam_takes(region: str | None) -> None:
    stack = make_stack(region=region)
    make(stack, request=make_request(contact_flow_id=many_flows(300)))
    found = policies(template_of(stack))
    known = {"Partition": "aws-us-gov", "Region": "ap-southeast-1", "AccountId": "4" * 12}
    sizes = []
    for policy in found:
        text = json.dumps(flat(policy["PolicyDocument"]), separators=(",", ":"))
        for name, value in known.items():
            text = text.replace(f"<{name}>", value)
        sizes.append(len(text))
    assert sizes[0] <= 10_240  # of a role's inline policies
    assert max(sizes[1:]) <= 6_144  # of a managed policy
    assert len(sizes) - 1 <= 10  # that a role can have
    allowed = [arn for policy in found for s in policy["PolicyDocument"]["Statement"] for arn in s["Resource"]]
    assert len({json.dumps(arn) for arn in allowed if "contact-flow" in str(arn)}) == 300


def test_more_flows_than_a_role_can_name_are_refused() -> None:
    with pytest.raises(DeclarationError) as raised:
        make(request=make_request(contact_flow_id=many_flows(301)))
    assert str(raised.value) == (
        "request.contact_flow_id: declares 301 flows, and the policies of one role can name 300; declare fewer, or "
        "divide them among endpoints"
    )


def test_an_imported_role_has_one_policy() -> None:
    def imported(stack: Stack, **words: Any) -> iam.IRole:
        return iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::444455556666:role/chat", **words)

    request = make_request(contact_flow_id=many_flows(61))
    stack = make_stack()
    with pytest.raises(DeclarationError) as raised:
        make(stack, request=request, role=imported(stack))
    assert str(raised.value) == (
        "role: is imported, so its permissions for 61 flows become one inline policy, which can name 60; leave role "
        "out, or import it with mutable=False and attach required_statements"
    )
    stack = make_stack()
    make(stack, request=request, role=imported(stack, mutable=False))


def test_problems_are_raised_at_once() -> None:
    with pytest.raises(DeclarationError, match=r"2 problems:\n- request: got None; .*\n- access: got None; say"):
        make(request=None, access=None)


def test_nothing_is_made_when_something_is_wrong() -> None:
    stack = make_stack()
    with pytest.raises(DeclarationError):
        make(stack, access=None)
    [chat] = stack.node.children
    assert chat.node.children == []


def test_a_plan_of_tokens_is_one_join() -> None:
    found = template(
        request=make_request(participant_details=ParticipantDetails(display_name='Ann "the first" \\ Ånn'))
    )
    assert plan_of(found)["request"]["ParticipantDetails"] == {"is": {"DisplayName": 'Ann "the first" \\ Ånn'}}


@pytest.mark.parametrize(("mutable", "warned"), [(True, False), (False, True)])
def test_an_imported_role_that_can_not_be_changed(mutable: bool, warned: bool) -> None:
    stack = make_stack()
    role = iam.Role.from_role_arn(stack, "Given", "arn:aws:iam::444455556666:role/chat", mutable=mutable)
    _, chat = make(stack, role=role)
    statements_of_the_policy = statements(template_of(stack))
    assert bool(statements_of_the_policy) is mutable
    required = [flat(stack.resolve(statement.to_statement_json())) for statement in chat.required_statements]
    assert [statement["Action"] for statement in required] == [
        "connect:StartChatContact",
        ["logs:CreateLogStream", "logs:PutLogEvents"],
    ]
    found = warnings_of(stack, "role")
    assert bool(found) is warned
    if warned:
        assert found[0].startswith(
            "role: is imported and can't be changed from this app, so its owner must add the permissions; they are in "
            "the construct's required_statements"
        )
