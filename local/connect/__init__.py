"""A stand-in of Amazon Connect on loopback: StartChatContact and the Participant Service.

It judges requests by botocore's service models and by AWS's documentation alone; it shares no code with the
library or with the function that it stands in for. It verifies no signature and keeps everything in memory.
"""

from local.connect.server import ConnectStandIn
from local.connect.settings import CONNECT_RATE

__all__ = ["CONNECT_RATE", "ConnectStandIn"]
