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
from service.domain.errors import CrossSite, Forbidden, SignedOut
from service.domain.moderator import sites_as
from service.web.access import SIGNED_IN, check_csrf, look_up
from service.web.form import FORM, read_form
from service.web.page import go_to, render, wants_fragment

if TYPE_CHECKING:
    from service.api.messages import Language
    from service.web.access import SignedIn
    from service.web.page import Page

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()


def guarded(page: Page) -> Handler:
    """Let only those through who may see the page, and answer what goes wrong as a page."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            request.app[HTTP].admission.check_reachable()
            signed_in = await _admit(request, page)
            return await page.endpoint(request, signed_in)
        except web.HTTPException as error:
            if error.status < HTTPStatus.BAD_REQUEST:
                raise
            return _problem_page(request, error)
        except Exception as error:
            if wants_fragment(request):
                raise
            return _problem_page(request, error)

    return answer


async def _admit(request: web.Request, page: Page) -> SignedIn | None:
    if request.method == "POST":
        request[FORM] = await read_form(request)
    if page.needs is None:
        return None
    signed_in = await asyncio.to_thread(look_up, request)
    request[SIGNED_IN] = signed_in
    if signed_in.preferences.language:
        request[LANGUAGE] = _language(signed_in.preferences.language)
    if not sites_as(signed_in.moderator, page.needs):
        raise Forbidden
    if request.method == "POST":
        given = request.headers.get("X-CSRF-Token") or request[FORM].get("csrf", "")
        if not check_csrf(signed_in, given):
            raise CrossSite
    return signed_in


def _language(preferred: str) -> Language:
    return "en" if preferred == "en" else "de"


def _problem_page(request: web.Request, error: Exception) -> web.Response:
    refusal = refusal_of(error, request)
    if refusal.code == "internal":
        log.error("page_failed", method=request.method, exc_info=error)
    if isinstance(refusal, SignedOut) and request.method == "GET":
        return go_to(f"/desk/sign-in?next={quote(request.path_qs, safe='')}")
    problem = problem_of(refusal, request[LANGUAGE], request[REQUEST_ID])
    answer = render(request, "problem.html", HTTPStatus(problem.status), problem=problem)
    if "retry_after" in refusal.facts:
        answer.headers["Retry-After"] = str(refusal.facts["retry_after"])
    return answer
