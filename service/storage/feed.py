"""Spreading news to the HTTP processes, and listening for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from redis.exceptions import TimeoutError as RedisTimeout

from service.domain.news import News
from service.storage import keys
from service.storage.codec import decode, encode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from redis.asyncio import Redis as AsyncRedis
    from redis.asyncio.client import PubSub
    from redis.client import Pipeline

SILENCE = 3.0
"""Seconds of silence after which Redis is asked whether it is there, and so many more until it is not."""


def publish(pipe: Pipeline, news: Sequence[News]) -> None:
    """Spread news once the transaction is through."""
    if news:
        pipe.publish(keys.NEWS, b"\n".join(map(encode, news)))


async def listen(redis: AsyncRedis) -> AsyncIterator[list[News]]:
    """Give news as it comes: first, once all that follows is heard, none at all.

    Raises:
        redis.exceptions.RedisError: The connection is gone, or Redis hangs.
    """
    async with redis.pubsub() as channel:
        await channel.subscribe(keys.NEWS)
        while True:
            message = await _next(channel)
            if message["type"] == "subscribe":
                yield []
            elif message["type"] == "message":
                yield [decode(News, line) for line in message["data"].splitlines()]


async def _next(channel: PubSub) -> dict[str, Any]:
    """Wait for a message. A Redis that hangs leaves its connections open, so that only asking tells."""
    message = await channel.get_message(timeout=SILENCE)
    if message is None:
        await channel.ping()
        message = await channel.get_message(timeout=SILENCE)
    if message is None:
        raise RedisTimeout("no answer on the channel of news")
    return dict(message)
