"""Who is signed in at the desk."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from aiohttp import web

from service.api.keys import HTTP
from service.domain.errors import Unauthenticated
from service.domain.moderator import Moderator, Role, sites_as
from service.privacy import credential_hash
from service.storage import moderators

COOKIE = "moderato_session"
_PLACES = (
    ("queue", "/desk/queue", Role.MODERATOR),
    ("insight", "/desk/insight", Role.SENIOR),
    ("policy", "/desk/policy", Role.SENIOR),
)


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a moderator likes to work."""

    language: str = ""
    theme: str = "auto"
    mask_slurs: bool = False
    shortcuts: bool = True


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A moderator at the desk.

    Attributes:
        csrf: What forms and scripts must send along with every change.
    """

    moderator: Moderator
    csrf: str
    preferences: Preferences = field(default_factory=Preferences)

    def places(self) -> list[tuple[str, str]]:
        """Give the desk's areas that this moderator may enter, by name and address."""
        return [(name, address) for name, address, role in _PLACES if sites_as(self.moderator, role)]


SIGNED_IN: Final[web.RequestKey[SignedIn]] = web.RequestKey("signed_in")


def look_up(request: web.Request) -> SignedIn:
    """Give who is signed in.

    Raises:
        Unauthenticated: Nobody is.
    """
    token = request.cookies.get(COOKIE, "")
    moderator = (
        moderators.of_token(request.app[HTTP].context.redis, credential_hash(token)) if token else None
    )
    if moderator is None:
        raise Unauthenticated
    return SignedIn(moderator, blake2b(token.encode(), digest_size=16, person=b"csrf").hexdigest())


def check_csrf(signed_in: SignedIn, given: str) -> bool:
    """Say whether a form or a script of ours sent the request."""
    return hmac.compare_digest(signed_in.csrf.encode(), given.encode())
