"""Invisible joiners belong where Unicode's rules for identifiers allow them."""

import pytest
from start_chat_contact.joiners import joiners_belong

ZWNJ, ZWJ = "\u200c", "\u200d"


@pytest.mark.parametrize(
    "text",
    [
        "Jane",
        f"علی{ZWNJ}رضا",  # A1: Persian letters that would be joined
        f"بِ{ZWNJ}بَ",  # with a vowel sign between
        f"ක්{ZWNJ}ෂ",  # A2: Sinhala, a conjunct kept apart
        f"क़्{ZWNJ}ख",  # a mark before the virama
        f"ශ්{ZWJ}රී",  # B: Sinhala, a conjunct
        f"അനില്{ZWJ}",  # B: Malayalam, at the end
        f"ශ්{ZWJ}රී ක්{ZWNJ}ෂ",
    ],
)
def test_a_joiner_that_changes_how_letters_are_drawn(text: str) -> None:
    assert joiners_belong(text)


@pytest.mark.parametrize(
    "text",
    [
        ZWNJ,
        ZWJ,
        f"Ag{ZWNJ}ent",
        f"A{ZWJ}gent",
        f"علی{ZWNJ}",
        f"{ZWNJ}علی",
        f"علی{ZWNJ}{ZWNJ}رضا",
        f"رضا{ZWNJ}علی",  # the Alef before it never joins what follows
        f"علی{ZWNJ}Reza",
        f"علی{ZWJ}رضا",
        f"ක{ZWJ}ර",  # no virama
        f"්{ZWJ}ර",  # no letter before it
        f"ක්{ZWJ}ි",  # a vowel sign behind it
        f"ක්{ZWNJ}",
        f"ක්{ZWNJ}1",
        "\U0001f469\u200d\U0001f4bb",  # emoji
        f"ශ්{ZWJ}රී{ZWJ}",  # one right, one wrong
    ],
)
def test_a_joiner_that_shows_nothing(text: str) -> None:
    assert not joiners_belong(text)
