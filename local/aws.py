"""The whole local AWS: a stand-in of Amazon Connect, the emulator that calls it, and the CDK CLI that deploys to it."""

from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from local.cdk import Cdk, Context
from local.connect import ConnectStandIn
from local.emulator import Emulator


class LocalAws:
    """The parts, running and bootstrapped from entry to exit.

    Attributes:
        connect: the stand-in of Amazon Connect; it allows a call if the role of the calling function does.
        emulator: every other service.
        cdk: the CDK CLI.

    Raises:
        local.emulator.EmulatorError: on entry, when the emulator does not start.
        local.cdk.CdkError: on entry, when the bootstrap fails.
        local.paths.NotSetUpError: on entry, when `make setup` has not run.
    """

    connect: ConnectStandIn
    emulator: Emulator
    cdk: Cdk

    def __init__(self) -> None:
        self._ending = ExitStack()

    def __enter__(self) -> Self:
        with self._ending as ending:
            self.connect = ending.enter_context(ConnectStandIn())
            self.emulator = ending.enter_context(Emulator(connect_endpoint=self.connect.url))
            self.connect.set(iam_endpoint=self.emulator.url)
            self.cdk = Cdk(self.emulator)
            self.cdk.bootstrap()
            self._ending = ending.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ending.close()

    def deploy(self, app: str, stack: str, context: Context) -> dict[str, str]:
        """Deploy a stack, new or again, and return its outputs: see `Cdk.deploy`."""
        return self.cdk.deploy(app, stack, context)

    def url(self, output: str, path: str = "") -> str:
        """Where the emulator serves an API whose invoke URL on AWS is `output`: see `Emulator.invoke_url`."""
        return self.emulator.invoke_url(output, path)

    def boto3(self, service: str) -> Any:
        """A boto3 client of an emulated service."""
        return self.emulator.client(service)
