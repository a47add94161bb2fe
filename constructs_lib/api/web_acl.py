"""The firewall of an endpoint that is open to everybody."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from aws_cdk import Names, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from constructs_lib import defaults
from constructs_lib.metrics import MetricOptions
from constructs_lib.runtime_files import function_errors
from constructs_lib.tokens import is_unresolved

from .cors import Cors
from .gateway_responses import error_body, error_headers

_THROTTLED = replace(function_errors()["throttled"], retry_after=defaults.WAF_RETRY_AFTER)
_BODY = "Throttled"
_REGIONAL_ARN = re.compile(r"arn:[^:]+:wafv2:[^:]+:[^:]+:regional/webacl/[^/]+/[^/]+")


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


def make_web_acl(scope: Construct, id: str, cors: Cors | None) -> wafv2.CfnWebACL:
    """Return a web ACL that limits each address and refuses known attacks.

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
        custom_response_bodies={
            _BODY: wafv2.CfnWebACL.CustomResponseBodyProperty(
                content_type="APPLICATION_JSON", content=error_body(_THROTTLED, request_id=None)
            )
        },
        rules=[
            wafv2.CfnWebACL.RuleProperty(
                name="RatePerAddress",
                priority=0,
                action=wafv2.CfnWebACL.RuleActionProperty(
                    block=wafv2.CfnWebACL.BlockActionProperty(
                        custom_response=wafv2.CfnWebACL.CustomResponseProperty(
                            response_code=_THROTTLED.status,
                            custom_response_body_key=_BODY,
                            response_headers=[
                                wafv2.CfnWebACL.CustomHTTPHeaderProperty(name=name, value=value)
                                for name, value in error_headers(_THROTTLED, cors).items()
                            ],
                        )
                    )
                ),
                statement=wafv2.CfnWebACL.StatementProperty(
                    rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                        aggregate_key_type="IP",
                        limit=defaults.WAF_RATE_PER_ADDRESS,
                        evaluation_window_sec=defaults.WAF_WINDOW,
                        scope_down_statement=_no_preflight(),
                    )
                ),
                visibility_config=_visibility("RatePerAddress"),
            ),
            wafv2.CfnWebACL.RuleProperty(
                name="KnownBadInputs",
                priority=1,
                override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
                statement=wafv2.CfnWebACL.StatementProperty(
                    managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                        vendor_name="AWS", name="AWSManagedRulesKnownBadInputsRuleSet"
                    )
                ),
                visibility_config=_visibility("KnownBadInputs"),
            ),
        ],
    )


def blocked_requests(web_acl: wafv2.CfnWebACL, options: MetricOptions) -> cloudwatch.Metric:
    """Return how many requests a web ACL of `make_web_acl` blocked."""
    visibility = cast(wafv2.CfnWebACL.VisibilityConfigProperty, web_acl.visibility_config)
    merged: MetricOptions = {"statistic": "Sum", **options}
    merged["dimensions_map"] = {
        "WebACL": visibility.metric_name,
        "Region": Stack.of(web_acl).region,
        "Rule": "ALL",
    }
    return cloudwatch.Metric(namespace="AWS/WAFV2", metric_name="BlockedRequests", **merged)


def _no_preflight() -> wafv2.CfnWebACL.StatementProperty:
    method = wafv2.CfnWebACL.ByteMatchStatementProperty(
        field_to_match=wafv2.CfnWebACL.FieldToMatchProperty(method={}),
        positional_constraint="EXACTLY",
        search_string="OPTIONS",
        text_transformations=[wafv2.CfnWebACL.TextTransformationProperty(priority=0, type="NONE")],
    )
    preflight = wafv2.CfnWebACL.StatementProperty(byte_match_statement=method)
    return wafv2.CfnWebACL.StatementProperty(not_statement=wafv2.CfnWebACL.NotStatementProperty(statement=preflight))


def _visibility(metric_name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    # Samples hold the headers of requests, keys among them.
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=metric_name, sampled_requests_enabled=False
    )
