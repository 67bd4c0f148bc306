"""The review queues: waiting comments by urgency, by time, and by each facet they are looked for by.

A comment enters and leaves all of it in the transaction that changes the comment, so that every count is
the size of a sorted set, and right.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from service.domain.queues import Queue, facets_of, queue_of
from service.domain.urgency import urgency
from service.storage import keys
from service.storage.codec import text
from service.storage.comments import milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from redis import Redis
    from redis.client import Pipeline

    from service.domain.comment import Comment


_LOT = 200
"""Entries given in one go."""


def move(pipe: Pipeline, before: Sequence[Comment], after: Sequence[Comment]) -> None:
    """Let comments wait where they wait now, and no longer where they waited before."""
    leaving = defaultdict[str, list[str]](list)
    entering = defaultdict[str, dict[str, float]](dict)
    for comment in after:
        for key, score in places(comment).items():
            entering[key][comment.id] = score
    for comment in before:
        for key in places(comment):
            if comment.id not in entering.get(key, ()):
                leaving[key].append(comment.id)
    for key, ids in leaving.items():
        pipe.zrem(key, *ids)
    for key, scored in entering.items():
        pipe.zadd(key, scored)
    changed = {comment.site for comment in (*before, *after) if queue_of(comment)}
    for site in sorted(changed):
        pipe.incr(keys.review_version(site))


def places(comment: Comment) -> dict[str, float]:
    """Give every key that a comment stands in because it waits, with what it is sorted by there."""
    queue = queue_of(comment)
    if queue is None:
        return {}
    rank = urgency(comment)
    found = {keys.facet(queue, comment.site, *facet): rank for facet in facets_of(comment)}
    found[keys.review(queue, comment.site)] = rank
    found[keys.review_time(queue, comment.site)] = float(milliseconds(comment))
    return found


def standing(redis: Redis) -> Iterator[tuple[str, list[str]]]:
    """Give every key of every queue with the ids in it, some at a time."""
    for name in redis.scan_iter(match=keys.review("*", "*"), count=1_000):
        found = [text(comment_id) for comment_id, _ in redis.zscan_iter(name)]
        for first in range(0, len(found), _LOT):
            yield text(name), found[first : first + _LOT]


def drop(pipe: Pipeline, key: str, comment_ids: Sequence[str]) -> None:
    """Take out of one key what should not stand there."""
    if comment_ids:
        pipe.zrem(key, *comment_ids)
        pipe.incr(keys.review_version(key.split(":")[3]))


def count(redis: Redis, site: str, *queues: Queue) -> int:
    """Count the comments that wait in a site's queues; without any named, those that wait for a decision."""
    named = queues or (Queue.FLAGGED, Queue.ESCALATED)
    return sum(int(redis.zcard(keys.review(queue, site))) for queue in named)
