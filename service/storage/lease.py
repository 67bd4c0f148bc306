"""Leases: work that one process at a time does, whoever is alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.storage.codec import text

if TYPE_CHECKING:
    from redis import Redis


def hold(redis: Redis, key: str, holder: str, seconds: int) -> bool:
    """Take a lease, or prolong it; say whether the holder has it now."""
    current = redis.set(key, holder, nx=True, ex=seconds, get=True)
    if current is None:
        return True
    if text(current) != holder:
        return False
    redis.expire(key, seconds)
    return True
