"""Clients that wait for a decision (`Prefer: wait`), and the announcements that wake them."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from service.storage import announcements
from service.storage.errors import StorageAway

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis.asyncio import Redis as AsyncRedis

RECONNECT = 0.5
"""Seconds until the next try when the connection to Redis was lost."""


class Waiters:
    """Wakes whoever waits for a comment's decision."""

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis
        self._waiting: dict[str, asyncio.Event] = {}
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
    def expecting(self, comment_id: str) -> Iterator[asyncio.Event]:
        """Expect a decision. Begin before the comment is stored, and none is missed."""
        decided = self._waiting.setdefault(comment_id, asyncio.Event())
        try:
            yield decided
        finally:
            self._waiting.pop(comment_id, None)

    async def _run(self) -> None:
        while True:
            with suppress(StorageAway, OSError):
                async for comment_ids in announcements.listen(self._redis):
                    for comment_id in comment_ids:
                        if decided := self._waiting.get(comment_id):
                            decided.set()
            await asyncio.sleep(RECONNECT)
