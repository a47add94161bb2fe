"""Limits how often something may be done: a number of times at once, then at a steady rate."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class TokenBucket:
    """Holds up to ``size`` tokens and gets one back every ``interval`` seconds."""

    size: int
    interval: float
    _tokens: float = field(init=False)
    _at: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._tokens = self.size

    def take(self, now: float) -> bool:
        """Take a token. Return False if there is none. ``now`` is the time of a clock that never goes back."""
        self._tokens = min(self.size, self._tokens + (now - self._at) / self.interval)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
