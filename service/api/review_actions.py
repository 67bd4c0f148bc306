"""The endpoints by which moderators act on comments that wait: one at a time, many, or a whole view."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

from service import review
from service.api import cursor
from service.api.answers import answer
from service.api.background_schemas import EscalationIn, NoteIn, NoteOut
from service.api.keys import HTTP
from service.api.problems import problem_of
from service.api.request import LANGUAGE, REQUEST_ID, read_model
from service.api.review_schemas import (
    BulkIn,
    BulkOut,
    ClaimOut,
    DecisionIn,
    DecisionResultOut,
    DecisionResultsOut,
    DecisionsIn,
    ReviewCommentOut,
    UndoneOut,
)
from service.domain.decision import Outcome
from service.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.context import Context
    from service.domain.comment import Comment
    from service.domain.moderator import Moderator


async def post_claim(request: web.Request, moderator: Moderator) -> web.Response:
    """Hold a comment for a while."""
    comment_id = request.match_info["id"]
    expires_at = await asyncio.to_thread(review.claim, _context(request), moderator, comment_id)
    return answer(ClaimOut(id=comment_id, claimed_by=moderator.id, expires_at=expires_at))


async def post_release(request: web.Request, moderator: Moderator) -> web.Response:
    """Let go of a comment."""
    await asyncio.to_thread(review.release, _context(request), moderator, request.match_info["id"])
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def post_skip(request: web.Request, moderator: Moderator) -> web.Response:
    """Leave a comment to others for a while."""
    await asyncio.to_thread(review.skip, _context(request), moderator, request.match_info["id"])
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def post_escalation(request: web.Request, moderator: Moderator) -> web.Response:
    """Leave a comment to the seniors."""
    wanted = await read_model(request, _seconds(request), EscalationIn)
    return await _act(request, lambda context, which: review.escalate(context, moderator, which, wanted.note))


async def post_handing_back(request: web.Request, moderator: Moderator) -> web.Response:
    """Give an escalated comment back to all moderators."""
    return await _act(request, lambda context, which: review.hand_back(context, moderator, which))


async def post_note(request: web.Request, moderator: Moderator) -> web.Response:
    """Leave a note for colleagues."""
    wanted = await read_model(request, _seconds(request), NoteIn)
    note = await asyncio.to_thread(
        review.note, _context(request), moderator, request.match_info["id"], wanted.text
    )
    return answer(NoteOut(by=note.by, at=note.at, text=note.text))


async def post_decision(request: web.Request, moderator: Moderator) -> web.Response:
    """Decide one comment."""
    wanted = await read_model(request, _seconds(request), DecisionIn)
    return await _act(
        request, lambda context, which: review.decide(context, moderator, which, _choice(wanted))
    )


async def post_reversal(request: web.Request, moderator: Moderator) -> web.Response:
    """Turn a decision into its opposite."""
    wanted = await read_model(request, _seconds(request), DecisionIn)
    return await _act(
        request, lambda context, which: review.reverse(context, moderator, which, _choice(wanted))
    )


async def post_undo(request: web.Request, moderator: Moderator) -> web.Response:
    """Take a decision back."""
    return await _act(request, lambda context, which: review.undo(context, moderator, which))


async def post_undo_last(request: web.Request, moderator: Moderator) -> web.Response:
    """Take back what the moderator decided last, be it many comments at once."""
    undone = await asyncio.to_thread(review.undo_last, _context(request), moderator)
    return answer(UndoneOut(comments=[comment.id for comment in undone]))


async def post_decisions(request: web.Request, moderator: Moderator) -> web.Response:
    """Decide many comments; each stands or falls alone."""
    wanted = (await read_model(request, _seconds(request), DecisionsIn)).decisions
    choices = [(each.id, _choice(each)) for each in wanted]
    results = await asyncio.to_thread(review.decide_each, _context(request), moderator, choices)
    told = [_result(request, each.id, result) for each, result in zip(wanted, results, strict=True)]
    return answer(DecisionResultsOut(results=told))


async def post_bulk(request: web.Request, moderator: Moderator) -> web.Response:
    """Decide all that a view held when its count was shown, one step at a time."""
    wanted = await read_model(request, _seconds(request), BulkIn)
    view = wanted.view.view(moderator.sites)
    before = review.Bulk(wanted.act, 0, after=wanted.cursor)
    bulk = await asyncio.to_thread(
        review.decide_view,
        _context(request),
        moderator,
        view,
        _choice(wanted.decision),
        wanted.until,
        wanted.limit,
        before,
    )
    return answer(
        BulkOut(
            act=bulk.act,
            decided=bulk.decided,
            refused=[_result(request, which, refusal) for which, refusal in bulk.refused.items()],
            remaining=bulk.remaining,
            next_cursor=bulk.after and cursor.of_place(bulk.after),
        )
    )


async def _act(request: web.Request, action: Callable[[Context, str], Comment]) -> web.Response:
    """Do something with the comment that the address names, and show how it stands then."""
    comment = await asyncio.to_thread(action, _context(request), request.match_info["id"])
    return answer(ReviewCommentOut.of_flagged(comment))


def _context(request: web.Request) -> Context:
    return request.app[HTTP].context


def _seconds(request: web.Request) -> float:
    return _context(request).settings.body_timeout


def _choice(wanted: DecisionIn) -> review.Choice:
    return review.Choice(Outcome(wanted.outcome), wanted.reason, wanted.note)


def _result(request: web.Request, comment_id: str, result: Comment | Refusal) -> DecisionResultOut:
    if isinstance(result, Refusal):
        problem = problem_of(result, request[LANGUAGE], request[REQUEST_ID])
        return DecisionResultOut(id=comment_id, error=problem)
    return DecisionResultOut(id=comment_id, status=result.status)
