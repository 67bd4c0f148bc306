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
from service.storage.comments import milliseconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

    from service.domain.comment import Comment


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


def count(redis: Redis, site: str, queue: Queue = Queue.FLAGGED) -> int:
    """Count the comments that wait in a site's queue."""
    return int(redis.zcard(keys.review(queue, site)))
