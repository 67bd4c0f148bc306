"""Those who watch what happens on their sites, and the news that reaches them."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from service.domain.news import Kind, News
from service.storage import feed
from service.storage.errors import StorageAway

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from redis.asyncio import Redis as AsyncRedis

RECONNECT = 0.5
"""Seconds until the next try when the connection to Redis was lost."""
WAITING = 200
"""News that may wait for a slow listener. Then they are dropped, and one `resync` stands for them all."""

_LOST, _BACK, _RESYNC = News(Kind.LOST), News(Kind.BACK), News(Kind.RESYNC)


@dataclass(eq=False, slots=True)
class _Listener:
    """One who watches some sites."""

    sites: frozenset[str]
    queue: asyncio.Queue[News] = field(default_factory=lambda: asyncio.Queue(WAITING))

    def hear(self, news: News) -> None:
        if news.site and news.site not in self.sites:
            return
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(_RESYNC)
            if news is not _LOST:
                return
        self.queue.put_nowait(news)


class Feed:
    """Gives the news of each site to those who may see it."""

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis
        self._listeners: set[_Listener] = set()
        self._connected = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop listening."""
        while self._task and not self._task.done():
            self._task.cancel()  # redis-py swallows a cancellation that meets it while it connects
            await asyncio.wait([self._task], timeout=0.1)
        await self._redis.aclose()

    @contextmanager
    def subscribe(self, sites: Iterable[str]) -> Iterator[asyncio.Queue[News]]:
        """Watch sites: their news, and that of the listening itself, wait in the queue, oldest first."""
        listener = _Listener(frozenset(sites))
        if not self._connected:
            listener.hear(_LOST)
        self._listeners.add(listener)
        try:
            yield listener.queue
        finally:
            self._listeners.discard(listener)

    async def _run(self) -> None:
        while True:
            with suppress(StorageAway, OSError):
                async for some in feed.listen(self._redis):
                    self._tell_connected(connected=True)
                    for news in some:
                        self._tell(news)
            self._tell_connected(connected=False)
            await asyncio.sleep(RECONNECT)

    def _tell_connected(self, *, connected: bool) -> None:
        if connected is not self._connected:
            self._connected = connected
            self._tell(_BACK if connected else _LOST)

    def _tell(self, news: News) -> None:
        for listener in self._listeners:
            listener.hear(news)
