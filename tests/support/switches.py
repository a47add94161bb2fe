"""A switch, and its parameter that is held in memory."""

from typing import Any

from start_chat_contact.switch import Switch

from tests.support.clocks import Clocks

ARN = "arn:aws:ssm:eu-west-2:111122223333:parameter/chat/switch"


class Parameter:
    """A parameter and, at once, the client that reads it; counts its readings."""

    def __init__(self, value: str = "open") -> None:
        self.value = value
        self.reads = 0
        self.error: Exception | None = None

    def get_parameter(self, **request: Any) -> dict[str, Any]:
        assert request == {"Name": ARN}
        self.reads += 1
        if self.error is not None:
            raise self.error
        return {"Parameter": {"Name": "/chat/switch", "Type": "String", "Value": self.value}}


def switch_of(parameter: Any, clocks: Clocks | None = None, *, timeout: float = 30.0) -> Switch:
    """The switch of a parameter; a reading may take long, so that no test depends on speed."""
    now = clocks or Clocks()
    return Switch(parameter, ARN, timeout=timeout, clocks=(lambda: now.wall, lambda: now.monotonic))


def settle(switch: Switch) -> None:
    """Wait until the reading that goes on beside requests has ended."""
    if switch._reading is not None:
        assert switch._reading.done.wait(30)
