"""Signing in and out: the form, the code after it, and what was kept meanwhile."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from service import sign_in as stage
from service.api.keys import HTTP
from service.domain.errors import SignedOut
from service.sign_in import BegunSignIn, Entered
from service.sign_in.resuming import sign_out
from service.sign_in.with_code import give_code
from service.web import cookies
from service.web.access import SIGNED_IN, is_signed_in, welcome
from service.web.form import FORM
from service.web.kept import Kept, carried_by, local
from service.web.page import go_to, render
from service.web.visitor import visitor_of

if TYPE_CHECKING:
    from aiohttp import web

    from service.api.answers import Problem
    from service.web.access import SignedIn


async def get_sign_in(request: web.Request, _: None) -> web.StreamResponse:
    """Show the sign-in form, or go on where somebody is signed in already."""
    kept = Kept(next=local(request.query.get("next", "")))
    if await asyncio.to_thread(is_signed_in, request):
        return go_to(kept.next)
    return show_form(request, kept)


async def post_sign_in(request: web.Request, _: None) -> web.StreamResponse:
    """Sign a moderator in by name and password, or ask for a code."""
    context, form = request.app[HTTP].context, request[FORM]
    name, password = form.get("name", ""), form.get("password", "")
    entered = await asyncio.to_thread(stage.sign_in, context, visitor_of(request), name, password)
    if isinstance(entered, BegunSignIn):
        answer = render(request, "code.html", kept=carried_by(form), problem=None)
        cookies.put(request, answer, cookies.BEGUN, entered.token)
        return answer
    return await go_on(request, entered, carried_by(form))


async def post_code(request: web.Request, _: None) -> web.StreamResponse:
    """Sign in a moderator whose password was right, by a code."""
    context, form = request.app[HTTP].context, request[FORM]
    token = cookies.read(request, cookies.BEGUN)
    visitor = visitor_of(request)
    entered = await asyncio.to_thread(give_code, context, visitor, token, form.get("code", ""))
    return await go_on(request, entered, carried_by(form))


async def post_sign_out(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """End the session."""
    await asyncio.to_thread(sign_out, request.app[HTTP].context, signed_in.moderator, signed_in.session)
    answer = go_to("/desk/sign-in")
    cookies.drop(request, answer, cookies.SESSION)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


async def sign_in_again(request: web.Request, _: None, problem: Problem) -> web.Response:
    """Show the sign-in form again, with what was wrong."""
    name = request[FORM].get("name", "")
    return show_form(request, carried_by(request[FORM]), problem=problem, name=name)


async def code_again(request: web.Request, _: None, problem: Problem) -> web.Response:
    """Ask for the code again; where the password was too long ago, for that."""
    if problem.code == SignedOut.code:
        return await sign_in_again(request, None, problem)
    return render(request, "code.html", kept=carried_by(request[FORM]), problem=problem)


def show_form(
    request: web.Request, kept: Kept, problem: Problem | None = None, name: str = "", status: int = 200
) -> web.Response:
    """Show the sign-in form, which carries along what was kept."""
    return render(
        request,
        "sign_in.html",
        HTTPStatus(status),
        kept=kept,
        problem=problem,
        name=name,
        provider=request.app[HTTP].context.settings.oidc_host(),
    )


async def go_on(request: web.Request, entered: Entered, kept: Kept) -> web.StreamResponse:
    """Show who has just signed in the page they wanted, or the action that was kept for them."""
    answer: web.StreamResponse
    if kept.action:
        request[SIGNED_IN] = await asyncio.to_thread(welcome, request, entered.token)
        answer = render(request, "kept.html", kept=kept)
    else:
        answer = go_to(kept.next)
    cookies.put(request, answer, cookies.SESSION, entered.token)
    cookies.drop(request, answer, cookies.BEGUN)
    return answer
