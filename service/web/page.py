"""Pages: one entry of the desk's URL map, and how a template becomes an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from service.api.answers import Problem
from service.api.keys import HTTP
from service.api.request import LANGUAGE
from service.domain.moderator import Role
from service.web import static
from service.web.access import SIGNED_IN
from service.web.formats import Formats
from service.web.texts import Texts

if TYPE_CHECKING:
    from service.web.access import SignedIn

Endpoint = Callable[[web.Request, Any], Awaitable[web.StreamResponse]]
"""What answers a request: it gets who is signed in, or None on a page for everybody."""

Again = Callable[[web.Request, Any, Problem], Awaitable[web.Response]]
"""What answers a refused form: it gets the problem too."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page: nothing inline, nothing from elsewhere."""


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the desk.

    Attributes:
        needs: The role that one granted site must give; None where nobody needs to be signed in.
        again: Answers with the form again, and what was wrong, where the request was refused.
        personal: Whether it is about one's own account: then no site need be granted, and nothing of it is
            kept where nobody is signed in.
    """

    method: str
    path: str
    endpoint: Endpoint
    needs: Role | None = Role.MODERATOR
    again: Again | None = None
    personal: bool = False


def wants_fragment(request: web.Request) -> bool:
    """Say whether the desk's own script asks: it takes fragments, and problems as JSON."""
    return request.headers.get("X-Requested-With") == "desk"


def render(
    request: web.Request, template: str, status: HTTPStatus = HTTPStatus.OK, **facts: Any
) -> web.Response:
    """Answer with a template: `t` says texts, `format` writes dates and numbers, `me` is who is signed in."""
    language = request[LANGUAGE]
    settings = request.app[HTTP].context.settings
    signed_in: SignedIn | None = request.get(SIGNED_IN)
    text = (
        _environment()
        .get_template(template)
        .render(
            t=Texts(language),
            format=Formats(language, settings.time_zone),
            language=language,
            static=static.address,
            path=request.path,
            me=signed_in,
            **facts,
        )
    )
    return web.Response(
        text=text,
        status=status,
        content_type="text/html",
        headers={
            "Content-Security-Policy": POLICY,
            "Content-Language": language,
            "Referrer-Policy": "same-origin",  # with none, browsers call the origin of our own forms null
        },
    )


def go_to(address: str) -> web.Response:
    """Send the browser on with a GET, as after a form."""
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("service.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
