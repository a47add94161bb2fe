from typing import Any

import pytest
from aws_cdk import CfnParameter, Duration

from constructs_lib import Cors
from tests.support.stacks import make_stack


@pytest.mark.parametrize(
    "origin",
    [
        "https://www.example.com",
        "https://example.com:8443",
        "https://xn--bcher-kva.example",
        "http://localhost",
        "http://localhost:3000",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "*",
    ],
)
def test_origins_as_browsers_send_them(origin: str) -> None:
    assert Cors(allow_origins=[origin]).allow_origins == [origin]


@pytest.mark.parametrize(
    ("origins", "message"),
    [
        ("https://a.example", "got str; give a list of origins"),
        ([], "is empty, which allows nothing; name an origin, or leave cors out when no page calls"),
        (["*", "https://a.example"], "'*' stands beside other origins; drop it, or drop them"),
        (["https://a.example/"], "'https://a.example/' goes on after the host; say 'https://a.example'"),
        (["https://a.example/chat"], "'https://a.example/chat' goes on after the host; say 'https://a.example'"),
        (["https://A.example"], "'https://A.example' is not how browsers write it; say 'https://a.example'"),
        (["a.example"], "'a.example' is not a valid origin; give origins as https://www.example.com"),
        (["https://*.example"], "'https://*.example' is not a valid origin; give origins as https://www.example.com"),
        (["null"], "'null' is not a valid origin; give origins as https://www.example.com"),
        ([""], "'' is not a valid origin; give origins as https://www.example.com"),
        ([7], "7 is not a valid origin; give origins as https://www.example.com"),
        (["http://a.example"], "'http://a.example' is not encrypted; only localhost, 127.0.0.1, [::1] may use http"),
        (
            ["https://a.example:443"],
            "'https://a.example:443' names the port that browsers leave out; say 'https://a.example'",
        ),
        (
            ["http://localhost:80"],
            "'http://localhost:80' names the port that browsers leave out; say 'http://localhost'",
        ),
        (
            ["https://a.example\n"],
            "'https://a.example\\n' is not a valid origin; give origins as https://www.example.com",
        ),
    ],
)
def test_what_is_not_an_origin(origins: Any, message: str) -> None:
    assert Cors(allow_origins=origins).problems == [f"cors.allow_origins: {message}"]


def test_every_site_brings_a_warning() -> None:
    assert Cors(allow_origins=["*"]).warnings == [
        "cors.allow_origins: '*' lets pages of every site start chats; name the origins"
    ]
    assert Cors(allow_origins=["https://a.example"]).warnings == []


def test_an_origin_may_be_a_token() -> None:
    parameter = CfnParameter(make_stack(), "Site")
    assert Cors(allow_origins=[parameter.value_as_string]).warnings == []


def test_max_age() -> None:
    origins = ["https://a.example"]
    assert Cors(allow_origins=origins).preflight_max_age.to_seconds() == 3600
    assert Cors(allow_origins=origins, max_age=Duration.minutes(5)).preflight_max_age.to_seconds() == 300
