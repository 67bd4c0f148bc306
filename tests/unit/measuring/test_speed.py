"""The processor time of a scorer is also that of its backend, which is a process of its own."""

from __future__ import annotations

import subprocess
import sys

from workers.measuring.speed import processor_seconds

BUSY = """
import time
for _ in open(0):
    until = time.process_time() + 0.5
    while time.process_time() < until:
        pass
    print(flush=True)
"""
"""A program that needs the processor for half a second for every line it reads."""


def test_what_a_child_needs_counts() -> None:
    """Work that another process does at our request takes the time that it takes there."""
    with subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as child:

        def ask() -> None:
            assert child.stdin
            assert child.stdout
            child.stdin.write(b"\n")
            child.stdout.readline()

        # The system counts in hundredths.
        assert processor_seconds(ask) >= 0.48
