"""The next comment for a moderator: the most urgent that nobody else holds and that they did not skip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.storage import claims, skips, views

if TYPE_CHECKING:
    from redis import Redis

    from service.storage.views import Excerpt, Place

_FIRST, _MOST = 20, 200
"""Places looked at in one go: at first, and at most, where colleagues hold or this one skipped so many."""


def next_of(
    redis: Redis, excerpt: Excerpt, moderator: str, after: Place | None = None, wanted: int = 1
) -> list[Place]:
    """Give the next free places of the view, most urgent first.

    Args:
        redis: The connection.
        excerpt: Which comments.
        moderator: For whom.
        after: Only places behind this one.
        wanted: At most so many: those to come may be fetched ahead.
    """
    free: list[Place] = []
    size = _FIRST
    while True:
        some = views.page(redis, excerpt, after, size)
        ids = [comment_id for _, comment_id in some]
        held, skipped = claims.holders(redis, ids), skips.of(redis, ids, moderator, excerpt.now)
        free += [
            place
            for place, holder, is_skipped in zip(some, held, skipped, strict=True)
            if holder in (None, moderator) and not is_skipped
        ]
        if len(free) >= wanted or len(some) < size:
            return free[:wanted]
        after, size = some[-1], min(size * 2, _MOST)
