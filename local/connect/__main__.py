"""Runs the stand-in on its own: ``python -m local.connect --port 8480``."""

from __future__ import annotations

import argparse

from local.connect.server import ConnectStandIn
from local.web_server import until_interrupted


def main() -> None:
    """Serves until interrupted or terminated."""
    parser = argparse.ArgumentParser(prog="python -m local.connect", description="A stand-in of Amazon Connect.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; by default a free one")
    parser.add_argument("--iam-endpoint", help="URL of the IAM that decides who may start a chat")
    options = parser.parse_args()
    try:
        stand_in = ConnectStandIn(options.port, iam_endpoint=options.iam_endpoint)
    except OSError as error:
        parser.exit(1, f"{error.strerror}\n")
    until_interrupted(stand_in, f"Stand-in of Amazon Connect at {stand_in.url}")


if __name__ == "__main__":
    main()
