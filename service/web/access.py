"""Who is signed in at the desk, by the session in a cookie."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from service.api.keys import HTTP
from service.api.request import LANGUAGE
from service.domain.errors import CrossSite, SignedOut
from service.domain.moderator import Moderator, Role, sites_as
from service.domain.preferences import Preferences
from service.domain.session import Session
from service.privacy import csrf_of
from service.sign_in import resume
from service.storage.errors import StorageAway
from service.web import cookies

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
    csrf: str = field(repr=False)

    def places(self) -> list[tuple[str, str]]:
        """Give the desk's areas that this moderator may enter, by name and address."""
        return [(name, address) for name, address, role in _PLACES if sites_as(self.moderator, role)]


SIGNED_IN: Final[web.RequestKey[SignedIn]] = web.RequestKey("signed_in")


def look_up(request: web.Request) -> SignedIn:
    """Give who is signed in; where a person asks, and no script by itself, the session is in use.

    Raises:
        SignedOut: Nobody is.
    """
    return welcome(request, cookies.read(request, cookies.SESSION))


def welcome(request: web.Request, token: str) -> SignedIn:
    """Give whose session the token is; from now on the answer is in the moderator's language.

    Raises:
        SignedOut: It is nobody's.
    """
    by_person = request.headers.get("X-Background") != "1"
    found = resume(request.app[HTTP].context, token, by_person=by_person)
    if found.preferences.language:
        request[LANGUAGE] = found.preferences.language
    return SignedIn(found.moderator, found.session, found.preferences, csrf_of(token))


def is_signed_in(request: web.Request) -> bool:
    """Say whether somebody is signed in."""
    try:
        look_up(request)
    except SignedOut:
        return False
    return True


def is_still_signed_in(request: web.Request) -> bool:
    """Say whether the session of a request that goes on for long still lasts, without using it.

    It ends as well where the moderator's sites or roles have changed: whoever listens begins anew with them.
    """
    token = cookies.read(request, cookies.SESSION)
    try:
        found = resume(request.app[HTTP].context, token, by_person=False)
    except SignedOut:
        return False
    except StorageAway:
        return True  # nobody knows now
    return found.moderator == request[SIGNED_IN].moderator


def check_csrf(signed_in: SignedIn, given: str) -> None:
    """Refuse a change that no form or script of ours sent.

    Raises:
        CrossSite: What they send along is missing or of another session.
    """
    if not hmac.compare_digest(signed_in.csrf.encode(), given.encode("utf-8", "surrogatepass")):
        raise CrossSite
