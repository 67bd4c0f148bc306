"""The endpoints by which moderators look: pages of the queues, counts, one comment and what is around it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from service.api import cursor
from service.api.answers import answer
from service.api.background_schemas import AuthorRecordOut, BackgroundOut, NoteOut, TrailEntryOut
from service.api.keys import HTTP
from service.api.queries import ReviewFilter, ReviewQuery, read_query
from service.api.review_schemas import (
    ReviewCommentOut,
    ReviewCountsOut,
    ReviewPageOut,
)
from service.domain.moderator import Role, sites_as
from service.domain.queues import Queue, queue_of
from service.domain.view import seen_by
from service.review import find, look_around
from service.storage import claims, comments, tallies, views
from service.storage.search import search

if TYPE_CHECKING:
    from aiohttp import web

    from service.context import Context
    from service.domain.moderator import Moderator
    from service.review import Background
    from service.storage.tallies import Tally


async def list_flagged(request: web.Request, moderator: Moderator) -> web.Response:
    """Show a page of the review queues granted, most urgent first."""
    query = read_query(request, ReviewQuery)
    return answer(await asyncio.to_thread(_page, request.app[HTTP].context, moderator, query))


async def count_flagged(request: web.Request, moderator: Moderator) -> web.Response:
    """Show how many comments wait, by whatever they can be filtered by."""
    query = read_query(request, ReviewFilter)
    return answer(await asyncio.to_thread(_counts, request.app[HTTP].context, moderator, query))


async def get_flagged(request: web.Request, moderator: Moderator) -> web.Response:
    """Show one comment to a moderator."""
    redis, comment_id = request.app[HTTP].context.redis, request.match_info["id"]

    def read() -> ReviewCommentOut:
        comment = find(redis, moderator, comment_id)
        return ReviewCommentOut.of_flagged(comment, claims.holders(redis, [comment_id])[0])

    return answer(await asyncio.to_thread(read))


async def get_background(request: web.Request, moderator: Moderator) -> web.Response:
    """Show what helps to decide on a comment."""
    redis, comment_id = request.app[HTTP].context.redis, request.match_info["id"]

    def read() -> BackgroundOut:
        return _background(look_around(redis, find(redis, moderator, comment_id)))

    return answer(await asyncio.to_thread(read))


def _page(context: Context, moderator: Moderator, query: ReviewQuery) -> ReviewPageOut:
    redis, view = context.redis, seen_by(moderator, query.view(moderator.sites))
    excerpt = views.Excerpt.of(view, context.now())
    searched = None
    if view.text:
        hits = search(redis, excerpt, query.cursor, query.limit)
        places, following, searched = hits.places, hits.behind, hits.searched
    else:
        places = views.page(redis, excerpt, query.cursor, query.limit)
        following = places[-1] if len(places) == query.limit else None
    ids = [comment_id for _, comment_id in places]
    shown = [
        ReviewCommentOut.of_flagged(comment, holder)
        for comment, holder in zip(comments.load(redis, ids), claims.holders(redis, ids), strict=True)
        if comment is not None and queue_of(comment) is view.queue
    ]
    tally = tallies.count(redis, {view.queue: view.sites}, None)
    return ReviewPageOut(
        comments=shown,
        waiting=tally.queues[view.queue],
        searched=searched,
        next_cursor=following and cursor.of_place(following),
    )


def _counts(context: Context, moderator: Moderator, query: ReviewFilter) -> ReviewCountsOut:
    view = seen_by(moderator, query.view(moderator.sites))
    granted = {
        queue: sites_as(moderator, Role.SENIOR if queue is Queue.ESCALATED else Role.MODERATOR)
        for queue in Queue
    }
    wanted = {
        queue: tuple(each for each in some if query.site in (None, each)) for queue, some in granted.items()
    }
    tally = tallies.count(context.redis, wanted, view.queue)
    return ReviewCountsOut(
        view=views.count(context.redis, views.Excerpt.of(view, context.now())),
        queues=tally.queues,
        attributes=_facets(tally, "attribute"),
        reasons=_facets(tally, "reason"),
        languages=_facets(tally, "language"),
    )


def _facets(tally: Tally, name: str) -> dict[str, int]:
    return {facet.value: number for facet, number in tally.facets.items() if facet.name == name}


def _background(found: Background) -> BackgroundOut:
    record = found.record
    return BackgroundOut(
        author=AuthorRecordOut(
            approved=record.approved,
            rejected=record.rejected,
            flagged=record.flagged,
            is_first=found.is_first,
            latest=[ReviewCommentOut.of_flagged(each) for each in found.latest],
        ),
        thread=[ReviewCommentOut.of_flagged(each) for each in found.thread],
        notes=[NoteOut(by=each.by, at=each.at, text=each.text) for each in found.notes],
        trail=[
            TrailEntryOut(
                at=each.at,
                actor=each.actor,
                action=str(each.action),
                outcome=each.outcome,
                reasons=list(each.reasons),
                note=each.note,
            )
            for each in found.trail
        ],
    )
