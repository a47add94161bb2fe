"""What can be set on a running stand-in."""

from __future__ import annotations

import dataclasses
from typing import Any

CONNECT_RATE = (5.0, 8)
"""Connect's own default rate of StartChatContact: requests a second, and burst."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """The settings of a stand-in.

    Attributes:
        iam_endpoint: URL of an IAM that is asked whether the calling role may start the chat. Default: - any
            signed call is allowed
        rate: requests a second and burst of StartChatContact, over all callers; `CONNECT_RATE` is Connect's own.
            Default: - no limit
        concurrent_chats: quota of active chats of one instance. Default: - no quota
        pace: seconds that the talking agent types before each of its lines. Default: 0.05
        persistent_wait: seconds after its end before a chat can be continued; Connect needs 30 to 60. Default: 0
        known: the instances that exist, with the ids of their flows. Default: - every instance and flow exists
    """

    iam_endpoint: str | None = None
    rate: tuple[float, int] | None = None
    concurrent_chats: int | None = None
    known: dict[str, list[str]] | None = None
    pace: float = 0.05
    persistent_wait: float = 0.0

    def changed(self, **changes: Any) -> Settings:
        """A copy with ``changes`` applied.

        Raises:
            ValueError: when a name is not a setting.
        """
        names = [field.name for field in dataclasses.fields(self)]
        for name in changes:
            if name not in names:
                raise ValueError(f"{name!r} is not a setting of the stand-in; allowed: {', '.join(names)}")
        return dataclasses.replace(self, **changes)
