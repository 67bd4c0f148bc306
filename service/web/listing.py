"""A page of the queue: rows in short, the counts around them, and where the next page begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.api import cursor
from service.domain.comment import Comment
from service.domain.moderator import Role, sites_as
from service.domain.queues import Queue
from service.reading import read
from service.storage import claims, comments, moderators, search, skips, tallies, views
from service.storage.tallies import Tally
from service.web.shown import harmless
from service.web.why import reason_name

if TYPE_CHECKING:
    from datetime import datetime

    from redis import Redis

    from service.domain.moderator import Moderator
    from service.storage.views import Excerpt, Place
    from service.web.filters import Filters
    from service.web.texts import Texts

PAGE = 30
"""Rows of a page."""
EXCERPT = 160
"""Characters of a text in a row."""


@dataclass(frozen=True, slots=True)
class Row:
    """A waiting comment in short."""

    comment: Comment
    name: str
    excerpt: str
    reasons: list[str]
    holder: str | None
    holder_name: str
    skipped: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a view.

    Attributes:
        waiting: Comments in the whole view; None where a search has not seen all of it.
        searched: Comments that the search looked at; 0 without one.
        next: The cursor of the next page; None on the last.
        queues: What waits by queue, on the sites asked for.
    """

    rows: list[Row]
    waiting: int | None
    searched: int
    whole: int
    next: str | None
    queues: dict[str, int]
    tally: Tally


def read_listing(redis: Redis, moderator: Moderator, filters: Filters, now: datetime, t: Texts) -> Listing:
    """Read a page: what is in the view, and what waits around it."""
    excerpt = views.Excerpt.of(filters.view, now)
    whole = sum(views.count(redis, excerpt).values())
    places, behind, searched = _places(redis, excerpt, filters)
    found = filters.view.text and behind is None and filters.asked.cursor is None
    tally = tallies.count(redis, _sites(moderator, filters.asked.site), filters.view.queue)
    return Listing(
        rows=_rows(redis, moderator, places, now, t),
        waiting=whole if not filters.view.text else len(places) if found else None,
        searched=searched,
        whole=whole,
        next=cursor.of_place(behind) if behind else None,
        queues=_by_queue(tally),
        tally=tally,
    )


def waiting_by_queue(redis: Redis, moderator: Moderator) -> dict[str, int]:
    """Count what waits for a moderator."""
    return _by_queue(tallies.count(redis, _sites(moderator, None)))


def _by_queue(tally: Tally) -> dict[str, int]:
    return {str(queue): sum(sites.values()) for queue, sites in tally.queues.items()}


def _places(redis: Redis, excerpt: Excerpt, filters: Filters) -> tuple[list[Place], Place | None, int]:
    after = filters.asked.cursor
    if filters.view.text:
        hits = search.search(redis, excerpt, after, PAGE)
        return hits.places, hits.behind, hits.searched
    places = views.page(redis, excerpt, after, PAGE)
    return places, places[-1] if len(places) == PAGE else None, 0


def _sites(moderator: Moderator, site: str | None) -> dict[Queue, tuple[str, ...]]:
    """Give by queue the sites whose comments may be counted, seniors' queue to seniors alone."""
    asked = (site,) if site else moderator.sites
    senior = sites_as(moderator, Role.SENIOR)
    granted = {
        Queue.FLAGGED: moderator.sites,
        Queue.ESCALATED: senior,
        Queue.SAMPLE: moderator.sites,
    }
    return {
        queue: tuple(site for site in sites if site in asked) for queue, sites in granted.items() if sites
    }


def _rows(redis: Redis, moderator: Moderator, places: list[Place], now: datetime, t: Texts) -> list[Row]:
    ids = [comment_id for _, comment_id in places]
    names = {each.id: each.name for each in moderators.every(redis)}
    held, skipped = claims.holders(redis, ids), skips.of(redis, ids, moderator.id, now)
    return [
        Row(
            comment=comment,
            name=harmless(comment.author_name),
            excerpt=excerpt_of(comment),
            reasons=_reasons(comment, t),
            holder=holder,
            holder_name=names.get(holder, holder) if holder else "",
            skipped=is_skipped,
        )
        for comment, holder, is_skipped in zip(comments.load(redis, ids), held, skipped, strict=True)
        if comment is not None
    ]


def excerpt_of(comment: Comment) -> str:
    """Give the beginning of a comment's text, on one line."""
    text = " ".join(read(comment.content).text.split())
    return harmless(text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…")


def _reasons(comment: Comment, t: Texts) -> list[str]:
    decision = comment.decision
    return [reason_name(reason.code, t) for reason in decision.reasons[:2]] if decision else []
