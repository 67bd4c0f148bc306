"""Signing in by the identity provider: on to it, and back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from aiohttp import web

from service.api.keys import HTTP
from service.api.problems import NotFound
from service.domain.errors import ProviderRefused
from service.sign_in.with_provider import Provider, ask_provider, enter, take_begun
from service.web import cookies
from service.web.form import FORM
from service.web.kept import Kept, carried, carried_by
from service.web.page import render
from service.web.sign_in import go_on, show_form
from service.web.visitor import visitor_of

if TYPE_CHECKING:
    from service.api.answers import Problem

PROVIDER: Final[web.AppKey[Provider]] = web.AppKey("provider")
"""The identity provider, where one is set."""
_KEPT: Final[web.RequestKey[Kept]] = web.RequestKey("kept")


async def post_provider(request: web.Request, _: None) -> web.StreamResponse:
    """Send the browser on to the provider.

    By a page and not by a redirect: browsers hold a form's redirects to the policy for forms, which names no
    other site.
    """
    context, provider, kept = request.app[HTTP].context, _provider(request), carried_by(request[FORM])
    visitor = visitor_of(request)
    asked = await asyncio.to_thread(ask_provider, context, provider, visitor, kept.hidden())
    host = context.settings.oidc_host()
    answer = render(request, "provider.html", address=asked.address, host=host)
    cookies.put(request, answer, cookies.BEGUN, asked.begun.token)
    return answer


async def get_provider_back(request: web.Request, _: None) -> web.StreamResponse:
    """Sign in whom the provider has sent back."""
    context, provider = request.app[HTTP].context, _provider(request)
    token, state = cookies.read(request, cookies.BEGUN), request.query.get("state", "")
    begun = await asyncio.to_thread(take_begun, context, token, state)
    kept = request[_KEPT] = carried(begun.kept)
    code = request.query.get("code", "")
    if not code:
        raise ProviderRefused
    entered = await asyncio.to_thread(enter, context, provider, visitor_of(request), begun, code)
    return await go_on(request, entered, kept)


async def back_again(request: web.Request, _: None, problem: Problem) -> web.Response:
    """Show the sign-in form, with what went wrong at the provider."""
    return show_form(request, request.get(_KEPT, Kept()), problem=problem)


def _provider(request: web.Request) -> Provider:
    if PROVIDER not in request.app:
        raise NotFound
    return request.app[PROVIDER]
