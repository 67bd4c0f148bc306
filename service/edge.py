"""The public listener's application: routes, middlewares, and the parts that live as long as it does."""

from __future__ import annotations

import asyncio
import re
from functools import cache
from typing import TYPE_CHECKING

import structlog
import uuid_utils
from aiohttp import web

from service.admission import Admission
from service.api import documents
from service.api.access import SiteKeys, bearer, look_up_moderator
from service.api.docs_page import docs_page
from service.api.errors import answer_errors
from service.api.keys import HTTP, Http
from service.api.messages import preferred_language
from service.api.openapi import openapi
from service.api.request import LANGUAGE, MAX_BODY, REQUEST_ID
from service.api.route import Access
from service.api.routes import ROUTES
from service.deliverability import Deliverability
from service.feed import Feed
from service.group_commit import GroupCommit
from service.sign_in.with_provider import open_provider
from service.storage.connection import connect_async
from service.submit import log_accepted, submit
from service.waiters import Waiters
from service.web import cookies
from service.web.access import check_csrf, look_up
from service.web.events import STREAMS, end_streams
from service.web.guard import guarded
from service.web.provider import PROVIDER
from service.web.routes import PAGES
from service.web.visitor import check_same_origin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from service.api.headers import Document
    from service.api.route import Route
    from service.context import Context
    from service.submit import Answer, Intake
    from service.web.access import SignedIn

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def make_app(context: Context) -> web.Application:
    """Make the application for sites and moderators."""
    app = web.Application(middlewares=[_identify, answer_errors], client_max_size=MAX_BODY)
    app[HTTP] = Http(
        context=context,
        group_commit=GroupCommit(_commit(context)),
        admission=Admission(context),
        waiters=Waiters(connect_async(context.settings.redis_url or "")),
        feed=Feed(connect_async(context.settings.redis_url or "")),
        site_keys=SiteKeys(context.redis),
        deliverability=Deliverability() if context.settings.deliverability else None,
    )
    app[documents.OPENAPI], app[documents.DOCS] = _described()
    provider = open_provider(context.settings)
    if provider is not None:
        app[PROVIDER] = provider
    for page in PAGES:
        app.router.add_route(page.method, page.path, guarded(page), expect_handler=_expect)
    for route in ROUTES:
        app.router.add_route(route.method, route.path, _guarded(route), expect_handler=_expect)
    app.cleanup_ctx.append(_run_parts)
    app[STREAMS] = set()
    app.on_shutdown.append(end_streams)
    return app


@cache
def _described() -> tuple[Document, str]:
    """Describe the routes, which are the same for every application of a process, for machines and people."""
    document = openapi(ROUTES)
    return document, docs_page(document)


async def _expect(request: web.Request) -> None:
    """Let a client that asks first send its body; what else it expects is ignored (RFC 9110, 10.1.1)."""
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0


def _commit(context: Context) -> Callable[[Sequence[Intake]], list[Answer]]:
    def commit(batch: Sequence[Intake]) -> list[Answer]:
        answers = submit(context, batch)
        log_accepted(batch, answers)
        return answers

    return commit


async def _run_parts(app: web.Application) -> AsyncIterator[None]:
    http = app[HTTP]
    http.group_commit.start()
    http.admission.start()
    http.waiters.start()
    http.feed.start()
    yield
    await http.group_commit.stop()
    await http.admission.stop()
    await http.waiters.stop()
    await http.feed.stop()
    if http.deliverability:
        http.deliverability.stop()


@web.middleware
async def _identify(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id that the job and every log line about it will carry."""
    given = request.headers.get("X-Request-Id", "")
    request[REQUEST_ID] = given if _REQUEST_ID.fullmatch(given) else uuid_utils.uuid4().hex
    wanted, default = request.headers.get("Accept-Language"), request.app[HTTP].context.settings.language
    request[LANGUAGE] = preferred_language(wanted, default) if wanted else default
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request[REQUEST_ID])
    response = await handler(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = request[REQUEST_ID]
    return response


def _guarded(route: Route) -> Handler:
    """Let only those through who may call the endpoint, and tell it who they are."""

    async def public(request: web.Request) -> web.StreamResponse:
        return await route.endpoint(request, None)

    async def site(request: web.Request) -> web.StreamResponse:
        http, credential = request.app[HTTP], bearer(request)
        http.admission.check_reachable()
        site_keys = http.site_keys
        caller = site_keys.recall(credential) or await asyncio.to_thread(site_keys.look_up, credential)
        return await route.endpoint(request, caller)

    async def moderator(request: web.Request) -> web.StreamResponse:
        http = request.app[HTTP]
        http.admission.check_reachable()
        if "Authorization" in request.headers or not cookies.read(request, cookies.SESSION):
            credential = bearer(request)
            caller = await asyncio.to_thread(look_up_moderator, http.context.redis, credential)
        else:
            caller = (await _at_the_desk(request)).moderator
        return await route.endpoint(request, caller)

    return {Access.PUBLIC: public, Access.SITE: site, Access.MODERATOR: moderator}[route.access]


async def _at_the_desk(request: web.Request) -> SignedIn:
    """Give who asks by the desk's cookie; for a change, only where the desk's script sends its token."""
    signed_in = await asyncio.to_thread(look_up, request)
    if request.method != "GET":
        check_same_origin(request)
        check_csrf(signed_in, request.headers.get("X-CSRF-Token", ""))
    return signed_in
