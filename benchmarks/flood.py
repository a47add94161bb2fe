"""A flood of starts, and what customers get meanwhile: a simulation in virtual time.

100 starts a second for 15 minutes, from one address or from 1,000, and a customer every three seconds, all before an
Amazon Connect of 5 starts a second, burst 8 and 500 concurrent chats. Each control is there alone, and missing alone.
What runs is the function's own code, with its retries and their budget, and the local AWS's stand-in of Amazon Connect;
the rest is modelled: see `benchmarks.flood_world` and `docs/capacity.md` for the assumptions.

    python -m benchmarks.flood [--picture docs/images/flood.png] [--json docs/images/flood.json]
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from benchmarks.flood_picture import draw
from benchmarks.flood_scenario import ADDRESSES, CONTROLS, Outcome, Times, simulate


def share(got: Mapping[str, int]) -> float:
    """The share of customers who got a chat."""
    return got.get("started", 0) / max(1, sum(got.values()))


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as a table in Markdown."""
    lines = [
        f"| controls | {' | '.join(f'{source}: calls/s | chats | served' for source in ADDRESSES)} |",
        "|---|" + "---|" * 3 * len(ADDRESSES),
    ]
    for controls in CONTROLS:
        cells = [
            _cells(one) for source in ADDRESSES for one in outcomes if (one.controls, one.source) == (controls, source)
        ]
        lines.append(f"| {controls} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(one: Outcome) -> str:
    calls = one.calls / Times().flood
    return f"{calls:.1f} | {one.flood_chats:,} | {share(one.during):.0%}, {share(one.after):.0%}"


def load(path: Path) -> list[Outcome]:
    """Read outcomes that were written as JSON."""
    return [Outcome(**words) for words in json.loads(path.read_text("utf-8"))]


def main() -> None:
    """Simulate everything, print the table, write JSON and picture."""
    parser = argparse.ArgumentParser(description="a flood of starts, and what customers get meanwhile")
    parser.add_argument("--json", type=Path, default=Path("docs/images/flood.json"), help="default: %(default)s")
    parser.add_argument("--picture", type=Path, default=Path("docs/images/flood.png"), help="default: %(default)s")
    arguments = parser.parse_args()
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        pairs = [(controls, source) for source in ADDRESSES for controls in CONTROLS]
        outcomes = list(processes.map(simulate, *zip(*pairs, strict=True)))
    print("calls/s: of Amazon Connect during the flood; chats: that the flood got; served: customers who got a chat,")
    print("during the flood and in the 75 minutes after it\n")
    print(table(outcomes))
    lines = ",\n".join(json.dumps(asdict(outcome)) for outcome in outcomes)
    arguments.json.write_text(f"[\n{lines}\n]\n", "utf-8")
    draw([asdict(outcome) for outcome in outcomes], arguments.picture)


if __name__ == "__main__":
    main()
