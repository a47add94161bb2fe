import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.emulator.credentials import decode, encode

ROLE = "arn:aws:iam::000000000000:role/Chat-Role"


@given(st.text())
def test_a_token_gives_its_role_back(name: str) -> None:
    assert decode(encode(f"arn:aws:iam::000000000000:role/{name}")) == f"arn:aws:iam::000000000000:role/{name}"


def test_a_token_fits_into_a_header() -> None:
    assert set(encode(ROLE)) <= set(string.ascii_letters + string.digits + "-_.=")


@pytest.mark.parametrize(
    "token",
    ["", "IQoJb3JpZ2luX2VjEXAMPLE", ROLE, encode(""), encode("not an ARN"), encode(ROLE)[:-3], encode(ROLE) + "!"],
)
def test_anything_else_names_no_role(token: str) -> None:
    assert decode(token) is None
