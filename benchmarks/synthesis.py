"""Compare what one endpoint adds to a synthesis with what a bare `RestApi` and `Function` of the CDK add.

    python -m benchmarks.synthesis

Stacks of either kind are built and synthesised in one process, interleaved; the first ten of each kind fill caches and
do not count. Apps with one of either kind run in a process each, as for the CDK CLI: there the CDK's import counts.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk.assertions import Template

from constructs_lib import Access, FromCaller, ParticipantDetails, StartChatContactRequest, StartChatContactRestApi

REQUEST = StartChatContactRequest(
    instance_id="11111111-2222-3333-4444-555555555555",
    contact_flow_id="66666666-7777-8888-9999-000000000000",
    chat_duration_in_minutes=60,
    participant_details=ParticipantDetails(display_name=FromCaller(default="Guest", max_length=64)),
)
Add = Callable[[Stack, int], object]


class Cost(NamedTuple):
    """What constructs of a kind cost."""

    each: float
    """Seconds of CPU that one adds to a stack of many."""
    wall: float
    """Seconds that it takes."""
    last: float
    """The last fifth of them by the first fifth."""
    resources: float
    """Resources that one adds to the template."""


def ours(stack: Stack, index: int) -> object:
    """Add an endpoint."""
    return StartChatContactRestApi(stack, f"Chat{index}", request=REQUEST, access=Access.anonymous())


def bare(stack: Stack, index: int) -> object:
    """Add what the CDK needs for a function behind a REST API."""
    function = lambda_.Function(
        stack,
        f"Function{index}",
        code=lambda_.Code.from_inline("def handler(event, context): ..."),
        handler="index.handler",
        runtime=lambda_.Runtime.PYTHON_3_13,
    )
    return apigateway.LambdaRestApi(stack, f"Api{index}", handler=function)


def cost(add: Add, count: int) -> Cost:
    """Build and synthesise a stack of ``count`` constructs."""
    with tempfile.TemporaryDirectory() as folder:
        started, begun = time.perf_counter(), cpu()
        stacks = [Stack(App(outdir=str(Path(folder, str(part)))), "Stack") for part in range(-(-count // 10))]
        at = [cpu()]
        for index in range(count):  # ten in a stack: more than 500 resources don't fit
            add(stacks[index // 10], index)
            at.append(cpu())
        resources = sum(len(Template.from_stack(stack).to_json()["Resources"]) for stack in stacks)
        taken, wall = cpu() - begun, time.perf_counter() - started
    fifth = max(1, count // 5)
    return Cost(taken / count, wall / count, (at[-1] - at[-1 - fifth]) / (at[fifth] - at[0]), resources / count)


def cpu() -> float:
    """Return the seconds of CPU that this process has used and jsii's, a child of it (Linux)."""
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended
            name, _, rest = status.read_text().rpartition(")")
            fields = rest.split()
            if "(node" in name and int(fields[2]) == os.getpgrp():
                ticks += int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


_APP = "from aws_cdk import App, Stack; app = App(); stack = Stack(app, 'Stack'); "
OUR_APP = f"""{_APP}
from constructs_lib import *
request = StartChatContactRequest(
    instance_id="{REQUEST.instance_id}",
    contact_flow_id="{REQUEST.contact_flow_id}",
    participant_details=ParticipantDetails(display_name=FromCaller(default="Guest", max_length=64)),
)
StartChatContactRestApi(stack, "Chat", request=request, access=Access.anonymous())
app.synth()
"""
BARE_APP = f"""{_APP}
from aws_cdk import aws_apigateway, aws_lambda
code = aws_lambda.Code.from_inline("def handler(event, context): ...")
runtime = aws_lambda.Runtime.PYTHON_3_13
function = aws_lambda.Function(stack, "Function", code=code, handler="index.handler", runtime=runtime)
aws_apigateway.LambdaRestApi(stack, "Api", handler=function)
app.synth()
"""


def run_ratio(program: str, base: str) -> tuple[float, float]:
    """Return the time of a program by that of another, and its CPU with that of its children by the other's."""

    def run(code: str) -> tuple[float, float]:
        begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return time.perf_counter() - begun, cpu

    pairs = [(run(program), run(base)) for _ in range(7)]
    return statistics.median(a[0] / b[0] for a, b in pairs), statistics.median(a[1] / b[1] for a, b in pairs)


def node_megabytes() -> float:
    """Return the resident size of jsii's process, a child of this one (Linux)."""
    sizes = []
    for status in Path("/proc").glob("[0-9]*/status"):
        text = status.read_text()
        if "node" in text.splitlines()[0]:
            sizes += re.findall(r"VmRSS:\s+(\d+)", text)
    return max(map(int, sizes), default=0) / 1024


def main() -> None:
    """Measure, and print the ratios."""
    for add in (ours, bare):
        cost(add, 10)
    pairs = [(cost(ours, 10), cost(bare, 10)) for _ in range(5)]
    ratio = statistics.median(a.each / b.each for a, b in pairs)
    wall = statistics.median(a.wall / b.wall for a, b in pairs)
    endpoint, api = pairs[0]
    print(f"one adds {ratio:.2f} times the CPU of a bare API with a function, and takes {wall:.2f} times as long")
    print(f"it has {endpoint.resources:.0f} resources, a bare one {api.resources:.0f}", end=": ")
    print(f"{ratio * api.resources / endpoint.resources:.2f} times the CPU for each")
    for name, add in (("ours", ours), ("bare", bare)):
        print(f"{name}: the last ten of 50 take {cost(add, 50).last:.2f} times what the first ten take")
    for what, program, base in (
        ("importing the library", "import constructs_lib", "import aws_cdk"),
        ("synthesising an app with one of ours", OUR_APP, BARE_APP),
    ):
        wall, cpu = run_ratio(program, base)
        print(f"{what}: {wall:.2f} of the CDK's own in time, {cpu:.2f} in CPU")
    print(f"jsii's process has {node_megabytes():.0f} MB then")


if __name__ == "__main__":
    main()
