"""Moderators' expiring holds on comments that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.storage import keys
from service.storage.codec import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline


def take(pipe: Redis | Pipeline, comment_id: str, moderator: str, seconds: int) -> None:
    """Let a moderator hold a comment that nobody else holds, or prolong the hold."""
    pipe.set(keys.claim(comment_id), moderator, ex=seconds)


def holders(redis: Redis | Pipeline, comment_ids: Sequence[str]) -> list[str | None]:
    """Give who holds each comment, if anyone does."""
    if not comment_ids:
        return []
    found = redis.mget([keys.claim(comment_id) for comment_id in comment_ids])
    return [None if holder is None else text(holder) for holder in found]


def drop(pipe: Pipeline, comment_ids: Sequence[str]) -> None:
    """Let go of comments."""
    if comment_ids:
        pipe.delete(*map(keys.claim, comment_ids))
