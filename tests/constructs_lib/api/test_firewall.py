"""What a `Firewall` asks of callers. The local AWS evaluates no rule, so this is about the template."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_cdk import Duration

from constructs_lib import Access, Cors, DeclarationError, Firewall
from tests.support.rest_apis import ACL, make, method, template
from tests.support.stacks import flat, make_stack, only, resources, template_of

PAGE = Cors(allow_origins=["https://www.example.com"])


def rules(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    named = {rule["Name"]: rule for rule in only(found, "AWS::WAFv2::WebACL")["Rules"]}
    assert [rule["Priority"] for rule in named.values()] == list(range(len(named)))
    return named


def test_by_default_it_limits_addresses_and_refuses_known_attacks() -> None:
    found = template(firewall=Firewall())
    assert found == template()
    assert list(rules(found)) == ["RatePerAddress", "KnownBadInputs"]
    assert "TokenDomains" not in only(found, "AWS::WAFv2::WebACL")


@pytest.mark.parametrize("minutes", [1, 2, 5, 10])
def test_the_rate_of_an_address(minutes: int) -> None:
    found = template(firewall=Firewall(rate_per_address=10, window=Duration.minutes(minutes)))
    limit = rules(found)["RatePerAddress"]["Statement"]["RateBasedStatement"]
    assert (limit["Limit"], limit["EvaluationWindowSec"]) == (10, minutes * 60)


@pytest.mark.parametrize(("check", "action"), [("challenge", "Challenge"), ("captcha", "Captcha")])
def test_a_human_check_is_for_starts_and_their_page_can_send_the_token(check: Any, action: str) -> None:
    found = template(firewall=Firewall(human_check=check, token_domains=["www.example.com"]), cors=PAGE)
    rule = rules(found)["HumanCheck"]
    assert rule["Action"] == {action: {}}
    assert rule["Statement"]["ByteMatchStatement"]["SearchString"] == "POST"  # preflights can't answer a challenge
    assert only(found, "AWS::WAFv2::WebACL")["TokenDomains"] == ["www.example.com"]
    allowed = json.dumps(method(found, "OPTIONS")["Integration"]["IntegrationResponses"])
    assert "x-aws-waf-token" in allowed
    assert "x-aws-waf-token" not in json.dumps(method(template(cors=PAGE), "OPTIONS"))


def test_bot_control() -> None:
    group = rules(template(firewall=Firewall(bot_control=True)))["BotControl"]["Statement"]["ManagedRuleGroupStatement"]
    assert (group["VendorName"], group["Name"]) == ("AWS", "AWSManagedRulesBotControlRuleSet")
    assert group["ManagedRuleGroupConfigs"] == [{"AWSManagedRulesBotControlRuleSet": {"InspectionLevel": "COMMON"}}]


def test_the_log_has_what_was_stopped_and_no_credentials() -> None:
    found = template()
    logging = only(found, "AWS::WAFv2::LoggingConfiguration")
    [destination] = logging["LogDestinationConfigs"]
    # AWS WAF takes the ARN of a log group without the ``:*`` of its attribute.
    assert flat(destination) == "arn:<Partition>:logs:<Region>:<AccountId>:log-group:T0KEN"
    hidden = {field["SingleHeader"]["Name"] for field in logging["RedactedFields"] if "SingleHeader" in field}
    assert hidden == {
        "authorization",
        "cookie",
        "idempotency-key",
        "x-amz-security-token",
        "x-api-key",
        "x-aws-waf-token",
        "x-origin-verify",
    }
    assert {"QueryString": {}} in logging["RedactedFields"]
    kept = logging["LoggingFilter"]
    assert kept["DefaultBehavior"] == "DROP"
    [only_filter] = kept["Filters"]
    assert [one["ActionCondition"]["Action"] for one in only_filter["Conditions"]] == ["BLOCK", "CAPTCHA", "CHALLENGE"]
    assert (only_filter["Behavior"], only_filter["Requirement"]) == ("KEEP", "MEETS_ANY")


def test_every_header_that_carries_credentials_is_hidden() -> None:
    logging = only(template(), "AWS::WAFv2::LoggingConfiguration")
    hidden = {field["SingleHeader"]["Name"] for field in logging["RedactedFields"] if "SingleHeader" in field}
    kinds = [Access.iam(), Access.api_key(), Access.lambda_authorizer("f", caller_claim="sub")]  # type: ignore[arg-type]
    sent = {header.lower() for access in kinds for header in access.facts.headers}
    assert {"authorization", "x-api-key", "x-amz-security-token"} <= sent
    assert sent - hidden <= {"x-amz-date", "x-amz-content-sha256"}  # the time and the hash of a signed request


def test_the_log_can_be_left_out() -> None:
    found = template(firewall=Firewall(logging=False))
    assert resources(found, "AWS::WAFv2::LoggingConfiguration") == []
    assert len(resources(found, "AWS::Logs::LogGroup")) == 3


def test_it_is_made_under_any_access_and_can_be_found() -> None:
    stack, chat = make(access=Access.iam(), firewall=Firewall())
    assert chat.web_acl is not None
    assert chat.web_acl_log_group is not None
    assert len(resources(template_of(stack), "AWS::WAFv2::WebACLAssociation")) == 1
    _, without = make(make_stack(), access=Access.iam())
    assert (without.web_acl, without.web_acl_log_group) == (None, None)


SUCH = "such as ['www.example.com']"
BARE = "give it without scheme and port, as www.example.com"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"firewall": True}, "firewall: got bool True; give Firewall(…)"),
        (
            {"firewall": Firewall(), "web_acl": ACL},
            "firewall: describes a new web ACL, and web_acl is one that exists; leave one of them out",
        ),
        (
            {"firewall": Firewall(), "access": Access.anonymous(without_waf="a test")},
            "firewall: given with without_waf=…, which says that there is none; leave one of them out",
        ),
        (
            {"firewall": Firewall(rate_per_address=9)},
            "firewall.rate_per_address: 9 is not allowed; give a whole number from 10 to 2,000,000,000",
        ),
        (
            {"firewall": Firewall(window=Duration.minutes(3))},
            "firewall.window: AWS WAF counts in windows of 1, 2, 5 or 10 minutes; give one of them",
        ),
        (
            {"firewall": Firewall(window=300)},  # type: ignore[arg-type]
            "firewall.window: got int 300; give Duration.minutes(…)",
        ),
        (
            {"firewall": Firewall(human_check="puzzle", token_domains=["a.example"])},  # type: ignore[arg-type]
            "firewall.human_check: 'puzzle' is not allowed; give 'challenge' or 'captcha', or leave it out",
        ),
        (
            {"firewall": Firewall(human_check="challenge")},
            f"firewall.token_domains: are required with human_check; give the domains of your pages, {SUCH}",
        ),
        (
            {"firewall": Firewall(token_domains=["a.example"])},
            "firewall.token_domains: do nothing without human_check; leave them out",
        ),
        (
            {"firewall": Firewall(human_check="captcha", token_domains=["https://a.example"])},
            f"firewall.token_domains: 'https://a.example' is not a domain; {BARE}",
        ),
        (
            {"firewall": Firewall(human_check="captcha", token_domains="a.example")},
            f"firewall.token_domains: got str 'a.example'; give a list of domains, {SUCH}",
        ),
        ({"firewall": Firewall(logging=None)}, "firewall.logging: got None; give True or False"),  # type: ignore[arg-type]
    ],
)
def test_what_can_not_be(words: dict[str, Any], problem: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        make(**words)
    assert caught.value.problems == (problem,)
