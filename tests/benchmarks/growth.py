"""Benchmarks (c) and (d): Redis commands, bytes and page times as comments pile up; the processes' memory."""

from __future__ import annotations

import re
import statistics
import time
import urllib.request
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import psutil

from tests.benchmarks import machine
from tests.benchmarks.decide import wait_for_worker
from tests.benchmarks.figures import figure
from tests.benchmarks.stack import HOST, Generator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.figures import Figure
    from tests.benchmarks.stack import Stack

_CHUNK = 10_000
_SAMPLE = 200
"""Keys of a family whose size is asked for."""
_FETCHES = 15
_OUR_OWN = frozenset(("info", "memory|usage", "scan", "select", "hello", "client|setinfo", "flushall"))
"""Commands that only this benchmark and new connections send."""


def measure(stack: Stack, sizes: Sequence[int]) -> list[Figure]:
    """Let comments pile up to each size, all decided, and look."""
    stack.reset()
    generator = Generator(None)
    figures: list[Figure] = []
    try:
        with stack.api() as (api, port, ops), stack.workers() as supervisor:
            wait_for_worker(stack.context.queues.screen)
            stored = 0
            for size in sizes:
                figures += _grow(stack, generator, port, stored, size)
                figures += _pages(stack, port, ops, size)
                stored = size
            figures += _families(stack, stored)
            (worker,) = psutil.Process(supervisor.pid).children()
            processes = {
                "API": api.pid,
                "supervisor": supervisor.pid,
                "screen worker": worker.pid,
                f"Redis, {stored:,} comments": stack.redis_server.process.pid,
            }
            figures += [
                figure(f"(d) peak memory: {name}", [machine.peak_memory(process) / machine.MIB], "MiB")
                for name, process in processes.items()
            ]
    finally:
        generator.close()
    return figures


def _grow(stack: Stack, generator: Generator, port: int, stored: int, size: int) -> list[Figure]:
    added, before = size - stored, _usage(stack)
    began = time.perf_counter()
    for first in range(stored, size, _CHUNK):
        generator.post(port, stack.site_key, 64, number=min(_CHUNK, size - first), seed=first + 7)
        stack.wait_until_decided()
    seconds = time.perf_counter() - began
    commands, used = (after - b for after, b in zip(_usage(stack), before, strict=True))
    to = f"(c) {size:,} comments:"
    return [
        figure(f"{to} Redis commands a comment", [commands / added], ""),
        figure(f"{to} Redis bytes a comment", [used / added], "B"),
        figure(f"{to} decided", [added / seconds], "/s"),
    ]


def _usage(stack: Stack) -> tuple[int, int]:
    """Give the commands that Redis has run, and the bytes it uses."""
    stats: dict[str, Any] = stack.context.redis.info("commandstats")
    calls = sum(
        int(each["calls"]) for name, each in stats.items() if name.removeprefix("cmdstat_") not in _OUR_OWN
    )
    return calls, int(stack.context.redis.info("memory")["used_memory"])


def _pages(stack: Stack, port: int, ops: int, size: int) -> list[Figure]:
    api = f"http://{HOST}:{port}/v1"
    pages = {
        "listing page": (f"{api}/comments", stack.site_key),
        "review page": (f"{api}/review/comments", stack.moderator_token),
        "/metrics": (f"http://{HOST}:{ops}/metrics", ""),
    }
    return [
        figure(f"(c) {size:,} comments: {name}", [_fetch(*page) for _ in range(_FETCHES)], "ms")
        for name, page in pages.items()
    ]


def _fetch(url: str, credential: str) -> float:
    """Give the milliseconds that a page takes."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {credential}"})  # noqa: S310 - our own
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own
        answer.read()
    return (time.perf_counter() - began) * 1e3


def _families(stack: Stack, stored: int) -> list[Figure]:
    """Give the bytes a comment takes in each family of keys, from a sample of each."""
    redis = stack.context.redis
    found = defaultdict[str, list[bytes]](list)
    for key in redis.scan_iter(count=5_000):
        found[_family(key.decode())].append(key)
    sizes = {}
    for family, members in found.items():
        step = max(1, len(members) // _SAMPLE)
        pipe = redis.pipeline(transaction=False)
        for key in members[::step]:
            pipe.memory_usage(key, samples=0)
        sizes[family] = statistics.fmean(size or 0 for size in pipe.execute()) * len(members) / stored
    return [
        figure(f"(c) {stored:,} comments: of these, {family} ({len(found[family]):,} keys)", [size], "B")
        for family, size in sorted(sizes.items(), key=lambda pair: -pair[1])
        if size >= 1
    ]


def _family(key: str) -> str:
    """Give the kind of a key: what stands before an id or a site."""
    return re.sub(r"^(moderato:[a-z_]+|rq:[a-z_]+).*", r"\1", key)
