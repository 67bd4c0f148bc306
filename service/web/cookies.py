"""The desk's cookies: for the browser alone, never for a script, and over https bound to this host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.api.keys import HTTP

if TYPE_CHECKING:
    from aiohttp import web

SESSION = "moderato_session"
"""Holds the token of the session."""
BEGUN = "moderato_sign_in"
"""Holds the token of a sign-in between its steps."""


def read(request: web.Request, name: str) -> str:
    """Give what a cookie holds; empty where there is none."""
    return request.cookies.get(_named(request, name), "")


def put(request: web.Request, answer: web.StreamResponse, name: str, value: str) -> None:
    """Give the browser a cookie, until it is closed."""
    answer.set_cookie(
        _named(request, name), value, path="/", httponly=True, samesite="Lax", secure=_secure(request)
    )


def drop(request: web.Request, answer: web.StreamResponse, name: str) -> None:
    """Take a cookie back."""
    answer.del_cookie(_named(request, name), path="/", httponly=True, samesite="Lax", secure=_secure(request))


def _named(request: web.Request, name: str) -> str:
    """With `__Host-` a browser takes the cookie only over https, and from no other host of the domain."""
    return f"__Host-{name}" if _secure(request) else name


def _secure(request: web.Request) -> bool:
    return request.app[HTTP].context.settings.public_url.startswith("https://")
