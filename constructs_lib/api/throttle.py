"""How many chats an API lets start."""

from dataclasses import dataclass

from constructs_lib import defaults
from constructs_lib.request.checks.members import DeclarationError
from constructs_lib.tokens import is_unresolved


@dataclass(frozen=True, kw_only=True, slots=True)
class Throttle:
    """The throttle of a stage.

    Raises:
        DeclarationError: for a rate or burst below 1.
    """

    rate: float = defaults.RATE
    """Requests per second, 1 or more. Default: - 5, Amazon Connect's quota for starts."""
    burst: int = defaults.BURST
    """Requests at once, 1 or more. Default: - 8, Amazon Connect's quota for starts."""
    quota_raised: bool = False
    """Say that AWS raised the account's quota for ``StartChatContact`` to at least these figures.
    Default: - False; more than 5 and 8 brings a warning."""

    def __post_init__(self) -> None:
        problems = [
            f"throttle.{name}: {value} lets nothing through; give 1 or more"
            for name, value in (("rate", self.rate), ("burst", self.burst))
            if not is_unresolved(value) and value < 1
        ]
        if problems:
            raise DeclarationError(problems)

    @property
    def warnings(self) -> list[str]:
        """What the deployer should know of this throttle."""
        if self.quota_raised or (self.rate <= defaults.RATE and self.burst <= defaults.BURST):
            return []
        text = (
            f"throttle: {self.rate}/s with burst {self.burst} is more than Amazon Connect's quota of {defaults.RATE}/s "
            f"with burst {defaults.BURST} for the whole account and Region; lower it, or say quota_raised=True when "
            "AWS raised the quota"
        )
        return [text]
