"""Who is signed in at the desk, by the session in a cookie."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from service.api.keys import HTTP
from service.domain.errors import SignedOut
from service.domain.moderator import Moderator, Role, sites_as
from service.domain.preferences import Preferences
from service.domain.session import Session
from service.privacy import csrf_of
from service.sign_in import resume

COOKIE = "moderato_session"
_PLACES = (
    ("queue", "/desk/queue", Role.MODERATOR),
    ("insight", "/desk/insight", Role.SENIOR),
    ("policy", "/desk/policy", Role.SENIOR),
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A moderator at the desk.

    Attributes:
        csrf: What forms and scripts must send along with every change.
    """

    moderator: Moderator
    session: Session
    preferences: Preferences
    csrf: str

    def places(self) -> list[tuple[str, str]]:
        """Give the desk's areas that this moderator may enter, by name and address."""
        return [(name, address) for name, address, role in _PLACES if sites_as(self.moderator, role)]


SIGNED_IN: Final[web.RequestKey[SignedIn]] = web.RequestKey("signed_in")


def look_up(request: web.Request) -> SignedIn:
    """Give who is signed in, and note that the session is used.

    Raises:
        SignedOut: Nobody is.
    """
    token = request.cookies.get(COOKIE, "")
    if not token:
        raise SignedOut
    found = resume(request.app[HTTP].context, token)
    return SignedIn(found.moderator, found.session, found.preferences, csrf_of(token))


def check_csrf(signed_in: SignedIn, given: str) -> bool:
    """Say whether a form or a script of ours sent the request."""
    return hmac.compare_digest(signed_in.csrf.encode(), given.encode("utf-8", "surrogatepass"))
