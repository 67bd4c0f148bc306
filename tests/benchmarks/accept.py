"""Benchmark (a): submissions accepted a second by one HTTP process, against a bare aiohttp handler."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.benchmarks import machine
from tests.benchmarks.figures import figure
from tests.benchmarks.load import Outcome
from tests.benchmarks.stack import Generator, wait_for_port
from tests.e2e.processes import free_port

if TYPE_CHECKING:
    from tests.benchmarks.figures import Figure
    from tests.benchmarks.stack import Stack

CONCURRENCY = (64, 256)
WANTED = 0.30


def measure(stack: Stack, rounds: int, seconds: float) -> list[Figure]:
    """Load both in turn, at each concurrency. No worker runs: only accepting is measured."""
    with ExitStack() as running:
        port = free_port()
        bare = running.enter_context(stack.run("tests.benchmarks.bare", str(port), core=stack.server_core))
        wait_for_port(port, bare)
        process, api, _ = running.enter_context(stack.api(stack.server_core))
        servers = ((bare.pid, port), (process.pid, api))
        generator = Generator(stack.other_core)
        running.callback(generator.close)
        figures = []
        for concurrency in CONCURRENCY:
            pairs = []
            for _ in range(rounds):
                stack.reset()
                theirs, ours = (_load(stack, generator, each, concurrency, seconds) for each in servers)
                pairs.append((theirs, ours))
            figures += _figures(concurrency, pairs)
        return figures


@dataclass(frozen=True)
class _Round:
    """One load on one server; `computed` is the server's processor time a submission, in seconds."""

    outcome: Outcome
    computed: float


def _load(
    stack: Stack, generator: Generator, server: tuple[int, int], concurrency: int, seconds: float
) -> _Round:
    process, port = server
    before = machine.processor_time(process)
    outcome = generator.post(port, stack.site_key, concurrency, seconds=seconds)
    if set(outcome.statuses) != {"202"}:
        raise RuntimeError(f"not every submission was accepted: {outcome.statuses}")
    return _Round(outcome, (machine.processor_time(process) - before) / outcome.total)


def _figures(concurrency: int, pairs: list[tuple[_Round, _Round]]) -> list[Figure]:
    at = f"(a) accepting, {concurrency} connections:"
    rates = [ours.outcome.rate / bare.outcome.rate for bare, ours in pairs]
    costs = [bare.computed / ours.computed for bare, ours in pairs if ours.computed]
    figures = [figure(f"{at} rate against bare", rates, "x", WANTED)]
    if costs:
        figures.append(figure(f"{at} against bare, by processor time", costs, "x", WANTED))
    for name, which in (("bare", 0), ("Moderato", 1)):
        rounds = [pair[which] for pair in pairs]
        outcomes = [each.outcome for each in rounds]
        figures += [
            figure(f"{at} {name}", [each.rate for each in outcomes], "/s"),
            figure(f"{at} {name}, p50", [each.p50 * 1e3 for each in outcomes], "ms"),
            figure(f"{at} {name}, p99", [each.p99 * 1e3 for each in outcomes], "ms"),
            figure(f"{at} {name}, processor time", [each.computed * 1e6 for each in rounds], "us"),
            figure(f"{at} {name}, generator busy", [each.busy * 100 for each in outcomes], "%"),
        ]
    return figures
