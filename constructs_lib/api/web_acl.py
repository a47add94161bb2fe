"""The web ACL of an endpoint: the rules that a `Firewall` asks for, and their log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from aws_cdk import ArnFormat, Names, Stack
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from constructs_lib import defaults
from constructs_lib.log_group import LogSettings
from constructs_lib.metrics import MetricOptions
from constructs_lib.runtime_files import function_errors
from constructs_lib.tokens import is_unresolved

from .cors import Cors
from .firewall import TOKEN_HEADER, Firewall
from .gateway_responses import error_body, error_headers

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch

_THROTTLED = replace(function_errors()["throttled"], retry_after=defaults.WAF_RETRY_AFTER)
_BODY = "Throttled"
_REGIONAL_ARN = re.compile(r"arn:[^:]+:wafv2:[^:]+:[^:]+:regional/webacl/[^/]+/[^/]+")
_CREDENTIALS = (
    "authorization",
    "cookie",
    "idempotency-key",
    "x-amz-security-token",
    "x-api-key",
    "x-origin-verify",
    TOKEN_HEADER,
)
"""Request headers that let their reader act as the caller; the log has their names alone."""
_LOGGED = ("BLOCK", "CAPTCHA", "CHALLENGE")


def check_web_acl(web_acl: object, access: object) -> Iterator[str]:
    """Yield why a web ACL can't be used."""
    if web_acl is None:
        return
    if getattr(access, "without_waf", None) is not None:
        yield "web_acl: given with Access.anonymous(without_waf=…), which says that there is none; drop one of them"
    if isinstance(web_acl, wafv2.CfnWebACL):
        if web_acl.scope != "REGIONAL":
            yield f"web_acl: a CfnWebACL of scope {web_acl.scope} protects only CloudFront; give a regional one"
    elif not is_unresolved(web_acl) and not (isinstance(web_acl, str) and _REGIONAL_ARN.fullmatch(web_acl)):
        yield (
            f"web_acl: {web_acl!r} is not a valid ARN of a regional web ACL; give a CfnWebACL or "
            "arn:<partition>:wafv2:<region>:<account>:regional/webacl/<name>/<id>"
        )


def make_web_acl(scope: Construct, id: str, firewall: Firewall, cors: Cors | None) -> wafv2.CfnWebACL:
    """Return a web ACL that limits each address, refuses known attacks and does what else the firewall asks for.

    Preflights don't count. An address over its limit gets the function's own error for too many starts, with a time
    after which to retry.

    AWS's core rules (``AWSManagedRulesCommonRuleSet``) are left out: they refuse bodies over 8 KB and text that
    looks like markup, both of which a first message may be, and clients without a user agent.
    """
    return wafv2.CfnWebACL(
        scope,
        id,
        scope="REGIONAL",
        default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
        # Metrics are kept by name: two firewalls of one name would share theirs.
        visibility_config=_visibility(Names.unique_resource_name(scope, separator="-", max_length=128)),
        token_domains=list(firewall.token_domains) or None,
        custom_response_bodies={
            _BODY: wafv2.CfnWebACL.CustomResponseBodyProperty(
                content_type="APPLICATION_JSON", content=error_body(_THROTTLED, request_id=None)
            )
        },
        rules=[
            wafv2.CfnWebACL.RuleProperty(name=name, priority=priority, visibility_config=_visibility(name), **rule)
            for priority, (name, rule) in enumerate(_rules(firewall, cors))
        ],
    )


def blocked_requests(web_acl: wafv2.CfnWebACL, options: MetricOptions) -> cloudwatch.Metric:
    """Return how many requests a web ACL of `make_web_acl` blocked."""
    from aws_cdk import aws_cloudwatch as cloudwatch  # takes long to load

    visibility = cast(wafv2.CfnWebACL.VisibilityConfigProperty, web_acl.visibility_config)
    merged: MetricOptions = {"statistic": "Sum", **options}
    merged["dimensions_map"] = {
        "WebACL": visibility.metric_name,
        "Region": Stack.of(web_acl).region,
        "Rule": "ALL",
    }
    return cloudwatch.Metric(namespace="AWS/WAFV2", metric_name="BlockedRequests", **merged)


