"""The review queue: flagged comments by urgency, and moderators' claims on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.comment import Status
from service.domain.urgency import urgency
from service.storage import keys, lease
from service.storage.codec import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

    from service.domain.comment import Comment

Place = tuple[float, str]
"""Where a comment stands in the queue: its urgency, then its id."""
Found = list[tuple[bytes, float]]
"""Ids with their urgency, as Redis gives them."""

_TIED = 50
"""Comments read beyond a page: those of the very same urgency that the page before has shown."""


def place(pipe: Pipeline, comments: Sequence[Comment]) -> None:
    """Let each flagged comment wait in its site's queue, and take out each that is not flagged."""
    for comment in comments:
        if comment.status is Status.FLAGGED:
            pipe.zadd(keys.review(comment.site), {comment.id: urgency(comment)})
        else:
            pipe.zrem(keys.review(comment.site), comment.id)


def page(
    redis: Redis, sites: Sequence[str], after: Place | None, limit: int, cluster: str | None = None
) -> list[Place]:
    """Give the places in the sites' queues, most urgent first.

    Args:
        redis: The connection.
        sites: Whose queues.
        after: Only places behind this one.
        limit: At most this many.
        cluster: Only comments of this campaign.
    """
    found = _of_campaign(redis, sites, cluster) if cluster else _first(redis, sites, after, limit)
    places = [(score, text(comment_id)) for some in found for comment_id, score in some]
    ordered = sorted(places, reverse=True)
    return [each for each in ordered if after is None or each < after][:limit]


def _first(redis: Redis, sites: Sequence[str], after: Place | None, limit: int) -> list[Found]:
    """Give the first places of each site's queue, or those behind one, and a few that are as urgent."""
    highest = f"{after[0]:.0f}" if after else "+inf"
    pipe = redis.pipeline(transaction=False)
    for site in sites:
        pipe.zrange(
            keys.review(site),
            highest,
            "-inf",
            desc=True,
            byscore=True,
            offset=0,
            num=limit + _TIED,
            withscores=True,
        )
    return list(pipe.execute())


def _of_campaign(redis: Redis, sites: Sequence[str], cluster: str) -> list[Found]:
    """Give the places of a campaign's comments in each site's queue."""
    pipe = redis.pipeline(transaction=False)
    for site in sites:
        pipe.zinter({keys.review(site): 1, keys.cluster(cluster): 0}, withscores=True)
    return list(pipe.execute())


def count(redis: Redis, site: str) -> int:
    """Count the comments that wait for a moderator of the site."""
    return int(redis.zcard(keys.review(site)))


def claim(redis: Redis, comment_id: str, moderator: str, seconds: int) -> str:
    """Take the comment for a moderator, or prolong the hold.

    Returns:
        Who holds it now: the moderator, or the one who was first.
    """
    return lease.take(redis, keys.claim(comment_id), moderator, seconds)


def holders(redis: Redis | Pipeline, comment_ids: Sequence[str]) -> list[str | None]:
    """Give who holds each comment, if anyone does."""
    if not comment_ids:
        return []
    found = redis.mget([keys.claim(comment_id) for comment_id in comment_ids])
    return [None if holder is None else text(holder) for holder in found]


def release(pipe: Pipeline, comment_id: str) -> None:
    """Let go of a comment."""
    pipe.delete(keys.claim(comment_id))
