"""The firewall of an endpoint that is open to everybody."""

from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from constructs_lib import defaults


def make_web_acl(scope: Construct, id: str) -> wafv2.CfnWebACL:
    """Return a web ACL that limits each address, and refuses what is known to be an attack.

    AWS's core rules (``AWSManagedRulesCommonRuleSet``) are not among it: they refuse bodies over 8 KB and text that
    looks like markup, both of which a first message may be, and clients without a user agent.
    """
    return wafv2.CfnWebACL(
        scope,
        id,
        scope="REGIONAL",
        default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
        visibility_config=_visibility("WebAcl"),
        rules=[
            wafv2.CfnWebACL.RuleProperty(
                name="RatePerAddress",
                priority=0,
                action=wafv2.CfnWebACL.RuleActionProperty(block={}),
                statement=wafv2.CfnWebACL.StatementProperty(
                    rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                        aggregate_key_type="IP",
                        limit=defaults.WAF_RATE_PER_ADDRESS,
                        evaluation_window_sec=defaults.WAF_WINDOW,
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


def _visibility(metric_name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    # Samples hold the headers of requests, keys among them.
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=metric_name, sampled_requests_enabled=False
    )
