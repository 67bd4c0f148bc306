"""The load generator: keep-alive connections on raw sockets, in a process of its own.

It reads one JSON line that says what to post, and writes one that says how it went. It builds every request
before it begins and looks at no more of an answer than its status and where it ends, so that it costs
a tenth of what the leanest aiohttp handler does: the server is always the bottleneck.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from typing import TYPE_CHECKING, cast

import uvloop

from tests.benchmarks.bodies import bodies
from tests.benchmarks.machine import pin

if TYPE_CHECKING:
    from collections.abc import Iterator

_LENGTH = b"content-length: "
_BODIES = 4_000


@dataclass(frozen=True)
class Order:
    """What to post.

    Attributes:
        concurrency: Connections, each with one request at a time.
        seconds: How long to measure, after the warm-up; 0 to post `number` and measure all of it.
        number: How many to post, where `seconds` is 0.
        seed: Which submissions.
        core: The core to run on.
    """

    host: str
    port: int
    path: str
    credential: str
    concurrency: int
    seconds: float = 0.0
    number: int = 0
    seed: int = 1
    core: int | None = None


@dataclass(frozen=True)
class Outcome:
    """How it went.

    Attributes:
        statuses: Answers by status.
        seconds: Time measured.
        p50: Median latency, in seconds.
        p99: Latency that one in a hundred exceeds.
        busy: Share of the time that the generator itself was computing.
        total: All answers, those of the warm-up included.
    """

    statuses: dict[str, int]
    seconds: float
    p50: float
    p99: float
    busy: float
    total: int

    @property
    def rate(self) -> float:
        """Accepted submissions a second."""
        return self.statuses.get("202", 0) / self.seconds


class _Run:
    """One load, over all its connections."""

    def __init__(self, order: Order) -> None:
        self.requests: Iterator[bytes] = _requests(order)
        self.done = asyncio.get_running_loop().create_future()
        self.statuses = Counter[bytes]()
        self.latencies: list[float] = []
        self.since = math.inf if order.seconds else 0.0
        self.left = order.number or sys.maxsize
        self.total = 0

    def count(self, status: bytes, asked: float) -> None:
        """Note one answer. What was asked while connections were still being made says little of latency."""
        now = time.perf_counter()
        if now > self.since:
            self.statuses[status] += 1
        if asked > self.since:
            self.latencies.append(now - asked)
        self.total += 1
        self.left -= 1
        if not self.left and not self.done.done():
            self.done.set_result(None)


class _Connection(asyncio.Protocol):
    """One client: asks, waits for the whole answer, asks again."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._received = b""
        self._asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator:
            return
        length = head.lower().partition(_LENGTH)[2].partition(b"\r\n")[0]
        if len(body) >= int(length):
            self._run.count(head[9:12], self._asked)
            self._received = b""
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._run.done.done():
            self._run.done.set_exception(exc or ConnectionError("the server closed the connection"))

    def _ask(self) -> None:
        request = next(self._run.requests, None)
        if request is not None:
            self._asked = time.perf_counter()
            self._transport.write(request)


def _requests(order: Order) -> Iterator[bytes]:
    made = [
        (
            f"POST {order.path} HTTP/1.1\r\nHost: {order.host}:{order.port}\r\n"
            f"Authorization: Bearer {order.credential}\r\nContent-Type: application/json\r\n"
            f"User-Agent: moderato-benchmark\r\nAccept: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        + body
        for body in bodies(order.number or _BODIES, order.seed)
    ]
    return islice(cycle(made), order.number or None)


async def _load(order: Order) -> Outcome:
    run = _Run(order)
    loop = asyncio.get_running_loop()
    began, computed = time.perf_counter(), time.process_time()
    clients = [
        (await loop.create_connection(lambda: _Connection(run), order.host, order.port))[0]
        for _ in range(order.concurrency)
    ]
    if order.seconds:
        await asyncio.sleep(min(1.0, order.seconds / 3))
        run.since = began = time.perf_counter()
        computed = time.process_time()
        await asyncio.wait([run.done], timeout=order.seconds)
    else:
        await run.done
    seconds, busy = time.perf_counter() - began, time.process_time() - computed
    if run.done.done():
        run.done.result()
    run.done.cancel()
    for client in clients:
        client.abort()
    return _outcome(run, seconds, busy / seconds)


def _outcome(run: _Run, seconds: float, busy: float) -> Outcome:
    ordered = sorted(run.latencies) or [0.0]
    statuses = {status.decode(): number for status, number in run.statuses.items()}
    return Outcome(
        statuses,
        seconds,
        p50=ordered[len(ordered) // 2],
        p99=ordered[int(len(ordered) * 0.99)],
        busy=round(busy, 3),
        total=run.total,
    )


def main() -> None:
    """Do the loads that come in on stdin, one a line."""
    for line in sys.stdin:
        order = Order(**json.loads(line))
        pin(order.core)
        sys.stdout.write(f"{json.dumps(asdict(uvloop.run(_load(order))))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
