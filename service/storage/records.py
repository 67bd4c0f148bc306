"""Authors' records: the ids of each one's comments, sorted by where they stand, then by time.

One sorted set an author. The score is the status, and among equal scores Redis sorts by id, which is by time.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from service.domain.comment import Status
from service.domain.record import AuthorRecord
from service.storage import keys
from service.storage.codec import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redis import Redis
    from redis.client import Pipeline

    from service.domain.comment import Comment

_SCORES = {Status.APPROVED: 1, Status.REJECTED: 2, Status.FLAGGED: 3}


def keep(pipe: Pipeline, changed: Iterable[Comment]) -> None:
    """Note in their authors' records where comments stand now; a pending one stands nowhere."""
    by_author = defaultdict[str, dict[str, int]](dict)
    for comment in changed:
        if comment.status in _SCORES:
            by_author[keys.record(comment.author)][comment.id] = _SCORES[comment.status]
        else:
            forget(pipe, comment)
    for key, scored in by_author.items():
        pipe.zadd(key, scored)


def forget(pipe: Pipeline, comment: Comment) -> None:
    """Drop a comment from its author's record."""
    pipe.zrem(keys.record(comment.author), comment.id)


def read(redis: Redis, author: str, most: int) -> AuthorRecord:
    """Give an author's record.

    Args:
        redis: The connection.
        author: The keyed hash, which is another one on each site.
        most: Newest comments to name.
    """
    key = keys.record(author)
    pipe = redis.pipeline(transaction=True)
    for score in _SCORES.values():
        pipe.zcount(key, score, score)
        pipe.zrange(key, score, score, desc=True, byscore=True, offset=0, num=most)
        pipe.zrange(key, score, score, byscore=True, offset=0, num=1)
    found = list(pipe.execute())
    numbers = dict(zip(_SCORES, found[::3], strict=True))
    latest = sorted((text(each) for some in found[1::3] for each in some), reverse=True)
    return AuthorRecord(
        approved=numbers[Status.APPROVED],
        rejected=numbers[Status.REJECTED],
        flagged=numbers[Status.FLAGGED],
        latest=tuple(latest[:most]),
        first=min((text(each) for some in found[2::3] for each in some), default=None),
    )
