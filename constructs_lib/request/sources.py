"""Where the value of a request member comes from, when it is not a plain value.

A plain value is fixed by the deployer; a member that is left out is never sent, and a caller who sends it is refused.
Nothing here imports ``aws_cdk`` or ``boto3``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Choice = str | int
"""A value that a source can choose from: text, or a number for an integer member."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FromCaller:
    """The caller may send this member in the body, within these bounds, which can't be wider than the API's own.

    Lengths are in characters. If the API requires the member, the caller must send it, unless it has a default.
    """

    default: str | int | Sequence[str] | None = None
    """Sent when the caller leaves the member out; a public name where ``one_of`` is a mapping. It never replaces a
    wrong value. Default: - nothing is sent."""
    required: bool = False
    """Refuse a request without this member. Default: False, unless the API itself requires the member."""
    one_of: Sequence[Choice] | Mapping[str, Choice] | None = None
    """The only values allowed (for a list member: its entries), or a mapping from the public names that callers send
    to the real values. Default: - every value within the other bounds."""
    pattern: str | None = None
    """Regular expression (Python's syntax) that the whole value must match. Default: - any characters."""
    min_length: int | None = None
    """Fewest characters. Default: - the API's minimum."""
    max_length: int | None = None
    """Most characters. Default: - the API's maximum."""
    minimum: int | None = None
    """Smallest number. Default: - the API's minimum."""
    maximum: int | None = None
    """Largest number. Default: - the API's maximum."""


@dataclass(frozen=True, slots=True)
class FromClaim:
    """Copied from the caller's verified identity; a caller who sends the member is refused.

    The bounds are those of `FromCaller`: a claim outside them is refused, never shortened.
    """

    name: str | Sequence[str]
    """The claim, exactly as the identity names it, or a path of names to a nested claim (``["address", "country"]``).
    A number or boolean is sent as JSON writes it."""
    default: str | int | Sequence[str] | None = None
    """Sent when the identity lacks the claim. Default: - nothing is sent."""
    required: bool | None = None
    """Refuse an identity without the claim; where the API requires the member, only a default makes the claim optional.
    Default: True, unless ``default`` is given."""
    one_of: Sequence[Choice] | Mapping[str, Choice] | None = None
    """The only values allowed, or a mapping from claim values to the values sent. Default: - every value."""
    pattern: str | None = None
    """Regular expression that the whole claim must match. Default: - any characters."""
    min_length: int | None = None
    """Fewest characters. Default: - the API's minimum."""
    max_length: int | None = None
    """Most characters. Default: - the API's maximum."""
    minimum: int | None = None
    """Smallest number. Default: - the API's minimum."""
    maximum: int | None = None
    """Largest number. Default: - the API's maximum."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedContactId:
    """A contact id that this endpoint returned before: signed, bound to its owner, and valid for a limited time.

    The response to a start carries it as ``SignedContactId``; any other value is refused. Under anonymous access the
    signed id is a bearer secret: whoever holds it can continue the chat.
    """

    required: bool = False
    """Refuse a request without this member. Default: False."""
    valid_for_hours: int = 168
    """How long a signed id can be used, 1 to 8760. Default: 168, a week."""


Source = FromCaller | FromClaim | SignedContactId
"""Any way to fill a member other than a plain value."""
