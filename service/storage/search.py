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
from service.reading import read
from service.storage import keys, views
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

    The very id of a comment, ours or the site's, finds it too.

    Args:
        redis: The connection.
        excerpt: Which comments.
        after: Only places behind this one.
        limit: At most so many; the search stops there.
        seconds: When it stops at the latest, a comment's time aside.
    """
    until, wanted, folded = time.monotonic() + seconds, excerpt.text, fold(excerpt.text)
    found: list[Place] = []
    searched = 0
    while places := views.page(redis, excerpt, after, _CHUNK):
        stored: list[Any] = redis.mget([keys.comment(comment_id) for _, comment_id in places])
        for place, comment in zip(places, stored, strict=True):
            after, searched = place, searched + 1
            if comment is not None and _mentions(comment, wanted, folded):
                found.append(place)
            if len(found) == limit or time.monotonic() > until:
                return Hits(found, searched, after)
        if len(places) < _CHUNK:
            break
    return Hits(found, searched, None)


def exact(redis: Redis, sites: tuple[str, ...], wanted: str) -> list[str]:
    """Give the ids that comments may have which go by the text: ours, and those the sites gave."""
    pipe = redis.pipeline(transaction=False)
    for site in sites:
        pipe.hget(keys.externals(site), wanted)
    return [wanted, *(text(found) for found in pipe.execute() if found is not None)]


def _mentions(stored: bytes, wanted: str, folded: str) -> bool:
    """Say the same as the domain's rule, without making a comment of what is stored: that takes longest."""
    comment = from_json(stored)
    if wanted in (comment["id"], comment.get("external_id")):
        return True
    return folded in fold(_visible(comment["content"])) or folded in fold(comment["author_name"])


def _visible(content: str) -> str:
    if "<" in content:
        return read(content).text
    return html.unescape(content) if "&" in content else content
