"""Ids and ARNs of instances and contact flows, as text. Tokens may stand inside an ARN, between its slashes."""

import re
from dataclasses import dataclass

_ARN = re.compile(
    r"arn:(?P<partition>[^:]+):connect:(?P<region>[^:]*):(?P<account>[^:]*):instance/(?P<instance_id>[^/]+)"
    r"(?:/contact-flow/(?P<contact_flow_id>[^/]+))?",
    re.DOTALL,
)
_ID = re.compile(r"[A-Za-z0-9-]+")
_TOKEN = re.compile(r"\$\{Token\[[^\]]*\]\}")


@dataclass(frozen=True, slots=True)
class Identifier:
    """An instance or a flow of an instance, as far as its text says.

    Parts that the text doesn't contain are None: an id alone has neither Region nor account.
    """

    instance_id: str | None
    contact_flow_id: str | None
    region: str | None = None
    account: str | None = None


def parse_arn(text: str) -> Identifier | None:
    """Read the ARN of an instance or a contact flow; None for any other text.

    A token inside a part stays in that part: ``arn:${Token[…]}:connect:…:instance/${Token[…]}`` is readable.
    """
    tokens: list[str] = []

    def hide(match: re.Match[str]) -> str:
        tokens.append(match[0])
        return f"\0{len(tokens) - 1}\0"

    def show(part: str | None) -> str | None:
        return None if part is None else re.sub("\0(\\d+)\0", lambda match: tokens[int(match[1])], part)

    found = _ARN.fullmatch(_TOKEN.sub(hide, text))
    if found is None:
        return None
    return Identifier(*(show(found[part]) for part in ("instance_id", "contact_flow_id", "region", "account")))


def is_id(text: str) -> bool:
    """Return whether the text can be an id: letters, digits, hyphens and tokens, so that it can't widen a policy."""
    return _ID.fullmatch(_TOKEN.sub("0", text)) is not None
