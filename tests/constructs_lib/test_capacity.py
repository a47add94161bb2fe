"""What AWS granted: its checks, and the throttle that follows from it on both APIs."""

from typing import Any

import pytest
from aws_cdk import Duration, Token

from constructs_lib import Access, Capacity, DeclarationError, StartChatContactHttpApi, StartChatContactRestApi
from tests.support.requests import make_request
from tests.support.stacks import make_stack, template_of


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"starts_per_second": 0}, "capacity.starts_per_second: 0 is not allowed; give a number, 1 or more"),
        (
            {"starts_per_second": float("nan")},
            "capacity.starts_per_second: nan is not allowed; give a number, 1 or more",
        ),
        ({"starts_per_second": "5"}, "capacity.starts_per_second: got str '5'; give a number, 1 or more"),
        ({"burst": 1.5}, "capacity.burst: got float 1.5; give a whole number, 1 or more"),
        ({"concurrent_chats": 0}, "capacity.concurrent_chats: 0 is not allowed; give a whole number, 1 or more"),
        ({"chats_last": 10}, "capacity.chats_last: got int 10; give Duration.minutes(…)"),
        ({"chats_last": Duration.seconds(59)}, "capacity.chats_last: 59 seconds is not allowed; give a minute or more"),
    ],
)
def test_figures_that_are_not_allowed(words: dict[str, Any], problem: str) -> None:
    assert Capacity(**words).problems == [problem]


def test_tokens_have_no_value_at_synthesis() -> None:
    token = Token.as_number({"Ref": "Figure"})
    assert Capacity(burst=token, chats_last=Duration.minutes(token)).problems == [  # type: ignore[arg-type]
        "capacity.burst: is a token, which has no value at synthesis; give a whole number, 1 or more",
        "capacity.chats_last: is a token, which has no value at synthesis; give Duration.minutes(…)",
    ]


def test_something_else() -> None:
    with pytest.raises(DeclarationError) as raised:
        StartChatContactRestApi(
            make_stack(),
            "Chat",
            request=make_request(),
            access=Access.iam(),
            capacity=5,  # type: ignore[arg-type]
        )
    assert raised.value.problems == (
        "capacity: got int 5; give Capacity(starts_per_second=…, burst=…, concurrent_chats=…)",
    )


@pytest.mark.parametrize("api", [StartChatContactRestApi, StartChatContactHttpApi])
def test_the_throttle_follows(api: Any) -> None:
    stack = make_stack()
    api(stack, "Chat", request=make_request(), access=Access.iam(), capacity=Capacity(starts_per_second=20, burst=30))
    text = str(template_of(stack))
    assert "'ThrottlingRateLimit': 20" in text
    assert "'ThrottlingBurstLimit': 30" in text
