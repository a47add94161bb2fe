"""A proxy that goes wrong on purpose, over real sockets, to stand between a function and the stand-in of Connect."""

from local.faults.catalogue import FAULTS, TELLING_TEXT
from local.faults.proxy import DRIP_SECONDS, FaultProxy

__all__ = ["DRIP_SECONDS", "FAULTS", "TELLING_TEXT", "FaultProxy"]
