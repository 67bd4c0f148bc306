"""Benchmark (b): comments a second from POST to decision, against the naive build."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import rq

from tests.benchmarks import naive
from tests.benchmarks.figures import figure
from tests.benchmarks.stack import Generator, wait_for_port
from tests.e2e.processes import free_port

if TYPE_CHECKING:
    from tests.benchmarks.figures import Figure
    from tests.benchmarks.stack import Stack

CONCURRENCY = 64
WANTED = 20.0
_START = 30.0
"""Seconds a worker may take to load its models."""


def measure(stack: Stack, rounds: int, ours: int, theirs: int) -> list[Figure]:
    """Post `ours` and `theirs` comments in turn and wait until the last is decided.

    Nothing is bound to a core: each build spreads over the machine as it would in use.
    """
    stack.reset()
    with ExitStack() as running:
        generator = Generator(None)
        running.callback(generator.close)
        naive_port = free_port()
        environment = stack.environment() | {"BENCHMARK_PORT": str(naive_port)}
        naive_api = running.enter_context(
            stack.run("tests.benchmarks.naive", "serve", environment=environment)
        )
        running.enter_context(stack.run("tests.benchmarks.naive", "work", environment=environment))
        _, port, _ = running.enter_context(stack.api())
        running.enter_context(stack.workers())
        wait_for_port(naive_port, naive_api)
        for queue in (stack.context.queues.screen, rq.Queue(naive.QUEUE, connection=stack.context.redis)):
            wait_for_worker(queue)
        pairs = [
            (_rate(stack, generator, naive_port, theirs), _rate(stack, generator, port, ours))
            for _ in range(rounds)
        ]
    return [
        figure("(b) POST to decision: against naive", [b / a for a, b in pairs], "x", WANTED),
        figure("(b) POST to decision: naive", [a for a, _ in pairs], "/s"),
        figure("(b) POST to decision: Moderato", [b for _, b in pairs], "/s"),
    ]


def wait_for_worker(queue: rq.Queue) -> None:
    """Wait until a worker serves the queue, in a Redis that knows of no earlier one.

    Raises:
        TimeoutError: None does.
    """
    until = time.monotonic() + _START
    while not rq.Worker.all(queue=queue):
        if time.monotonic() > until:
            raise TimeoutError(f"no worker serves {queue.name}")
        time.sleep(0.05)


def _rate(stack: Stack, generator: Generator, port: int, number: int) -> float:
    began = time.perf_counter()
    outcome = generator.post(port, stack.site_key, CONCURRENCY, number=number)
    if outcome.statuses != {"202": number}:
        raise RuntimeError(f"not every comment was accepted: {outcome.statuses}")
    stack.wait_until_decided()
    return number / (time.perf_counter() - began)
