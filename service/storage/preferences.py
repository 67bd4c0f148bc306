"""Moderators' personal settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.preferences import Preferences
from service.storage import keys
from service.storage.codec import decode, encode

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import Pipeline


def load(redis: Redis, moderator_id: str) -> Preferences:
    """Read a moderator's settings; the defaults where none were ever chosen."""
    stored = redis.hget(keys.PREFERENCES, moderator_id)
    return Preferences() if stored is None else decode(Preferences, stored)


def save(pipe: Pipeline, moderator_id: str, preferences: Preferences) -> None:
    """Store a moderator's settings."""
    pipe.hset(keys.PREFERENCES, moderator_id, encode(preferences))


def forget(pipe: Pipeline, moderator_id: str) -> None:
    """Remove a moderator's settings."""
    pipe.hdel(keys.PREFERENCES, moderator_id)
