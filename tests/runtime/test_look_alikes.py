"""Texts that a reader can't tell apart, by Unicode's own data."""

import pytest
from start_chat_contact.look_alikes import skeleton


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", ""),
        ("Jane", "jane"),
        ("O'Brien-M\u00fcller 2", "obrienmuiier2"),
        ("SYSTE\u039c", "system"),  # Mu looks like M as a capital alone
        ("\u0455y\u0455tem", "system"),
        ("\u043c\u0430x", "max"),  # Em looks like a small capital
        ("A\u03a9S", "aws"),  # Omega looks like W as a small letter alone
        ("\u01c9", "ij"),  # one character for two letters
        ("arn vv 1|!", "amwiii"),
        ("\u1d00\u0180\U0001f172", "abc"),
        ("ශ්\u200dරී", "ශර"),
    ],
)
def test_a_skeleton(text: str, seen: str) -> None:
    assert skeleton(text) == seen
