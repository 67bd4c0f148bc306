"""Between a request and a page: who asks, whether they may, and what they see when something is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

import structlog
from aiohttp import web

from service.api.errors import refusal_of
from service.api.keys import HTTP
from service.api.problems import problem_of
from service.api.request import LANGUAGE, REQUEST_ID
from service.domain.errors import Forbidden, SignedOut
from service.domain.moderator import sites_as
from service.web.access import SIGNED_IN, check_csrf, look_up
from service.web.form import FORM, read_form
from service.web.kept import keep
from service.web.page import go_to, render, wants_fragment
from service.web.sign_in import show_form
from service.web.visitor import check_same_origin

if TYPE_CHECKING:
    from service.web.access import SignedIn
    from service.web.page import Page

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()

_OURS = ("internal", "storage_unavailable", "queue_full")
"""Problems in which no form can be shown again: it may need what is away."""


def guarded(page: Page) -> Handler:
    """Let only those through who may see the page, and answer what goes wrong as a page."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            if page.needs is not None:
                request.app[HTTP].admission.check_reachable()
            signed_in = await _admit(request, page)
            return await page.endpoint(request, signed_in)
        except Exception as error:
            if wants_fragment(request) or _is_good(error):
                raise
            return await _answer(request, page, error)

    return answer


async def _admit(request: web.Request, page: Page) -> SignedIn | None:
    if request.method == "POST":
        check_same_origin(request)
        request[FORM] = await read_form(request)
    if page.needs is None:
        return None
    signed_in = await asyncio.to_thread(look_up, request)
    request[SIGNED_IN] = signed_in
    if not page.personal and not sites_as(signed_in.moderator, page.needs):
        raise Forbidden
    if request.method == "POST":
        check_csrf(signed_in, request.headers.get("X-CSRF-Token") or request[FORM].get("csrf", ""))
    return signed_in


def _is_good(error: Exception) -> bool:
    return isinstance(error, web.HTTPException) and error.status < HTTPStatus.BAD_REQUEST


async def _answer(request: web.Request, page: Page, error: Exception) -> web.StreamResponse:
    """Answer a refusal: with the sign-in form, with the same form again, or with a page of its own."""
    refusal = refusal_of(error, request)
    if refusal.code == "internal":
        log.error("page_failed", method=request.method, exc_info=error)
    if isinstance(refusal, SignedOut) and page.needs is not None:
        return _ask_who(request, page)
    problem = problem_of(refusal, request[LANGUAGE], request[REQUEST_ID])
    if page.again and refusal.code not in _OURS and (FORM in request or request.method == "GET"):
        answer = await page.again(request, request.get(SIGNED_IN), problem)
        answer.set_status(problem.status)
    else:
        answer = render(request, "problem.html", HTTPStatus(problem.status), problem=problem)
    if "retry_after" in refusal.facts:
        answer.headers["Retry-After"] = str(refusal.facts["retry_after"])
    return answer


def _ask_who(request: web.Request, page: Page) -> web.Response:
    """Ask who is there: a page is shown after it, and what was to be done is kept until then."""
    if request.method == "GET":
        return go_to(f"/desk/sign-in?next={quote(request.path_qs, safe='')}")
    if page.personal:
        return go_to("/desk/sign-in")
    return show_form(request, keep(request), status=HTTPStatus.UNAUTHORIZED)
