"""Leases: work that one process at a time does, whoever is alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.storage.codec import text

if TYPE_CHECKING:
    from redis import Redis


def take(redis: Redis, key: str, holder: str, seconds: int) -> str:
    """Take a lease, or prolong it.

    Returns:
        Who has it now: the holder, or the one who was first.
    """
    pipe = redis.pipeline()
    pipe.set(key, holder, nx=True, ex=seconds)
    pipe.get(key)  # Only from Redis 7 on can SET itself say both.
    first = text(pipe.execute()[1])
    if first == holder:
        redis.expire(key, seconds)
    return first
