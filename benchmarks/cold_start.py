"""Compare the cold start of the deployed function with that of other ways to start a chat.

Every sample is a fresh process; every round runs all variants once, in a newly shuffled order, against one service on
loopback with TLS and a CA bundle of the usual size. What is printed are medians of the ratios to a bare
``boto3.client("connect")`` on the same Python within a round: milliseconds of one machine say nothing about another,
nor about Lambda.

    python -m benchmarks.cold_start --rounds 21 --write

``--write`` stores the figures and draws the chart in docs/.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import chart
from benchmarks.certificate import make_certificate
from benchmarks.connect_service import serving
from benchmarks.deployed import synthesise
from benchmarks.interpreters import Node, Python, installed_nodes, installed_pythons
from benchmarks.runtime_api import RuntimeApi
from benchmarks.sample import EVENT
from local.boto import ENVIRONMENT

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "docs" / "images" / "cold_start.json"
BASE = "boto3"
MODULES = {
    BASE: "naive",
    "boto3 and Powertools": "powertools",
    "our client": "client",
    "our function": "function",
    "standard library": "standard_library",
}
"""Python's variants, and their modules."""
METRICS = {
    "first": "first response",
    "first CPU": "its CPU",
    "call CPU": "CPU after init",
    "size": "peak memory",
}
Sample = dict[str, float]
Environment = dict[str, str]


class Variant(NamedTuple):
    """One way to start a chat, on one interpreter."""

    interpreter: str
    name: str
    command: list[str]
    environment: Environment


