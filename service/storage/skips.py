"""Who skipped a waiting comment lately: it is not the next one for them. Kept beside the comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.storage import keys

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from redis import Redis
    from redis.client import Pipeline


def add(pipe: Pipeline, comment_id: str, moderator: str, now: datetime) -> None:
    """Note that a moderator skipped a comment."""
    pipe.zadd(keys.skipped(comment_id), {moderator: now.timestamp()})
    pipe.expire(keys.skipped(comment_id), keys.SKIP_WINDOW)


def of(redis: Redis, comment_ids: Sequence[str], moderator: str, now: datetime) -> list[bool]:
    """Say of each comment whether the moderator skipped it lately."""
    pipe = redis.pipeline(transaction=False)
    for comment_id in comment_ids:
        pipe.zscore(keys.skipped(comment_id), moderator)
    limit = now.timestamp() - keys.SKIP_WINDOW
    return [moment is not None and float(moment) > limit for moment in pipe.execute()]
