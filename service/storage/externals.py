"""The sites' own ids of their comments, so that a comment is found by what its site calls it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from service.storage import keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redis.client import Pipeline

    from service.domain.comment import Comment

# Another comment may have come under the same id since; that one stays.
_FORGET = """
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
"""


def keep(pipe: Pipeline, some: Iterable[Comment]) -> None:
    """Note what their sites call comments."""
    by_site = defaultdict[str, list[str]](list)
    for comment in some:
        if comment.external_id:
            by_site[comment.site] += (comment.external_id, comment.id)
    for site, pairs in by_site.items():
        pipe.hset(keys.externals(site), items=pairs)


def forget(pipe: Pipeline, comment: Comment) -> None:
    """Drop what the site called a comment that is being erased."""
    if comment.external_id:
        pipe.eval(_FORGET, 1, keys.externals(comment.site), comment.external_id, comment.id)
