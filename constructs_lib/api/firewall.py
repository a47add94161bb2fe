"""The firewall that a REST API's construct makes: what it asks of callers, and the checks of that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from aws_cdk import Duration

from constructs_lib import defaults
from constructs_lib.prop_types import check_type, check_whole_number, describe
from constructs_lib.tokens import is_unresolved

_WINDOWS = (60, 120, 300, 600)
_CHECKS = ("challenge", "captcha")
TOKEN_HEADER = "x-aws-waf-token"
"""The header in which a page of another domain sends the token that AWS WAF's script gave it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Firewall:
    """The web ACL that a REST API's construct makes.

    The requests that it stops or checks are logged, without credentials.
    """

    rate_per_address: int = defaults.WAF_RATE_PER_ADDRESS
    """Requests that an address may make within ``window``, preflights not counted; 10 to 2,000,000,000.
    Default: 100"""
    window: Duration | None = None
    """1, 2, 5 or 10 minutes. Default: Duration.minutes(5)"""
    human_check: Literal["challenge", "captcha"] | None = None
    """What AWS WAF asks of a browser before it can start a chat: a silent challenge, or a puzzle for people. Pages must
    load AWS WAF's script; every other client is refused. AWS bills each. Default: - nothing"""
    token_domains: Sequence[str] = ()
    """The domains of the pages that load AWS WAF's script, such as ``www.example.com``; for ``human_check``.
    Default: - none"""
    bot_control: bool = False
    """Refuse what AWS WAF takes for a bot, including clients that are not browsers. AWS bills it. Default: False"""
    logging: bool = True
    """Log the requests that the firewall stopped or checked. Default: True"""

    @property
    def window_seconds(self) -> int:
        """The window in seconds."""
        return defaults.WAF_WINDOW if self.window is None else int(self.window.to_seconds())


def check_firewall(firewall: object, access: object, web_acl: object) -> Iterator[str]:
    """Yield what is wrong with a construct's ``firewall``."""
    if firewall is None:
        return
    yield from check_type("firewall", firewall, Firewall, "Firewall(…)")
    if not isinstance(firewall, Firewall):
        return
    if web_acl is not None:
        yield "firewall: describes a new web ACL, and web_acl is one that exists; leave one of them out"
    if getattr(access, "without_waf", None) is not None:
        yield "firewall: given with without_waf=…, which says that there is none; leave one of them out"
    yield from check_whole_number("firewall.rate_per_address", firewall.rate_per_address, 10, 2_000_000_000)
    yield from _check_window(firewall.window)
    yield from _check_human_check(firewall)
    for name in ("bot_control", "logging"):
        yield from check_type(f"firewall.{name}", getattr(firewall, name), bool, "True or False")


def _check_window(window: object) -> Iterator[str]:
    if window is None:
        return
    if not isinstance(window, Duration):
        yield f"firewall.window: got {describe(window)}; give Duration.minutes(…)"
    elif window.is_unresolved() or window.to_seconds(integral=False) not in _WINDOWS:
        yield "firewall.window: AWS WAF counts in windows of 1, 2, 5 or 10 minutes; give one of them"


def _check_human_check(firewall: Firewall) -> Iterator[str]:
    check, domains = firewall.human_check, firewall.token_domains
    if check is not None and check not in _CHECKS:
        yield f"firewall.human_check: {check!r} is not allowed; give 'challenge' or 'captcha', or leave it out"
    path = "firewall.token_domains"
    if isinstance(domains, str) or not isinstance(domains, Sequence):
        yield f"{path}: got {describe(domains)}; give a list of domains, such as ['www.example.com']"
    elif check is not None and not domains:
        yield f"{path}: are required with human_check; give the domains of your pages, such as ['www.example.com']"
    elif check is None and domains:
        yield f"{path}: do nothing without human_check; leave them out"
    else:
        for domain in domains:
            if not isinstance(domain, str) or (not is_unresolved(domain) and ("/" in domain or ":" in domain)):
                yield f"{path}: {domain!r} is not a domain; give it without scheme and port, as www.example.com"
