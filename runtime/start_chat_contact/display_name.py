"""Names that callers and claims may show to agents: readable, on one line, and nobody else's."""

import unicodedata

from .look_alikes import skeleton

# Control and format characters (bidirectional overrides, zero width), private use, half surrogates, line separators.
_REFUSED_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
# Letters and symbols that show nothing: a name of them looks empty, and they cut other names in two.
_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_LONGEST = 256
_JOINERS = "\u200c\u200d"
_UNREADABLE = "has a control, format, blank or markup character"

RESERVED = (
    "system",
    "system message",
    "agent",
    "bot",
    "chatbot",
    "admin",
    "administrator",
    "supervisor",
    "moderator",
    "operator",
    "support",
    "customer service",
    "customer support",
    "amazon",
    "amazon connect",
    "aws",
)
"""Names under which a customer would pass for somebody else, in any disguise."""


class NameRefused(Exception):
    """The name is not one that a customer can have; the text says why."""


def reserved_skeletons(names: tuple[str, ...] = ()) -> frozenset[str]:
    """Return what names that nobody may use look like: ``names``, or else `RESERVED`."""
    return frozenset(map(skeleton, names or RESERVED))


def clean_name(name: str, reserved: frozenset[str]) -> str:
    """Return the name as it is sent: compatibility forms replaced (NFKC), spaces around it removed.

    ``reserved`` are `reserved_skeletons`. Raises `NameRefused`.
    """
    _check_characters(name)
    clean = unicodedata.normalize("NFKC", name).strip()
    _check_characters(clean)
    if not 1 <= len(clean) <= _LONGEST:
        raise NameRefused(f"must have 1 to {_LONGEST} characters")
    if all(unicodedata.category(character)[0] in "CMZ" for character in clean):
        raise NameRefused(_UNREADABLE)
    if skeleton(clean) in reserved:
        raise NameRefused("is a name that callers may not use")
    return clean


def _check_characters(name: str) -> None:
    for character in name:
        if character in "<>" or character in _BLANK:
            raise NameRefused(_UNREADABLE)
        if unicodedata.category(character) in _REFUSED_CATEGORIES and character not in _JOINERS:
            raise NameRefused(_UNREADABLE)
    if any(joiner in name for joiner in _JOINERS):
        from .joiners import joiners_belong  # few names need it

        if not joiners_belong(name):
            raise NameRefused(_UNREADABLE)
