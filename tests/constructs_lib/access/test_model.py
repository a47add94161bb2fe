import pytest
from aws_cdk import aws_apigateway as apigateway

from constructs_lib import Access, FromClaim, SegmentAttributeValue
from constructs_lib.access.checks import check_access, check_identity
from constructs_lib.access.model import KINDS
from constructs_lib.access.rest import method_options
from tests.support.requests import make_request
from tests.support.stacks import make_stack


def test_every_kind_has_a_factory() -> None:
    for kind, facts in KINDS.items():
        assert facts.factory.removeprefix("Access.").partition("(")[0] == kind
        assert callable(getattr(Access, kind))


@pytest.mark.parametrize(
    ("access", "kind", "authorization", "key", "claims", "headers"),
    [
        (Access.anonymous(), "anonymous", "NONE", None, False, ()),
        (
            Access.iam(),
            "iam",
            "AWS_IAM",
            None,
            True,
            ("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256"),
        ),
        (Access.api_key(), "api_key", "NONE", True, False, ("X-Api-Key",)),
    ],
)
def test_kinds(
    access: Access, kind: str, authorization: str, key: bool | None, claims: bool, headers: tuple[str, ...]
) -> None:
    options = method_options(access, make_stack())
    assert access.kind == kind
    assert access.facts.has_claims is claims
    assert access.facts.headers == headers
    assert options.authorization_type == apigateway.AuthorizationType[authorization.removeprefix("AWS_")]
    assert options.api_key_required == key


def test_what_is_not_an_access_is_refused_with_the_choices() -> None:
    [problem] = check_access(None)
    assert problem.startswith(
        "access: got None; say Access.anonymous() to open the endpoint to everybody, or one of Access.iam(), "
        "Access.api_key()"
    )


def test_a_waiver_needs_a_reason() -> None:
    assert list(check_access(Access.anonymous(without_waf=" "))) == [
        "access: Access.anonymous(without_waf='') gives no reason; say why the endpoint needs no firewall"
    ]


def test_a_claim_needs_an_identity() -> None:
    request = make_request(customer_id=FromClaim("sub"), attributes={"tier": FromClaim("tier")})
    for access in (Access.anonymous(), Access.api_key()):
        first, second = check_identity(request, access)
        assert first.startswith(
            f"request.attributes: FromClaim needs a verified identity, which Access.{access.kind}() doesn't bring; "
            "choose Access.iam()"
        )
        assert first.endswith(", or another source")
        assert second.startswith("request.customer_id: FromClaim needs a verified identity")
    assert list(check_identity(request, Access.iam())) == []


def test_nobody_vouches_for_unknown_customers() -> None:
    def status(text: str) -> SegmentAttributeValue:
        return SegmentAttributeValue(value_map={"Status": SegmentAttributeValue(value_string=text)})

    vouching = make_request(segment_attributes={"connect:CustomerAuthentication": status("AUTHENTICATED")})
    [problem] = check_identity(vouching, Access.anonymous())
    assert problem.startswith(
        "request.segment_attributes['connect:CustomerAuthentication']: AUTHENTICATED would vouch for everybody, but "
        "Access.anonymous() verifies no customer; leave it out, or choose Access.iam()"
    )
    assert list(check_identity(vouching, Access.iam())) == []
    honest = make_request(segment_attributes={"connect:CustomerAuthentication": status("NOT_AUTHENTICATED")})
    assert list(check_identity(honest, Access.anonymous())) == []
