"""Counters a site and day behind the desk's insight, and the scores on which a policy can be tried."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from struct import Struct
from typing import TYPE_CHECKING

from service.domain import tally
from service.domain.scored import ATTRIBUTES, Scored, scored
from service.storage import keys
from service.storage.codec import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from redis import Redis
    from redis.client import Pipeline

    from service.domain.comment import Comment

LAYOUT = f"<2sBBB{len(ATTRIBUTES)}h"
"""How a scored comment is packed: language, the policy's and the moderator's verdict, marks, scores."""
_PACKED = Struct(LAYOUT)


def count(pipe: Pipeline, before: Sequence[Comment], after: Sequence[Comment], zone: tzinfo) -> None:
    """Count a change of comments, in the transaction that makes it.

    Args:
        pipe: The transaction.
        before: The comments as they stood.
        after: The same comments as they stand now.
        zone: In which a day is a day.
    """
    days = defaultdict[tuple[str, date], dict[str, int]](dict)
    for (site, day, field), number in tally.change(before, after, zone).items():
        days[site, day][field] = number
    for (site, day), fields in days.items():
        key = keys.insight(site, day)
        for field, number in fields.items():
            pipe.hincrby(key, field, number)
        pipe.expireat(key, _end(day, keys.INSIGHT_DAYS))
    _note(pipe, after, zone)


def forget(pipe: Pipeline, comment: Comment, zone: tzinfo) -> None:
    """Drop the scores of a comment that is being erased. What was counted of it stays: it names nobody."""
    day = tally.day_of(comment.created_at, zone)
    # The days beside it too: the operator may have changed the time zone since.
    for each in (day - timedelta(days=1), day, day + timedelta(days=1)):
        pipe.hdel(keys.scored(comment.site, each), comment.id)


def read(redis: Redis, site: str, days: Sequence[date]) -> list[dict[str, int]]:
    """Give a site's counters of each day, empty where nothing was counted."""
    pipe = redis.pipeline(transaction=False)
    for day in days:
        pipe.hgetall(keys.insight(site, day))
    return [{text(field): int(number) for field, number in found.items()} for found in pipe.execute()]


def read_scored(redis: Redis, site: str, days: Sequence[date]) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Give each day's comments: their ids, and what is kept of each, packed as `LAYOUT` says.

    A day at a time, so that Redis has time for others in between; as two lists, since redis-py takes twice as
    long to make a mapping of them.
    """
    for day in days:
        pipe = redis.pipeline(transaction=True)
        pipe.hkeys(keys.scored(site, day))
        pipe.hvals(keys.scored(site, day))
        ids, packed = pipe.execute()
        yield ids, packed


def pack(comment: Scored) -> bytes:
    """Pack a scored comment: all are of one length, so that a day's can be read as one array."""
    language = comment.language.encode("ascii")
    return _PACKED.pack(language, comment.by_policy, comment.by_moderator, comment.marks, *comment.scores)


def _note(pipe: Pipeline, comments: Sequence[Comment], zone: tzinfo) -> None:
    """Keep the comments' scores and verdicts as they stand now; of a comment that is not decided, nothing."""
    days = defaultdict[tuple[str, date], list[str | bytes]](list)
    for comment in comments:
        day = tally.day_of(comment.created_at, zone)
        found = scored(comment)
        if found is None:
            pipe.hdel(keys.scored(comment.site, day), comment.id)
        else:
            days[comment.site, day] += (comment.id, pack(found))
    for (site, day), pairs in days.items():
        pipe.hset(keys.scored(site, day), items=pairs)
        pipe.expireat(keys.scored(site, day), _end(day, keys.SCORED_DAYS))


def _end(day: date, days: int) -> datetime:
    """Give when a key of a day goes. Of a day longer ago it goes at once."""
    return datetime.combine(day, time(), UTC) + timedelta(days=days + 1)
