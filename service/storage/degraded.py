"""Comments decided on the built-in's scores in a backend's place, which wait to be scored again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.storage import keys
from service.storage.codec import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline


def add(pipe: Pipeline, comment_ids: Sequence[str]) -> None:
    """Let comments wait to be scored again."""
    if comment_ids:
        pipe.zadd(keys.DEGRADED, dict.fromkeys(comment_ids, 0))


def remove(pipe: Pipeline, comment_ids: Sequence[str]) -> None:
    """Take comments out: scored again, given up, or decided by a person."""
    if comment_ids:
        pipe.zrem(keys.DEGRADED, *comment_ids)


def count(redis: Redis) -> int:
    """Count the comments that wait to be scored again."""
    return int(redis.zcard(keys.DEGRADED))


def next_lot(redis: Redis, limit: int) -> dict[str, int]:
    """Give the comments to try next, oldest first, each with the attempts made at it.

    Those never tried go together. One that was tried before goes alone: it may be what the backend fell
    over, and shall not take others with it again.
    """
    found: list[Any] = redis.zrange(keys.DEGRADED, 0, limit - 1, withscores=True)
    untried = {text(comment_id): 0 for comment_id, attempts in found if not attempts}
    return untried or {text(comment_id): int(attempts) for comment_id, attempts in found[:1]}


def count_attempt(pipe: Pipeline, comment_ids: Sequence[str]) -> None:
    """Count an attempt at each comment that is still there: one that was erased must not come back."""
    for comment_id in comment_ids:
        pipe.zadd(keys.DEGRADED, {comment_id: 1}, xx=True, incr=True)


def job_is_due(redis: Redis) -> bool:
    """Say whether comments wait, and no rescore job is under way that will come to them."""
    return count(redis) > 0 and not redis.exists(keys.RESCORING)


def note_job(pipe: Pipeline) -> None:
    """Note that a rescore job is under way."""
    pipe.set(keys.RESCORING, 1, ex=keys.RESCORE_LEASE)


def note_no_job(pipe: Pipeline) -> None:
    """Note that none is, so that the sweep makes the next one."""
    pipe.delete(keys.RESCORING)