class Ratio(NamedTuple):
    """A metric's ratio to that of `BASE`: the median of all rounds, and the quarters on either side."""

    median: float
    low: float
    high: float


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description="cold starts against that of boto3's own client")
    parser.add_argument("--rounds", type=int, default=21, help="how often each variant starts (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="store figures and chart in docs/images")
    options = parser.parse_args(arguments)
    figures = measure(options.rounds, pythons=list(installed_pythons()), nodes=list(installed_nodes()))
    print(f"{options.rounds} rounds; medians of the ratio to {BASE} on the same Python, and the middle half")
    for interpreter, variants in figures.items():
        print(f"\n{interpreter:40}" + "".join(f"{title:>22}" for title in METRICS.values()))
        for name, ratios in variants.items():
            cells = (f"{ratio.median:.2f} ({ratio.low:.2f} to {ratio.high:.2f})" for ratio in ratios.values())
            print(f"{name:40}" + "".join(f"{cell:>22}" for cell in cells))
    if options.write:
        FIGURES.write_text(json.dumps({"rounds": options.rounds, "ratios": figures}, indent=1) + "\n", "utf-8")
        chart.draw(figures, FIGURES.with_suffix(".png"))


def measure(
    rounds: int,
    *,
    pythons: Sequence[Python],
    nodes: Sequence[Node],
    names: Sequence[str] = (*MODULES, "runtime client"),
) -> dict[str, dict[str, dict[str, Ratio]]]:
    """Return the ratios by interpreter, variant and metric; one round more is run first, to fill the caches."""
    with tempfile.TemporaryDirectory() as folder, serving() as service:
        context, bundle, authority = make_certificate(Path(folder))
        service.socket = context.wrap_socket(service.socket, server_side=True)
        environment = {
            **ENVIRONMENT,
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",  # Lambda can't keep the compiled files of an asset either
            "AWS_REGION": "eu-west-2",
            "AWS_DEFAULT_REGION": "eu-west-2",
            "AWS_CA_BUNDLE": str(bundle),
            "NODE_EXTRA_CA_CERTS": str(authority),  # Node has the usual ones compiled in
            "NODE_NO_WARNINGS": "1",
            "AWS_ENDPOINT_URL_CONNECT": f"https://localhost:{service.server_port}",
            "AWS_SESSION_TOKEN": "t" * 700,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_FUNCTION_NAME": "chat",
        }
        deployed = synthesise(Path(folder, "cdk.out"))
        environment |= deployed.variables
        variants = [
            *_python_variants(pythons, names, environment, deployed.code),
            *_node_variants(nodes, environment, Path(folder)),
        ]
        samples = [
            {(one.interpreter, one.name): start(one) for one in random.sample(variants, len(variants))}
            for _ in range(rounds + 1)
        ][1:]
    return _ratios(variants, samples)


def start(variant: Variant) -> Sample:
    """Start a variant in a new process and return what it took until its first response."""
    if "AWS_LAMBDA_RUNTIME_API" in variant.environment:
        with RuntimeApi() as api:
            return api.first_response(variant.command, variant.environment)
    begin = time.monotonic()
    done = subprocess.run(variant.command, env=variant.environment, stdout=subprocess.PIPE, check=True)
    at = json.loads(done.stdout.splitlines()[-1])  # after what the function logs
    return {
        "first": at["first"] - begin,
        "first CPU": at["first CPU"],
        "call CPU": at["first CPU"] - at["init CPU"],
        "size": at["size"],
    }


def _python_variants(
    pythons: Sequence[Python], names: Sequence[str], environment: Environment, code: Path
) -> Iterator[Variant]:
    paths = {"PYTHONPATH": os.pathsep.join(map(str, [code, ROOT]))}
    for python in pythons:
        for name, module in MODULES.items():
            if name not in names:
                continue
            command = [str(python.path), "-m", "benchmarks.sample", f"benchmarks.variants.{module}"]
            yield Variant(python.name, name, command, environment | paths)
        for name in (BASE, "our function") if "runtime client" in names else ():
            command = [str(python.path), "-m", "awslambdaric", f"benchmarks.variants.{MODULES[name]}.lambda_handler"]
            runtime = {"AWS_LAMBDA_RUNTIME_API": "", "LAMBDA_TASK_ROOT": str(code)}
            yield Variant(f"{python.name}, AWS's runtime client", name, command, environment | paths | runtime)


def _node_variants(nodes: Sequence[Node], environment: Environment, folder: Path) -> Iterator[Variant]:
    sample, event = ROOT / "benchmarks" / "javascript" / "sample.mjs", json.dumps(EVENT)
    for node in nodes:
        for name, module in (
            ("JavaScript v3, as installed", node.as_installed()),
            ("JavaScript v3, bundled", node.bundled(folder)),
            ("JavaScript v3, bundled as ESM", node.bundled_as_esm(folder)),
        ):
            yield Variant(node.name, name, [str(node.path), str(sample), str(module), event], environment)


def _ratios(
    variants: Sequence[Variant], samples: Sequence[dict[tuple[str, str], Sample]]
) -> dict[str, dict[str, dict[str, Ratio]]]:
    """Each Node stands beside each Python, as its own rows in that Python's table."""
    found: dict[str, dict[str, dict[str, Ratio]]] = {}
    bases = {variant.interpreter for variant in variants if variant.name == BASE}
    for base in sorted(bases):
        for variant in variants:
            is_node = variant.interpreter not in bases
            if variant.interpreter != base and not (is_node and "," not in base):
                continue
            name = f"{variant.name}, {variant.interpreter}" if is_node else variant.name
            found.setdefault(base, {})[name] = {
                metric: _spread(
                    one[variant.interpreter, variant.name][metric] / one[base, BASE][metric] for one in samples
                )
                for metric in METRICS
                if metric in samples[0][variant.interpreter, variant.name] and metric in samples[0][base, BASE]
            }
    return found


def _spread(ratios: Iterator[float]) -> Ratio:
    all_of_them = sorted(ratios)
    if len(all_of_them) < 2:
        return Ratio(*all_of_them * 3)
    low, median, high = statistics.quantiles(all_of_them, n=4, method="inclusive")
    return Ratio(round(median, 4), round(low, 4), round(high, 4))


if __name__ == "__main__":
    main()
