"""Threads: which comment answers which, by our ids and by the sites' own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.storage import comments, keys
from service.storage.codec import text

if TYPE_CHECKING:
    from redis import Redis

    from service.domain.comment import Comment


def above(redis: Redis, comment: Comment, most: int) -> list[Comment]:
    """Give the comments that a comment answers, the nearest last; of a long thread the nearest `most`.

    A parent that its site never sent, or that was erased, ends the thread, as does one that is in it already.
    """
    found = [comment]
    while len(found) <= most:
        parent = _parent(redis, found[0])
        if parent is None or parent.id in {each.id for each in found}:
            break
        found.insert(0, parent)
    return found[:-1]


def _parent(redis: Redis, comment: Comment) -> Comment | None:
    """Give what a comment answers; a site may name it by our id or by its own."""
    if comment.parent is None:
        return None
    by_site = redis.hget(keys.externals(comment.site), comment.parent)
    ids = [comment.parent] if by_site is None else [comment.parent, text(by_site)]
    loaded = comments.load(redis, ids)
    return next((each for each in loaded if each is not None and each.site == comment.site), None)
