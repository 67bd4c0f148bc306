"""The endpoints for sites: submit, look up, list and erase comments."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

import uuid_utils
from aiohttp import web
from disposable_email_domains import blocklist

from service.api import cursor
from service.api.answers import CommentOut, CommentsOut, ReceiptOut, answer
from service.api.keys import HTTP
from service.api.problems import InvalidFields
from service.api.request import (
    REQUEST_ID,
    idempotency_key,
    parse_submission,
    query_limit,
    read_body,
    wanted_wait,
)
from service.domain.comment import Receipt, Status, accept
from service.domain.email_traits import email_traits
from service.domain.errors import CommentNotFound
from service.domain.submission import Submission
from service.erase import erase
from service.privacy import PrivateData, credential_hash
from service.storage import comments, keys
from service.storage.errors import StorageAway
from service.storage.rate_limits import WINDOW
from service.submit import Intake

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
    intake = _intake(http, request, caller, body)
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
    limit, before = query_limit(request), cursor.to_id(request.query.get("cursor"))
    status = _status(request)

    def read() -> tuple[list[Comment | None], list[str]]:
        found = comments.page(redis, caller.site, status, before, limit)
        return comments.load(redis, found), found

    loaded, found = await asyncio.to_thread(read)
    page = CommentsOut(
        comments=[CommentOut.of(comment) for comment in loaded if comment is not None],
        next_cursor=cursor.of_id(found[-1]) if len(found) == limit else None,
    )
    return answer(page)


async def delete_comment(request: web.Request, caller: SiteCaller) -> web.Response:
    """Erase one comment with everything kept about it."""
    await asyncio.to_thread(erase, request.app[HTTP].context, caller.site, request.match_info["id"])
    return web.Response(status=HTTPStatus.NO_CONTENT)


def _intake(http: Http, request: web.Request, caller: SiteCaller, body: bytes) -> Intake:
    """Make the comment that will be stored; from here on the e-mail is only a token and a hash."""
    fields = parse_submission(body, request.content_type)
    submission = Submission(**vars(fields))
    key = idempotency_key(request)
    hasher = http.context.hasher
    receipt = Receipt(
        id=str(uuid_utils.uuid7()),
        site=caller.site,
        created_at=http.context.now(),
        author=hasher.author(caller.site, submission.author_email),
        address=hasher.address(caller.site, submission.author_ip) if submission.author_ip else None,
        email_traits=_email_traits(http, submission.author_email),
        request_id=request[REQUEST_ID],
        idempotency=keys.idempotency(caller.site, credential_hash(key)[:32]) if key else None,
    )
    return Intake(
        comment=accept(submission, receipt),
        token=http.context.cipher.encrypt(PrivateData(submission.author_email, submission.author_ip)),
        key=caller.key,
        payload=hasher.payload(caller.site, body) if key else "",
    )


def _email_traits(http: Http, address: str) -> tuple[str, ...]:
    traits = email_traits(address, blocklist)
    domain = address.rpartition("@")[2]
    if http.deliverability and http.deliverability.is_undeliverable(domain):
        return (*traits, "undeliverable")
    return traits


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


def _status(request: web.Request) -> Status | None:
    text = request.query.get("status")
    if text is None:
        return None
    if text not in set(Status):
        raise InvalidFields([("#/status", "choice", {"expected": ", ".join(Status)})])
    return Status(text)
