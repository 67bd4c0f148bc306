"""`python -m tests.benchmarks`: runs every benchmark and prints one table."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks import accept, cascade, decide, desk, desk_browser, growth, machine, preview
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.stack import Stack

BENCHMARKS = ("accept", "decide", "growth", "preview", "desk", "desk_browser", "cascade")


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see whether all of it runs, in a minute")
    parser.add_argument("--only", choices=BENCHMARKS)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file, too")
    wanted = parser.parse_args()
    described, began = machine.describe(), time.monotonic()
    sys.stdout.write(f"On {described}.\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="moderato-bench-") as folder:
        stack = Stack(Path(folder))
        try:
            figures = _measure(stack, wanted.only, quick=wanted.quick)
        finally:
            stack.close()
    sys.stdout.write(f"\n{table(figures)}\n\nTook {time.monotonic() - began:.0f} s.\n")
    if wanted.json:
        document = {"machine": described, "figures": [asdict(each) for each in figures]}
        wanted.json.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return 0


def _measure(stack: Stack, only: str | None, *, quick: bool) -> list[Figure]:
    figures: list[Figure] = []
    if only in (None, "accept"):
        figures += accept.measure(stack, rounds=1 if quick else 12, seconds=1.0 if quick else 1.5)
    if only in (None, "decide"):
        ours, theirs = (1_000, 30) if quick else (5_000, 150)
        figures += decide.measure(stack, 1 if quick else 5, ours, theirs)
    if only in (None, "growth"):
        figures += growth.measure(stack, (500, 1_000) if quick else (1_000, 10_000, 100_000))
    if only in (None, "preview"):
        figures += preview.measure(stack, 500 if quick else 5_000)
    if only in (None, "desk"):
        figures += desk.measure(stack, 50 if quick else 100, 500 if quick else 100_000)
    if only in (None, "desk_browser"):
        figures += desk_browser.measure(stack, 500 if quick else 100_000, 20 if quick else 200)
    # By its name only: it writes gigabytes, and says nothing of the rest.
    if only == "cascade":
        figures += cascade.measure(1 if quick else 3, 16 if quick else 64, quick=quick)
    return figures


if __name__ == "__main__":
    sys.exit(main())
