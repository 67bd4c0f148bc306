"""/livez and /readyz: alive is the process, ready is who can take comments that will be decided."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from rq import Worker

from service.context import Context
from service.ops import make_ops_app
from service.queue import SCREEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    Ops = TestClient[Any, Any]


@pytest.fixture
async def ops(context: Context) -> AsyncIterator[Ops]:
    """Run the ops listener."""
    async with TestClient(TestServer(make_ops_app(context))) as client:
        yield client


@contextmanager
def _worker(context: Context, queue: str = SCREEN) -> Iterator[Worker]:
    worker = Worker([queue], connection=context.redis)
    worker.register_birth()  # type: ignore[no-untyped-call]
    try:
        yield worker
    finally:
        worker.register_death()  # type: ignore[no-untyped-call]


async def _ready(ops: Ops) -> tuple[int, list[str]]:
    answer = await ops.get("/readyz")
    return answer.status, (await answer.json())["missing"]


async def test_alive_needs_nothing(ops: Ops) -> None:
    """The process runs and its loop turns: that is all that /livez says."""
    answer = await ops.get("/livez")
    assert (answer.status, await answer.json()) == (200, {"status": "alive"})


async def test_ready_needs_a_screen_worker(ops: Ops, context: Context) -> None:
    """Without a worker comments would only wait; a notify worker decides nothing."""
    assert await _ready(ops) == (503, ["workers: no screen worker is alive"])
    with _worker(context, "notify"):
        assert (await _ready(ops))[0] == 503
    with _worker(context):
        assert await _ready(ops) == (200, [])
    assert (await _ready(ops))[0] == 503


async def test_a_worker_without_a_sign_of_life_is_none(ops: Ops, context: Context) -> None:
    """A killed worker's entry stays in Redis for a while, and does not make us ready."""
    with _worker(context) as worker:
        context.redis.hset(worker.key, "last_heartbeat", "2026-01-01T00:00:00.000000Z")
        assert (await _ready(ops))[0] == 503


async def test_ready_needs_a_redis_that_takes_writes(ops: Ops, context: Context) -> None:
    """A Redis that is full refuses writes; once it has room, we are ready again by ourselves."""
    with _worker(context):
        context.redis.config_set("maxmemory", 1)
        try:
            assert await _ready(ops) == (503, ["redis: OutOfMemoryError"])
        finally:
            context.redis.config_set("maxmemory", 0)
        assert await _ready(ops) == (200, [])


async def test_a_redis_that_is_away_is_named(context: Context) -> None:
    """Neither address nor password of Redis is in the answer."""
    away = Context.open(context.settings.model_copy(update={"redis_url": "redis://:geheim@127.0.0.1:1/0"}))
    async with TestClient(TestServer(make_ops_app(away))) as client:
        assert await _ready(client) == (503, ["redis: ConnectionError"])
