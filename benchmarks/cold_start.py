"""Compare the cold start of the function's client with that of a plain ``boto3.client("connect")``.

Every sample is a fresh process; every round runs all variants once, in a newly shuffled order, against one service on
loopback with TLS. What is printed are medians of the ratios within a round: milliseconds of one machine say nothing
about another, nor about Lambda.

    python -m benchmarks.cold_start --rounds 15
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.certificate import make_certificate
from benchmarks.connect_service import CREDENTIALS, serving
from benchmarks.sample import EVENT
from constructs_lib import FromCaller, ParticipantDetails, StartChatContactRequest
from constructs_lib.rendering.plan import function_plan

ROOT = Path(__file__).resolve().parent.parent
VARIANTS = ["naive", "trimmed", "function"]
BASE = "naive"
Sample = dict[str, float]

PLAN = function_plan(
    StartChatContactRequest(
        instance_id=EVENT["InstanceId"],
        contact_flow_id=EVENT["ContactFlowId"],
        participant_details=ParticipantDetails(display_name=FromCaller(default="Guest", max_length=64)),
        attributes={"topic": FromCaller(one_of=["billing", "sales"]), "page": FromCaller(max_length=200)},
    ),
    access="anonymous",
    deployment="benchmark",
)


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="cold starts against that of boto3's own client")
    parser.add_argument("--rounds", type=int, default=15, help="how often each variant starts (default: %(default)s)")
    rounds = measure(parser.parse_args(arguments).rounds)
    print(f"{len(rounds)} rounds, Python {sys.version.split()[0]}; medians of the ratio to {BASE!r} in the same round")
    print(f"{'':24}" + "".join(f"{name:>12}" for name in VARIANTS))
    for metric in rounds[0][BASE]:
        ratios = (statistics.median(one[name][metric] / one[BASE][metric] for one in rounds) for name in VARIANTS)
        print(f"{metric:24}" + "".join(f"{ratio:12.2f}" for ratio in ratios))


def measure(rounds: int) -> list[dict[str, Sample]]:
    """Return the samples of each round by variant; one round more is run first, to fill the caches."""
    with tempfile.TemporaryDirectory() as folder, serving() as service:
        context, bundle = make_certificate(Path(folder))
        service.socket = context.wrap_socket(service.socket, server_side=True)
        # A copy without compiled files, which Lambda never has for the code of an asset.
        code = shutil.copytree(ROOT / "runtime", Path(folder, "runtime"), ignore=shutil.ignore_patterns("__pycache__"))
        environment = {
            **CREDENTIALS,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, [code, ROOT])),
            "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_REGION": "eu-west-2",
            "AWS_DEFAULT_REGION": "eu-west-2",
            "AWS_CA_BUNDLE": str(bundle),
            "AWS_ENDPOINT_URL_CONNECT": f"https://localhost:{service.server_port}",
            "AWS_SESSION_TOKEN": "t" * 700,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "PLAN": json.dumps(PLAN),
        }
        return [
            {name: start(name, environment) for name in random.sample(VARIANTS, len(VARIANTS))}
            for _ in range(rounds + 1)
        ][1:]


def start(variant: str, environment: dict[str, str]) -> Sample:
    """Start ``variant`` in a new process and return what it took until its first response."""
    command = [sys.executable, "-m", "benchmarks.sample", f"benchmarks.variants.{variant}"]
    begin = time.monotonic()
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    at = json.loads(done.stdout.splitlines()[-1])  # after what the function logs
    return {
        "first response, wall": at["first"] - begin,
        "first response, CPU": at["first CPU"],
        "of it in the call, wall": at["first"] - at["init"],
        "of it in the call, CPU": at["first CPU"] - at["init CPU"],
        "peak memory": at["size"],
    }


if __name__ == "__main__":
    main()
