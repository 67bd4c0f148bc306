"""The feed: what happens on a site reaches those who watch it, and nobody else; trouble is told."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from service.domain.news import Kind, News
from service.embedded_redis import EmbeddedRedis
from service.feed import WAITING, Feed
from service.storage import feed as stored_feed
from service.storage.connection import connect, connect_async
from tests.conftest import SITE, Cast, bearer, submission

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from pathlib import Path

    from aiohttp.test_utils import TestClient
    from redis import Redis

    from service.context import Context

INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"
NEWS = News(Kind.FLAGGED, SITE, "c1")


@asynccontextmanager
async def _feed(url: str) -> AsyncIterator[Feed]:
    feed = Feed(connect_async(url))
    feed.start()
    try:
        yield feed
    finally:
        await feed.stop()


async def _hear(queue: asyncio.Queue[News]) -> News:
    async with asyncio.timeout(20):
        return await queue.get()


async def _connected(queue: asyncio.Queue[News]) -> None:
    """Wait until all that happens from now on is heard."""
    assert (await _hear(queue)).kind is Kind.LOST
    assert (await _hear(queue)).kind is Kind.BACK


def _publish(redis: Redis, *news: News) -> None:
    with redis.pipeline() as pipe:
        stored_feed.publish(pipe, news)
        pipe.execute()


async def test_news_reach_those_who_watch_the_site(context: Context) -> None:
    """Each listener hears of its own sites, in order, and of no other."""
    other = News(Kind.DECIDED, "blatt", "c2", "carl")
    async with _feed(context.settings.redis_url or "") as feed:
        with feed.subscribe([SITE]) as ours, feed.subscribe([SITE, "blatt"]) as both:
            for queue in (ours, both):
                await _connected(queue)
            _publish(context.redis, NEWS, other, News(Kind.ERASED, SITE, "c1"))
            assert [await _hear(both) for _ in range(3)] == [NEWS, other, News(Kind.ERASED, SITE, "c1")]
            assert [await _hear(ours) for _ in range(2)] == [NEWS, News(Kind.ERASED, SITE, "c1")]
            assert ours.empty()


async def test_a_slow_listener_is_told_to_look_anew(context: Context) -> None:
    """More news than may wait are dropped, and one `resync` stands for them; others miss nothing."""
    async with _feed(context.settings.redis_url or "") as feed:
        with feed.subscribe([SITE]) as slow, feed.subscribe([SITE]) as quick:
            for queue in (slow, quick):
                await _connected(queue)
            heard = []
            for _ in range(WAITING + 1):
                _publish(context.redis, NEWS)
                heard.append(await _hear(quick))
            assert heard == [NEWS] * (WAITING + 1)
            assert slow.qsize() == 1
            assert (await _hear(slow)).kind is Kind.RESYNC


async def test_the_loss_of_redis_and_its_return_are_told(tmp_path: Path) -> None:
    """A Redis that goes, one that hangs, and each one's return; after it news are heard again."""
    with EmbeddedRedis(tmp_path) as server:
        async with _feed(server.url) as feed:
            with feed.subscribe([SITE]) as queue:
                await _connected(queue)
                os.kill(server.process.pid, signal.SIGSTOP)
                try:
                    assert (await _hear(queue)).kind is Kind.LOST
                finally:
                    os.kill(server.process.pid, signal.SIGCONT)
                assert (await _hear(queue)).kind is Kind.BACK
                redis = connect(server.url)
                redis.client_kill_filter(_type="pubsub")
                assert [(await _hear(queue)).kind for _ in range(2)] == [Kind.LOST, Kind.BACK]
                _publish(redis, NEWS)
                assert await _hear(queue) == NEWS
                redis.close()
                with feed.subscribe([]) as nothing:
                    assert nothing.empty()


async def test_what_happens_to_a_comment_is_news(
    client: TestClient[Any, Any],
    context: Context,
    cast: Cast,
    screen_aside: Callable[[], Coroutine[None, None, None]],
) -> None:
    """From its flag to its erasing, each step is told once, with who did it, and without a word of it."""
    async with _feed(context.settings.redis_url or "") as feed:
        with feed.subscribe([SITE]) as queue:
            await _connected(queue)
            answer = await client.post(
                "/v1/comments", json=submission(content=INSULT), headers=bearer(cast.site_key)
            )
            comment = (await answer.json())["id"]
            await screen_aside()
            path = f"/v1/review/comments/{comment}"
            reject = {"outcome": "reject"}
            await client.post(f"{path}/claim", headers=bearer(cast.anna))
            await client.post(f"{path}/decision", json=reject, headers=bearer(cast.anna))
            await client.post(f"{path}/undo", headers=bearer(cast.berta))
            await client.delete(f"/v1/comments/{comment}", headers=bearer(cast.site_key))
            heard = [await _hear(queue) for _ in range(5)]
            assert [(str(each.kind), each.by) for each in heard] == [
                ("flagged", None),
                ("claimed", "anna"),
                ("decided", "anna"),
                ("reopened", "berta"),
                ("erased", None),
            ]
            assert {(each.site, each.comment) for each in heard} == {(SITE, comment)}
