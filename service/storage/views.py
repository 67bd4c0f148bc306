"""Pages of the review queues through any filters, and their counts, in one round trip each.

One filter is one sorted set. Of several, the smallest is walked in order of urgency, and each comment is
looked up in the others. Where few of many pass, that would take long: then Redis intersects them once, and
what it found is kept for some seconds, under the site's version, so that no change is ever missed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from service.domain.view import Period, View, period_of
from service.storage import keys
from service.storage.codec import text
from service.storage.scripts import COUNT_VIEW, PAGE_OF_VIEW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

Place = tuple[float, str]
"""Where a comment stands in the queue: its urgency, then its id."""

WALKED = 1_000
"""Comments looked at in order of urgency before Redis intersects."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A view, its text aside, as it is now.

    Attributes:
        view: Which comments.
        period: When they were accepted.
        text: What they hold, for a search; pages and counts know nothing of it.
        now: When that was.
    """

    view: View
    period: Period
    text: str = field(repr=False)
    now: datetime = field(repr=False)

    @classmethod
    def of(cls, view: View, now: datetime) -> Excerpt:
        """Take what the view means now."""
        return cls(replace(view, text=""), period_of(view, now), view.text, now)

    @classmethod
    def as_shown(cls, view: View, until: datetime) -> Excerpt:
        """Take what the view held when it was shown: nothing that came later."""
        excerpt = cls.of(view, until)
        end = excerpt.period.end
        return replace(excerpt, period=replace(excerpt.period, end=min(end, until) if end else until))


def page(redis: Redis, excerpt: Excerpt, after: Place | None, limit: int) -> list[Place]:
    """Give places of the view, most urgent first.

    Args:
        redis: The connection.
        excerpt: Which comments.
        after: Only places behind this one.
        limit: At most this many.
    """
    pipe = redis.pipeline(transaction=False)
    add_page(pipe, excerpt, after, limit)
    return read_page(pipe.execute(), limit)


def add_page(pipe: Pipeline, excerpt: Excerpt, after: Place | None, limit: int) -> None:
    """Ask for a page along with other things: one answer a site."""
    rank, comment_id = after or (0.0, "")
    behind = f"{rank:.0f}"
    for site in excerpt.view.sites:
        pipe.eval(PAGE_OF_VIEW, *_question(excerpt, site), WALKED, limit, behind, comment_id)


def read_page(answers: Sequence[list[Any]], limit: int) -> list[Place]:
    """Read the sites' answers as one page."""
    places = [
        (float(rank), text(comment_id))
        for found in answers
        for comment_id, rank in zip(found[::2], found[1::2], strict=True)
    ]
    return sorted(places, reverse=True)[:limit]


def count(redis: Redis, excerpt: Excerpt) -> dict[str, int]:
    """Count the comments in the view, by site."""
    pipe = redis.pipeline(transaction=False)
    for site in excerpt.view.sites:
        pipe.eval(COUNT_VIEW, *_question(excerpt, site), "" if excerpt.view.facets else "whole")
    return dict(zip(excerpt.view.sites, map(int, pipe.execute()), strict=True))


def _question(excerpt: Excerpt, site: str) -> list[Any]:
    """Give what both scripts take first: the number of keys, the keys, the period and the lifetime."""
    view, period = excerpt.view, excerpt.period
    sets = [keys.facet(view.queue, site, *facet) for facet in view.facets]
    clusters = [keys.cluster(view.cluster)] if view.cluster else []
    named = [
        keys.review_version(site),
        keys.found(repr((excerpt, site))),
        keys.review_time(view.queue, site),
        *(sets or [keys.review(view.queue, site)]),
        *clusters,
    ]
    return [len(named), *named, len(clusters), *_bounds(period), keys.FOUND_WINDOW]


def _bounds(period: Period) -> tuple[str, str]:
    begin = "-inf" if period.begin is None else f"{_milliseconds(period.begin)}"
    return begin, "+inf" if period.end is None else f"{_milliseconds(period.end) - 1}"


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
