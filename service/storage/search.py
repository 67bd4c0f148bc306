"""Searching a view for words, in order of urgency and for a while at a time.

No index is kept: it would be a second copy of every reader's words.
"""

from __future__ import annotations

import html
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from service.domain.folding import fold
from service.domain.urgency import urgency
from service.domain.view import holds
from service.reading import read
from service.storage import comments, keys, views
from service.storage.codec import text
from service.storage.views import Place

if TYPE_CHECKING:
    from redis import Redis

    from service.storage.views import Excerpt

SECONDS = 0.25
"""How long one request may search."""
_CHUNK = 250


@dataclass(frozen=True, slots=True)
class Hits:
    """What one request found.

    Attributes:
        places: Where the comments stand that were found.
        searched: How many comments were looked at.
        behind: The last place that was looked at; None where the view came to its end.
    """

    places: list[Place]
    searched: int
    behind: Place | None


def search(redis: Redis, excerpt: Excerpt, after: Place | None, limit: int, seconds: float = SECONDS) -> Hits:
    """Look for the view's text in its comments and authors' names, in any case and with any accents.

    The very id of a comment, ours or the site's, finds it at once, and it alone.

    Args:
        redis: The connection.
        excerpt: Which comments.
        after: Only places behind this one.
        limit: At most so many; the search stops there.
        seconds: When it stops at the latest, a comment's time aside.
    """
    until, folded = time.monotonic() + seconds, fold(excerpt.text)
    found = [] if after else _going_by(redis, excerpt)
    if found:
        return Hits(found, len(found), None)
    searched = 0
    while places := views.page(redis, excerpt, after, _CHUNK):
        stored: list[Any] = redis.mget([keys.comment(comment_id) for _, comment_id in places])
        for place, comment in zip(places, stored, strict=True):
            after, searched = place, searched + 1
            if comment is not None and _mentions(comment, folded):
                found.append(place)
            if len(found) == limit or time.monotonic() > until:
                return Hits(found, searched, after)
        if len(places) < _CHUNK:
            break
    return Hits(found, searched, None)


def _going_by(redis: Redis, excerpt: Excerpt) -> list[Place]:
    """Give the comments of the view that go by the text: by our id, or by the one their site gave."""
    pipe = redis.pipeline(transaction=False)
    for site in excerpt.view.sites:
        pipe.hget(keys.externals(site), excerpt.text)
    named = {excerpt.text, *(text(found) for found in pipe.execute() if found is not None)}
    return [
        (urgency(comment), comment.id)
        for comment in comments.load(redis, sorted(named))
        if comment and holds(excerpt.view, comment, excerpt.now) and comment.created_at in excerpt.period
    ]


def _mentions(stored: bytes, folded: str) -> bool:
    """Look into what is stored without making a comment of it: that would take longest."""
    comment = from_json(stored)
    return folded in fold(_visible(comment["content"])) or folded in fold(comment["author_name"])


def _visible(content: str) -> str:
    if "<" in content:
        return read(content).text
    return html.unescape(content) if "&" in content else content
