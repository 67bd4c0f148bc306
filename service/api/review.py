"""The endpoints for moderators: the review queue, claims, decisions, undo."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from service.api import cursor
from service.api.answers import answer
from service.api.keys import HTTP
from service.api.problems import problem_of
from service.api.queries import ReviewQuery, read_query
from service.api.request import LANGUAGE, REQUEST_ID, read_model
from service.api.review_schemas import (
    ClaimOut,
    DecisionIn,
    DecisionResultOut,
    DecisionResultsOut,
    DecisionsIn,
    ReviewCommentOut,
    ReviewPageOut,
)
from service.domain.comment import Status
from service.domain.decision import Outcome
from service.domain.errors import Refusal
from service.domain.moderator import may_see
from service.domain.view import View
from service.review import Choice, claim, decide, find, undo
from service.storage import claims, comments, review_queue, views

if TYPE_CHECKING:
    from aiohttp import web

    from service.domain.comment import Comment
    from service.domain.moderator import Moderator


async def list_flagged(request: web.Request, moderator: Moderator) -> web.Response:
    """Show a page of the review queues granted, most urgent first."""
    context = request.app[HTTP].context
    redis = context.redis
    query = read_query(request, ReviewQuery)
    sites = _sites(query, moderator)

    def read() -> tuple[list[views.Place], list[Comment | None], list[str | None], dict[str, int]]:
        excerpt = views.Excerpt.of(View(sites, cluster=query.cluster), context.now())
        places = views.page(redis, excerpt, query.cursor, query.limit)
        ids = [comment_id for _, comment_id in places]
        waiting = {site: review_queue.count(redis, site) for site in sites}
        return places, comments.load(redis, ids), claims.holders(redis, ids), waiting

    places, loaded, holders, waiting = await asyncio.to_thread(read)
    shown = [
        ReviewCommentOut.of_flagged(comment, holder)
        for comment, holder in zip(loaded, holders, strict=True)
        if comment is not None and comment.status is Status.FLAGGED
    ]
    following = cursor.of_place(places[-1]) if len(places) == query.limit else None
    return answer(ReviewPageOut(comments=shown, waiting=waiting, next_cursor=following))


async def get_flagged(request: web.Request, moderator: Moderator) -> web.Response:
    """Show one comment to a moderator."""
    redis, comment_id = request.app[HTTP].context.redis, request.match_info["id"]

    def read() -> tuple[Comment, str | None]:
        return find(redis, moderator, comment_id), claims.holders(redis, [comment_id])[0]

    return answer(ReviewCommentOut.of_flagged(*await asyncio.to_thread(read)))


async def post_claim(request: web.Request, moderator: Moderator) -> web.Response:
    """Hold a comment for a while."""
    comment_id = request.match_info["id"]
    expires_at = await asyncio.to_thread(claim, request.app[HTTP].context, moderator, comment_id)
    return answer(ClaimOut(id=comment_id, claimed_by=moderator.id, expires_at=expires_at))


async def post_decision(request: web.Request, moderator: Moderator) -> web.Response:
    """Decide one comment."""
    wanted = await read_model(request, request.app[HTTP].context.settings.body_timeout, DecisionIn)
    comment_id = request.match_info["id"]
    comment = await asyncio.to_thread(_decide, request, moderator, comment_id, wanted)
    return answer(ReviewCommentOut.of_flagged(comment))


async def post_decisions(request: web.Request, moderator: Moderator) -> web.Response:
    """Decide many comments; each stands or falls alone."""
    wanted = await read_model(request, request.app[HTTP].context.settings.body_timeout, DecisionsIn)

    def decide_each() -> list[DecisionResultOut]:
        return [_result(request, moderator, each.id, each) for each in wanted.decisions]

    return answer(DecisionResultsOut(results=await asyncio.to_thread(decide_each)))


async def post_undo(request: web.Request, moderator: Moderator) -> web.Response:
    """Take a decision back."""
    comment = await asyncio.to_thread(undo, request.app[HTTP].context, moderator, request.match_info["id"])
    return answer(ReviewCommentOut.of_flagged(comment))


def _decide(request: web.Request, moderator: Moderator, comment_id: str, wanted: DecisionIn) -> Comment:
    context = request.app[HTTP].context
    choice = Choice(Outcome(wanted.outcome), wanted.reason, wanted.note)
    return decide(context, moderator, comment_id, choice)


def _result(
    request: web.Request, moderator: Moderator, comment_id: str, wanted: DecisionIn
) -> DecisionResultOut:
    try:
        comment = _decide(request, moderator, comment_id, wanted)
    except Refusal as refusal:
        problem = problem_of(refusal, request[LANGUAGE], request[REQUEST_ID])
        return DecisionResultOut(id=comment_id, error=problem)
    return DecisionResultOut(id=comment_id, status=comment.status)


def _sites(query: ReviewQuery, moderator: Moderator) -> tuple[str, ...]:
    """Give the sites asked for: one that was granted, or all of them."""
    if query.site is None:
        return moderator.sites
    return (query.site,) if may_see(moderator, query.site) else ()
