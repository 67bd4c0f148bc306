"""Telling those who wait that a comment was decided; the comment itself says it too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from service.storage import keys

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from redis.asyncio import Redis as AsyncRedis
    from redis.client import Pipeline


def announce(pipe: Pipeline, comment_ids: Sequence[str]) -> None:
    """Announce decisions once the transaction is through."""
    if comment_ids:
        pipe.publish(keys.DECIDED, json.dumps(list(comment_ids)))


async def listen(redis: AsyncRedis) -> AsyncIterator[list[str]]:
    """Give the ids of decided comments as they are announced.

    Raises:
        redis.exceptions.RedisError: The connection is gone.
    """
    async with redis.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe(keys.DECIDED)
        async for message in channel.listen():
            yield json.loads(message["data"])
