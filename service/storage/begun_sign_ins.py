"""Sign-ins between their steps, each under the hash of a token that one browser has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.begun import Begun
from service.storage import keys
from service.storage.codec import decode, encode

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import Pipeline


def start(pipe: Pipeline, token_hash: str, begun: Begun) -> None:
    """Store a sign-in that has begun."""
    pipe.set(keys.begun(token_hash), encode(begun), ex=keys.BEGUN_WINDOW)


def find(redis: Redis | Pipeline, token_hash: str) -> Begun | None:
    """Read a sign-in that has begun, if it is not too long ago."""
    stored = redis.get(keys.begun(token_hash))
    return None if stored is None else decode(Begun, stored)


def end(pipe: Pipeline, token_hash: str) -> None:
    """Forget a sign-in that has begun: it is done."""
    pipe.delete(keys.begun(token_hash))
