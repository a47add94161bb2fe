"""The web ACL of an endpoint: the rules that a `Firewall` asks for, and their log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from aws_cdk import ArnFormat, Stack
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


def make_web_acl(scope: Construct, id: str, firewall: Firewall, cors: Cors | None, metric_name: str) -> wafv2.CfnWebACL:
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
        default_action={"allow": {}},
        visibility_config=_visibility(metric_name),
        token_domains=list(firewall.token_domains) or None,
        custom_response_bodies={
            _BODY: {"contentType": "APPLICATION_JSON", "content": error_body(_THROTTLED, request_id=None)}
        },
        rules=[
            {"name": name, "priority": priority, "visibilityConfig": _visibility(name), **rule}
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
    scope: Construct, id: str, web_acl_arn: str, api_id: str, settings: LogSettings
) -> logs.LogGroup:
    """Log what a web ACL stopped or checked, without credentials. It is the only record of why."""
    stack = Stack.of(scope)
    # AWS WAF asks for the prefix. The API's id keeps the name free where a deleted stack left its log.
    log_group = settings.log_group(scope, id, log_group_name=f"aws-waf-logs-{api_id}")
    wafv2.CfnLoggingConfiguration(
        scope,
        f"{id}Configuration",
        resource_arn=web_acl_arn,
        log_destination_configs=[
            stack.format_arn(
                service="logs",
                resource="log-group",
                resource_name=log_group.log_group_name,
                arn_format=ArnFormat.COLON_RESOURCE_NAME,
            )
        ],
        redacted_fields=[
            *({"singleHeader": {"Name": header}} for header in _CREDENTIALS),
            {"queryString": {}},  # a signed URL has its session's token there
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


# As dicts, in camel case as the CDK reads them: an object of its classes for each part takes several times as long.
def _rules(firewall: Firewall, cors: Cors | None) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "RatePerAddress", _rate_per_address(firewall, cors)
    yield "KnownBadInputs", _managed("AWSManagedRulesKnownBadInputsRuleSet")
    if firewall.bot_control:
        config = {"awsManagedRulesBotControlRuleSet": {"inspectionLevel": "COMMON"}}
        yield "BotControl", _managed("AWSManagedRulesBotControlRuleSet", config)
    if firewall.human_check is not None:
        yield "HumanCheck", {"action": {firewall.human_check: {}}, "statement": _method_is("POST")}


def _rate_per_address(firewall: Firewall, cors: Cors | None) -> dict[str, Any]:
    headers = error_headers(_THROTTLED, cors)
    response = {
        "responseCode": _THROTTLED.status,
        "customResponseBodyKey": _BODY,
        "responseHeaders": [{"name": name, "value": value} for name, value in headers.items()],
    }
    limit = {
        "aggregateKeyType": "IP",
        "limit": firewall.rate_per_address,
        "evaluationWindowSec": firewall.window_seconds,
        "scopeDownStatement": {"notStatement": {"statement": _method_is("OPTIONS")}},
    }
    return {"action": {"block": {"customResponse": response}}, "statement": {"rateBasedStatement": limit}}


def _managed(name: str, config: dict[str, Any] | None = None) -> dict[str, Any]:
    configs = {"managedRuleGroupConfigs": [config]} if config else {}
    group = {"vendorName": "AWS", "name": name, **configs}
    return {"overrideAction": {"none": {}}, "statement": {"managedRuleGroupStatement": group}}


def _method_is(method: str) -> dict[str, Any]:
    match = {
        "fieldToMatch": {"method": {}},
        "positionalConstraint": "EXACTLY",
        "searchString": method,
        "textTransformations": [{"priority": 0, "type": "NONE"}],
    }
    return {"byteMatchStatement": match}


def _visibility(metric_name: str) -> dict[str, Any]:
    # Samples hold the headers of requests, keys among them.
    return {"cloudWatchMetricsEnabled": True, "metricName": metric_name, "sampledRequestsEnabled": False}
