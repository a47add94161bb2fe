"""Clocks that a test turns."""


class Clocks:
    """The time of day and the monotonic clock."""

    def __init__(self) -> None:
        self.wall, self.monotonic = 1_000_000.0, 50.0

    def pass_(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds
