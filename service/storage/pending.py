"""Pending comments, by the time they were last given to the screen queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.storage import keys
from service.storage.codec import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline


def count(redis: Redis) -> int:
    """Count the comments that wait for their decision."""
    return int(redis.zcard(keys.PENDING))


def since(redis: Redis) -> int | None:
    """Give the milliseconds since 1970 from which the longest-waiting comment waits."""
    oldest = redis.zrange(keys.PENDING, 0, 0, withscores=True)
    return int(oldest[0][1]) if oldest else None


def enqueued_before(redis: Redis, moment: int, limit: int) -> list[str]:
    """Give ids of pending comments last enqueued before the moment, in milliseconds, oldest first."""
    found = redis.zrange(keys.PENDING, "-inf", f"({moment}", byscore=True, offset=0, num=limit)
    return [text(comment_id) for comment_id in found]


def mark_enqueued(pipe: Pipeline, comment_ids: Sequence[str], moment: int) -> None:
    """Note that the comments were given to the screen queue at the moment, in milliseconds."""
    if comment_ids:
        pipe.zadd(keys.PENDING, dict.fromkeys(comment_ids, moment))


def postpone(pipe: Pipeline, comment_ids: Sequence[str], moment: int) -> None:
    """Note it of those only that are still pending: one decided meanwhile stays decided."""
    pipe.zadd(keys.PENDING, dict.fromkeys(comment_ids, moment), xx=True)
