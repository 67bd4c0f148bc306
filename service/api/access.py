"""Who asks: site keys and moderators' tokens."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.errors import Unauthenticated
from service.privacy import credential_hash
from service.storage import moderators, sites

if TYPE_CHECKING:
    from aiohttp import web
    from redis import Redis

    from service.domain.moderator import Moderator

CACHED = 5.0
"""Seconds a site key is remembered: so long may a revoked one still work."""
_MOST_CACHED = 10_000


@dataclass(frozen=True, slots=True)
class SiteCaller:
    """A site, by its key.

    Attributes:
        site: The site's id.
        key: The key's name for rate limits, part of its hash.
    """

    site: str
    key: str


class SiteKeys:
    """Knows sites by their keys, for a few seconds without asking Redis."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._known: dict[str, tuple[float, SiteCaller]] = {}

    def recall(self, credential: str) -> SiteCaller | None:
        """Give the site of a key that was looked up moments ago."""
        known = self._known.get(credential_hash(credential))
        return known[1] if known and known[0] > time.monotonic() else None

    def look_up(self, credential: str) -> SiteCaller:
        """Give the site of a key.

        Raises:
            Unauthenticated: The key is not known.
        """
        key_hash = credential_hash(credential)
        site = sites.of_key(self._redis, key_hash)
        if site is None:
            raise Unauthenticated
        caller = SiteCaller(site, key_hash[:16])
        if len(self._known) >= _MOST_CACHED:
            self._known.clear()
        self._known[key_hash] = (time.monotonic() + CACHED, caller)
        return caller


def look_up_moderator(redis: Redis, credential: str) -> Moderator:
    """Give the moderator of a token.

    Raises:
        Unauthenticated: The token is not known.
    """
    moderator = moderators.of_token(redis, credential_hash(credential))
    if moderator is None:
        raise Unauthenticated
    return moderator


def bearer(request: web.Request) -> str:
    """Give the credential of an `Authorization: Bearer` header.

    Raises:
        Unauthenticated: There is none.
    """
    scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not credential.strip():
        raise Unauthenticated
    return credential.strip()
