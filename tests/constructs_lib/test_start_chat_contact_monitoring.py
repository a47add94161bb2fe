"""What the construct takes, and what it refuses."""

# ruff: noqa: ISC004 - a message stays on one line

from typing import Any

import pytest
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions
from aws_cdk import aws_sns as sns

from constructs_lib import (
    Access,
    AlarmThresholds,
    DeclarationError,
    StartChatContactMonitoring,
    StartChatContactRestApi,
)
from tests.support.monitored import watch
from tests.support.requests import make_request
from tests.support.stacks import make_stack, resources, template_of


def problems(**props: Any) -> list[str]:
    stack = make_stack()
    chat = StartChatContactRestApi(stack, "Chat", request=make_request(), access=Access.iam())
    with pytest.raises(DeclarationError) as raised:
        StartChatContactMonitoring(stack, "Monitoring", **({"endpoint": chat} | props))
    return list(raised.value.problems)


NUMBER = "give a number above 0, or False for no such alarm"


@pytest.mark.parametrize(
    ("props", "problem"),
    [
        (
            {"endpoint": "Chat"},
            "endpoint: got str 'Chat'; give a StartChatContactRestApi, StartChatContactHttpApi or "
            "StartChatContactFunction",
        ),
        (
            {"alarm_actions": "arn:aws:sns:eu-west-2:444455556666:alarms"},
            "alarm_actions: got str 'arn:aws:sns:eu-west-2:444455556666:alarms'; give a list, such as "
            "[cloudwatch_actions.SnsAction(topic)]",
        ),
        (
            {"alarm_actions": ["topic"]},
            "alarm_actions[0]: got str 'topic'; give an action, such as cloudwatch_actions.SnsAction(topic)",
        ),
        ({"thresholds": 80}, "thresholds: got int 80; give AlarmThresholds(…)"),
        (
            {"runbook_url": "wiki"},
            "runbook_url: got str 'wiki'; give a URL without a fragment, 500 characters or less",
        ),
        (
            {"runbook_url": "https://wiki.example/chat#top"},
            "runbook_url: got str 'https://wiki.example/chat#top'; give a URL without a fragment, 500 characters or "
            "less",
        ),
        ({"save_queries": "yes"}, "save_queries: got str 'yes'; give True or False"),
        (
            {"thresholds": AlarmThresholds(misconfigured=0)},
            f"thresholds.misconfigured: got int 0; {NUMBER}",
        ),
        (
            {"thresholds": AlarmThresholds(blocked=True)},
            f"thresholds.blocked: got bool True; {NUMBER}",
        ),
        (
            {"thresholds": AlarmThresholds(chat_capacity=None)},  # type: ignore[arg-type]
            f"thresholds.chat_capacity: got None; {NUMBER}",
        ),
        (
            {"thresholds": AlarmThresholds(latency_percent=101)},
            "thresholds.latency_percent: got int 101; give a number above 0, 100 at most, or False for no such alarm",
        ),
        (
            {"thresholds": AlarmThresholds(failed_at_least=False)},
            "thresholds.failed_at_least: got bool False; give a number above 0",
        ),
        (
            {"thresholds": AlarmThresholds(function_errors=float("nan"))},
            f"thresholds.function_errors: got float nan; {NUMBER}",
        ),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value[:40],
)
def test_a_wrong_type_or_value_is_a_problem(props: dict[str, Any], problem: str) -> None:
    assert problems(**props) == [problem]


def test_all_problems_at_once() -> None:
    assert len(problems(alarm_actions=[1], thresholds=AlarmThresholds(blocked=-1, throttled=-1), save_queries=1)) == 4


def test_each_alarm_has_the_actions() -> None:
    stack = make_stack()
    topic = sns.Topic(stack, "Topic")
    monitoring = watch(stack, "http", alarm_actions=[cloudwatch_actions.SnsAction(topic)])
    alarms = resources(template_of(stack), "AWS::CloudWatch::Alarm")
    assert len(alarms) == len(monitoring.alarms) == 10
    assert {str(alarm["AlarmActions"]) for alarm in alarms} == {str([stack.resolve(topic.topic_arn)])}


def test_what_it_makes() -> None:
    stack = make_stack()
    StartChatContactRestApi(stack, "Chat", request=make_request(), access=Access.anonymous())
    before = template_of(stack)["Resources"]
    stack = make_stack()
    chat = StartChatContactRestApi(stack, "Chat", request=make_request(), access=Access.anonymous())
    StartChatContactMonitoring(stack, "Monitoring", endpoint=chat)
    after = template_of(stack)["Resources"]
    assert {name: after[name] for name in before} == before
    made = [resource["Type"] for name, resource in after.items() if name not in before]
    assert sorted(made) == ["AWS::CloudWatch::Alarm"] * 9 + ["AWS::CloudWatch::Dashboard"]


def test_what_the_readme_says_that_it_costs() -> None:
    stack = make_stack()
    chat = StartChatContactRestApi(stack, "Chat", request=make_request(), access=Access.anonymous())
    StartChatContactMonitoring(stack, "Monitoring", endpoint=chat)
    alarms = resources(template_of(stack), "AWS::CloudWatch::Alarm")
    metrics = [sum("MetricStat" in one for one in alarm.get("Metrics", [])) or 1 for alarm in alarms]
    assert sum(metrics) == 13


def test_metric_of_blocked_requests_without_an_own_firewall() -> None:
    chat = StartChatContactRestApi(make_stack(), "Chat", request=make_request(), access=Access.iam())
    with pytest.raises(DeclarationError, match=r"^web_acl: was not made here; take the metric of your own$"):
        chat.metric_blocked_requests()
