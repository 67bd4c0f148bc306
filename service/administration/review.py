"""Making what is kept about comments for the review desk anew, while everything runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.comment import Status
from service.storage import comments, externals, keys, records, review_queue, sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from redis.client import Pipeline

    from service.context import Context

_LOT = 200
"""Comments written in one transaction."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What rebuilding came to.

    Attributes:
        comments: Comments that were read.
        dropped: Entries for comments that do not wait there, or are no more.
    """

    comments: int
    dropped: int


def rebuild_review(context: Context) -> Rebuilt:
    """Let every comment stand where the rules say, and no other."""
    read = 0
    for ids in _decided(context):
        _enter(context, ids)
        read += len(ids)
    dropped = sum(_leave(context, key, ids) for key, ids in review_queue.standing(context.redis))
    return Rebuilt(read, dropped)


def _decided(context: Context) -> Iterator[list[str]]:
    for site in sites.every(context.redis):
        for status in (Status.FLAGGED, Status.APPROVED, Status.REJECTED):
            before = None
            while ids := comments.page(context.redis, site.id, status, before, _LOT):
                yield ids
                before = ids[-1]


def _enter(context: Context, ids: Sequence[str]) -> None:
    def body(pipe: Pipeline) -> None:
        found = [comment for comment in comments.load(pipe, ids) if comment]
        pipe.multi()
        review_queue.move(pipe, [], found)
        records.keep(pipe, found)
        externals.keep(pipe, found)

    context.write(body, *map(keys.comment, ids))


def _leave(context: Context, key: str, ids: Sequence[str]) -> int:
    def body(pipe: Pipeline) -> int:
        loaded = comments.load(pipe, ids)
        stale = [
            comment_id
            for comment_id, comment in zip(ids, loaded, strict=True)
            if comment is None or key not in review_queue.places(comment)
        ]
        pipe.multi()
        review_queue.drop(pipe, key, stale)
        return len(stale)

    return context.write(body, *map(keys.comment, ids))
