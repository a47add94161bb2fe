"""An AWS emulator on loopback that the stock CDK CLI deploys to; it runs the functions that are deployed."""

from local.emulator.emulator import ACCOUNT, Emulator, EmulatorError

__all__ = ["ACCOUNT", "Emulator", "EmulatorError"]
