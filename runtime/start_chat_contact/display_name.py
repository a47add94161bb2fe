"""Checks display names from callers and claims: they must be readable, on one line, and not somebody else's."""

import unicodedata

from .look_alikes import skeleton

# Control and format characters (bidirectional overrides, zero width), private use, half surrogates, line separators.
_REFUSED_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
# Letters and symbols that look blank: a name of nothing else looks empty, and in other names they look like spaces.
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
"""Names that would let a customer pass for somebody else. Names that look like these are refused, too."""


class NameRefused(Exception):
    """Customers may not use the name; the message says why."""


def reserved_skeletons(names: tuple[str, ...] = ()) -> frozenset[str]:
    """Return the skeletons of the names that nobody may use: of ``names`` or, if it is empty, of `RESERVED`."""
    return frozenset(map(skeleton, names or RESERVED))


def clean_name(name: str, reserved: frozenset[str]) -> str:
    """Return the name to send: normalised to NFKC, without spaces around it.

    ``reserved`` comes from `reserved_skeletons`. Raises `NameRefused`.
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
        from .joiners import joiners_belong  # few names have joiners

        if not joiners_belong(name):
            raise NameRefused(_UNREADABLE)
