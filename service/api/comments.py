"""The endpoints for sites: submit, look up, list and erase comments."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

from service.api import cursor
from service.api.answers import CommentOut, CommentsOut, ReceiptOut, answer
from service.api.intake import take_in
from service.api.keys import HTTP
from service.api.queries import CommentsQuery, read_query
from service.api.request import (
    read_body,
    wanted_wait,
)
from service.domain.comment import Status
from service.domain.errors import CommentNotFound
from service.erase import erase
from service.storage import comments
from service.storage.errors import StorageAway
from service.storage.rate_limits import WINDOW

if TYPE_CHECKING:
    from service.api.access import SiteCaller
    from service.api.keys import Http
    from service.domain.comment import Comment
    from service.submit import Accepted


async def post_comment(request: web.Request, caller: SiteCaller) -> web.Response:
    """Take a comment; answer when it is safely stored, or decided if the client waits."""
    http = request.app[HTTP]
    http.admission.check()
    body = await read_body(request, http.context.settings.body_timeout)
    intake = take_in(http, request, caller, body)
    seconds = wanted_wait(request)
    if not seconds:
        return _receipt(http, await http.group_commit.submit(intake))
    with http.waiters.expecting(intake.comment.id) as decided:
        accepted = await http.group_commit.submit(intake)
        if accepted.replayed:
            return await _decided_or_receipt(http, accepted)
        try:
            async with asyncio.timeout(seconds):
                await decided.wait()
        except TimeoutError:
            pass
        return await _decided_or_receipt(http, accepted)


async def get_comment(request: web.Request, caller: SiteCaller) -> web.Response:
    """Show one comment."""
    comment = await _load(request.app[HTTP], request.match_info["id"])
    if comment is None or comment.site != caller.site:
        raise CommentNotFound
    return answer(CommentOut.of(comment))


async def list_comments(request: web.Request, caller: SiteCaller) -> web.Response:
    """Show a page of the site's comments, newest first."""
    redis = request.app[HTTP].context.redis
    query = read_query(request, CommentsQuery)

    def read() -> tuple[list[Comment | None], list[str]]:
        found = comments.page(redis, caller.site, query.status, query.cursor, query.limit)
        return comments.load(redis, found), found

    loaded, found = await asyncio.to_thread(read)
    page = CommentsOut(
        comments=[CommentOut.of(comment) for comment in loaded if comment is not None],
        next_cursor=cursor.of_id(found[-1]) if len(found) == query.limit else None,
    )
    return answer(page)


async def delete_comment(request: web.Request, caller: SiteCaller) -> web.Response:
    """Erase one comment with everything kept about it."""
    await asyncio.to_thread(erase, request.app[HTTP].context, caller.site, request.match_info["id"])
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def _load(http: Http, comment_id: str) -> Comment | None:
    return (await asyncio.to_thread(comments.load, http.context.redis, [comment_id]))[0]


async def _decided_or_receipt(http: Http, accepted: Accepted) -> web.Response:
    """Answer with the decision if it is there; the comment is safe even if Redis went away meanwhile."""
    comment = None
    with suppress(StorageAway):
        comment = await _load(http, accepted.id)
    if comment is None or comment.status is Status.PENDING:
        return _receipt(http, accepted)
    return answer(CommentOut.of(comment), headers={"Preference-Applied": "wait", **_headers(http, accepted)})


def _receipt(http: Http, accepted: Accepted) -> web.Response:
    receipt = ReceiptOut(id=accepted.id, post=accepted.post, created_at=accepted.created_at)
    return answer(receipt, HTTPStatus.ACCEPTED, _headers(http, accepted))


def _headers(http: Http, accepted: Accepted) -> dict[str, str]:
    headers = {"Location": f"/v1/comments/{accepted.id}"}
    if accepted.replayed:
        headers["Idempotency-Replayed"] = "true"
    if accepted.remaining is not None:
        headers["RateLimit-Policy"] = f'"key";q={http.context.settings.key_rate};w={WINDOW}'
        headers["RateLimit"] = f'"key";r={accepted.remaining};t={accepted.reset}'
    return headers
