"""A moderator's own settings: how the desk looks and works, the password, one-time codes, open sessions."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from service.api.keys import HTTP
from service.domain.errors import PasswordsDiffer
from service.domain.preferences import LANGUAGES, THEMES, Preferences
from service.domain.second_factor import is_on
from service.sign_in.own_codes import codes_being_set_up, confirm_codes, remove_codes, set_up_codes
from service.sign_in.own_password import change_password
from service.sign_in.own_preferences import save_preferences
from service.sign_in.resuming import end_other_sessions, end_session, list_sessions
from service.storage import second_factors
from service.web import cookies
from service.web.form import FORM
from service.web.page import go_to, render
from service.web.visitor import visitor_of

if TYPE_CHECKING:
    from aiohttp import web

    from service.api.answers import Problem
    from service.web.access import SignedIn

DONE = ("preferences", "password", "codes_off", "session", "sessions")
"""What the page can say was done, by the query's `done`."""


async def get_settings(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Show one's own settings."""
    return await _show(request, signed_in)


async def settings_again(request: web.Request, signed_in: SignedIn, problem: Problem) -> web.Response:
    """Show the settings again, with what was wrong beside the form that it was sent by."""
    return await _show(request, signed_in, problem=problem, wrong_at=request.path.rpartition("/")[2])


async def post_preferences(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Keep how a moderator likes to work; whatever is no choice counts as the default."""
    form, before = request[FORM], Preferences()
    chosen = Preferences(
        language=cast("Any", _choice(form.get("language", ""), LANGUAGES, before.language)),
        theme=cast("Any", _choice(form.get("theme", ""), THEMES, before.theme)),
        mask_slurs="mask_slurs" in form,
        shortcuts="shortcuts" in form,
    )
    await asyncio.to_thread(save_preferences, request.app[HTTP].context, signed_in.moderator, chosen)
    return _done("preferences")


async def post_password(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Change the password; the browser at hand goes on with a new session, all others are signed out."""
    form = request[FORM]
    old, new = form.get("password", ""), form.get("password_new", "")
    if new != form.get("password_again", ""):
        raise PasswordsDiffer
    context, visitor = request.app[HTTP].context, visitor_of(request)
    entered = await asyncio.to_thread(change_password, context, signed_in.moderator, visitor, old, new)
    answer = _done("password")
    cookies.put(request, answer, cookies.SESSION, entered.token)
    return answer


async def post_codes(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Begin to set an authenticator up."""
    password = request[FORM].get("password", "")
    context, moderator = request.app[HTTP].context, signed_in.moderator
    made = await asyncio.to_thread(set_up_codes, context, moderator, password)
    return render(request, "codes.html", set_up=made, problem=None)


async def post_codes_confirm(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Ask for codes from now on, and show the recovery codes this once."""
    code = request[FORM].get("code", "")
    context, moderator = request.app[HTTP].context, signed_in.moderator
    recovery = await asyncio.to_thread(confirm_codes, context, moderator, code)
    return render(request, "recovery.html", recovery=recovery)


async def codes_again(request: web.Request, signed_in: SignedIn, problem: Problem) -> web.Response:
    """Show again what sets the authenticator up."""
    context, moderator = request.app[HTTP].context, signed_in.moderator
    made = await asyncio.to_thread(codes_being_set_up, context, moderator)
    if made is None:
        return await settings_again(request, signed_in, problem)
    return render(request, "codes.html", set_up=made, problem=problem)


async def post_codes_off(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """Ask for no more codes."""
    password = request[FORM].get("password", "")
    await asyncio.to_thread(remove_codes, request.app[HTTP].context, signed_in.moderator, password)
    return _done("codes_off")


async def post_session_end(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
    """End one of one's sessions, or all others."""
    context, ended = request.app[HTTP].context, request[FORM].get("session", "")
    if ended:
        await asyncio.to_thread(end_session, context, signed_in.moderator, ended)
        return _done("session")
    await asyncio.to_thread(end_other_sessions, context, signed_in.moderator, signed_in.session)
    return _done("sessions")


async def _show(request: web.Request, signed_in: SignedIn, **facts: Any) -> web.Response:
    context, moderator = request.app[HTTP].context, signed_in.moderator
    sessions = await asyncio.to_thread(list_sessions, context, moderator)
    factor = await asyncio.to_thread(second_factors.find, context.redis, moderator.id)
    done = request.query.get("done", "")
    shown = {
        "sessions": sessions,
        "codes_on": is_on(factor),
        "recovery_left": len(factor.recovery) if factor else 0,
        "done": done if done in DONE else "",
        "problem": None,
        "wrong_at": "",
    }
    return render(request, "settings.html", **{**shown, **facts})


def _done(what: str) -> web.Response:
    return go_to(f"/desk/settings?done={what}")


def _choice(given: str, choices: tuple[str, ...], default: str) -> str:
    return given if given in choices else default
