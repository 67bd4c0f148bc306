"""Acts: what a moderator decided with one press of a key, be it one comment or many, to take back as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.storage import keys
from service.storage.codec import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

_MOST = 100
"""Acts of a moderator that are remembered."""


def keep(pipe: Pipeline, moderator: str, act: str, comment_ids: Sequence[str]) -> None:
    """Remember what a moderator did; an act that goes on is still the same one, and the latest."""
    key = keys.acts(moderator)
    pipe.lrem(key, 1, act)
    pipe.lpush(key, act)
    pipe.ltrim(key, 0, _MOST - 1)
    pipe.expire(key, keys.ACT_WINDOW)
    pipe.sadd(keys.act(act), *comment_ids)
    pipe.expire(keys.act(act), keys.ACT_WINDOW)


def is_known(redis: Redis, moderator: str, act: str) -> bool:
    """Say whether an act is one of the moderator's own, of lately."""
    return redis.lpos(keys.acts(moderator), act) is not None


def forget(pipe: Pipeline, act: str, comment_ids: Sequence[str]) -> None:
    """Forget that comments were part of an act: decided otherwise since, or erased."""
    if act and comment_ids:
        pipe.srem(keys.act(act), *comment_ids)


def end(pipe: Pipeline, moderator: str, act: str) -> None:
    """Forget an act, once it was taken back."""
    pipe.lrem(keys.acts(moderator), 1, act)
    pipe.delete(keys.act(act))


def latest(redis: Redis, moderator: str) -> tuple[str, list[str]] | None:
    """Give the moderator's latest act of which something stands, with its comments in order of time."""
    known: list[Any] = redis.lrange(keys.acts(moderator), 0, -1)
    for act in map(text, known):
        found: set[Any] = redis.smembers(keys.act(act))
        if found:
            return act, sorted(map(text, found))
    return None
