import pytest

from constructs_lib.request.arns import Identifier, is_id, parse_arn

TOKEN = "${Token[AWS.Region.12]}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arn:aws:connect:eu-west-2:1:instance/a", Identifier("a", None, "eu-west-2", "1")),
        ("arn:aws-us-gov:connect:x:1:instance/a/contact-flow/b", Identifier("a", "b", "x", "1")),
        (f"arn:{TOKEN}:connect:{TOKEN}:1:instance/{TOKEN}", Identifier(TOKEN, None, TOKEN, "1")),
        ("arn:aws:connect:x:1:instance/a/contact-flow/b/extra", None),
        ("arn:aws:connect:x:1:instance/a/queue/b", None),
        ("arn:aws:connect:x:1:instance/", None),
        ("arn:aws:s3:::a", None),
        ("11111111-1111-1111-1111-111111111111", None),
        (TOKEN, None),
        ("", None),
    ],
)
def test_arns(text: str, expected: Identifier | None) -> None:
    assert parse_arn(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a-1", True),
        ("", False),
        ("a*", False),
        ("a/b", False),
        ("a\n", False),
        (f"{TOKEN}-1", True),
        (f"{TOKEN}*", False),
    ],
)
def test_ids_cannot_widen_a_policy(text: str, expected: bool) -> None:
    assert is_id(text) is expected
