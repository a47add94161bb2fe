"""Names that customers may have, and names under which they would pass for somebody else."""

import pytest
from start_chat_contact.display_name import NameRefused, clean_name, reserved_skeletons

CHARACTERS = "has a control, format, blank or markup character"
RESERVED = reserved_skeletons()
REASON = "is a name that callers may not use"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("Jane", "Jane"),
        (" Jane \u00a0", "Jane"),
        ("Zoë O'Brien-Müller", "Zoë O'Brien-Müller"),
        ("\uff2a\uff41\uff4e\uff45", "Jane"),  # full width
        ("李小龍", "李小龍"),
        ("Ольга", "Ольга"),
        ("Agentha", "Agentha"),
        ("Awsome Bott", "Awsome Bott"),
        ("J\u030canko", "J\u030canko"),
        ("Łukasz Đorđević", "Łukasz Đorđević"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("x" * 256, "x" * 256),
        # Joiners where the script needs them: Persian, Sinhala, Marathi, Malayalam in its older spelling.
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("र्\u200dय", "र्\u200dय"),
        ("അനില്\u200d", "അനില്\u200d"),
    ],
)
def test_a_real_name_is_sent_in_its_compatible_form(given: str, sent: str) -> None:
    assert clean_name(given, RESERVED) == sent


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nb",
        "a\x00b",
        "a\x85b",
        "\u202etnegA",
        "Sys\u200btem",
        "a\u2028b",
        "a\u2029b",
        "a\ue000b",
        "a\ud800b",
        "<b>",
        "a>b",
        "\u3164",
        "Ag\u115fent",
        "\u2800",
        "\u034f",  # marks and selectors alone show nothing
        "\ufe0f \U000e0100",
        "\u2065",  # not assigned
        "\uff1cb\uff1e",  # full-width brackets become markup
        "Ag\u200cent",  # joiners where they join nothing
        "A\u200dgent",
        "\u200d",
        "علی\u200c",
        "\u200cعلی",
        "علی\u200crza",
        "علی\u200d",
    ],
)
def test_what_is_not_shown_as_it_is_read_is_refused(name: str) -> None:
    with pytest.raises(NameRefused, match=rf"^{CHARACTERS}$"):
        clean_name(name, RESERVED)


@pytest.mark.parametrize(
    "name",
    [
        "Agent",
        " SYSTEM ",
        "system_message",
        "System-Message",
        "\u0410gent",  # Cyrillic
        "\u0430g\u0435nt",
        "\u0391gent",  # Greek
        "\u24b6gent",  # circled
        "Ágent",
        "A.g.e.n.t",
        "Adm1n",
        "$upport",
        "arnazon connect",
        "\u1d00\u0262\u1d07\u0274\u1d1b",  # small capitals
        "\ua731\u028f\ua731\u1d1b\u1d07\u1d0d",
        "A\u0111min",  # a stroke is no accent
        "B\u00f8t",
        "\U0001f170gent",  # negative squared
        "\U0001f1e6gent",  # regional indicator
        "a\u051ds",  # more of Cyrillic and Armenian
        "b\u0585t",
        "Adm\u04cfn",
        "\U0001d400\U0001d420\U0001d41e\U0001d427\U0001d42d",  # mathematical letters
        "SYSTE\u039c",  # Greek, a capital that looks Latin only before case is folded
        "\ua4eegent",  # Lisu
        "\u13aaGENT",  # Cherokee
        "\uab7agent",
        "S\u2ca8STEM",  # Coptic
        "S\u03a5STEM",
        "\u054fystem",  # Armenian
        "\u0392OT",
        "aw\u0455",
    ],
)
def test_a_reserved_name_is_refused_in_every_disguise(name: str) -> None:
    with pytest.raises(NameRefused, match=rf"^{REASON}$"):
        clean_name(name, RESERVED)


@pytest.mark.parametrize("name", ["", "   ", "x" * 257, "\ufdfa" * 20])
def test_an_empty_name_and_a_long_one_are_refused(name: str) -> None:
    with pytest.raises(NameRefused, match=r"^must have 1 to 256 characters$"):
        clean_name(name, RESERVED)


def test_the_deployer_can_reserve_other_names() -> None:
    assert clean_name("Agent", reserved_skeletons(("Ombudsman",))) == "Agent"
    with pytest.raises(NameRefused, match=REASON):
        clean_name("0mbudsman", reserved_skeletons(("Ombudsman",)))