def log_stopped_requests(
    scope: Construct, id: str, web_acl: wafv2.CfnWebACL, api_id: str, settings: LogSettings
) -> logs.LogGroup:
    """Log what a web ACL stopped or checked, without credentials. It is the only record of why."""
    stack = Stack.of(scope)
    # AWS WAF asks for the prefix. The API's id keeps the name free where a deleted stack left its log.
    log_group = settings.log_group(scope, id, log_group_name=f"aws-waf-logs-{api_id}")
    wafv2.CfnLoggingConfiguration(
        scope,
        f"{id}Configuration",
        resource_arn=web_acl.attr_arn,
        log_destination_configs=[
            stack.format_arn(
                service="logs",
                resource="log-group",
                resource_name=log_group.log_group_name,
                arn_format=ArnFormat.COLON_RESOURCE_NAME,
            )
        ],
        redacted_fields=[
            *(
                wafv2.CfnLoggingConfiguration.FieldToMatchProperty(single_header={"Name": header})
                for header in _CREDENTIALS
            ),
            # A signed URL has its session's token there.
            wafv2.CfnLoggingConfiguration.FieldToMatchProperty(query_string={}),
        ],
        logging_filter={
            "DefaultBehavior": "DROP",
            "Filters": [
                {
                    "Behavior": "KEEP",
                    "Requirement": "MEETS_ANY",
                    "Conditions": [{"ActionCondition": {"Action": action}} for action in _LOGGED],
                }
            ],
        },
    )
    return log_group


def _rules(firewall: Firewall, cors: Cors | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "RatePerAddress", _rate_per_address(firewall, cors)
    yield "KnownBadInputs", _managed("AWSManagedRulesKnownBadInputsRuleSet")
    if firewall.bot_control:
        level = wafv2.CfnWebACL.AWSManagedRulesBotControlRuleSetProperty(inspection_level="COMMON")
        config = wafv2.CfnWebACL.ManagedRuleGroupConfigProperty(aws_managed_rules_bot_control_rule_set=level)
        yield "BotControl", _managed("AWSManagedRulesBotControlRuleSet", config)
    if firewall.human_check is not None:
        action = wafv2.CfnWebACL.RuleActionProperty(**{firewall.human_check: {}})
        yield "HumanCheck", {"action": action, "statement": _method_is("POST")}


def _rate_per_address(firewall: Firewall, cors: Cors | None) -> dict[str, Any]:
    preflight = wafv2.CfnWebACL.NotStatementProperty(statement=_method_is("OPTIONS"))
    response = wafv2.CfnWebACL.CustomResponseProperty(
        response_code=_THROTTLED.status,
        custom_response_body_key=_BODY,
        response_headers=[
            wafv2.CfnWebACL.CustomHTTPHeaderProperty(name=name, value=value)
            for name, value in error_headers(_THROTTLED, cors).items()
        ],
    )
    limit = wafv2.CfnWebACL.RateBasedStatementProperty(
        aggregate_key_type="IP",
        limit=firewall.rate_per_address,
        evaluation_window_sec=firewall.window_seconds,
        scope_down_statement=wafv2.CfnWebACL.StatementProperty(not_statement=preflight),
    )
    block = wafv2.CfnWebACL.BlockActionProperty(custom_response=response)
    return {
        "action": wafv2.CfnWebACL.RuleActionProperty(block=block),
        "statement": wafv2.CfnWebACL.StatementProperty(rate_based_statement=limit),
    }


def _managed(name: str, config: wafv2.CfnWebACL.ManagedRuleGroupConfigProperty | None = None) -> dict[str, Any]:
    group = wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
        vendor_name="AWS", name=name, managed_rule_group_configs=None if config is None else [config]
    )
    return {
        "override_action": wafv2.CfnWebACL.OverrideActionProperty(none={}),
        "statement": wafv2.CfnWebACL.StatementProperty(managed_rule_group_statement=group),
    }


def _method_is(method: str) -> wafv2.CfnWebACL.StatementProperty:
    match = wafv2.CfnWebACL.ByteMatchStatementProperty(
        field_to_match=wafv2.CfnWebACL.FieldToMatchProperty(method={}),
        positional_constraint="EXACTLY",
        search_string=method,
        text_transformations=[wafv2.CfnWebACL.TextTransformationProperty(priority=0, type="NONE")],
    )
    return wafv2.CfnWebACL.StatementProperty(byte_match_statement=match)


def _visibility(metric_name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    # Samples hold the headers of requests, keys among them.
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=metric_name, sampled_requests_enabled=False
    )
