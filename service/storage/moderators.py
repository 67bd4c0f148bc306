"""Moderators and their tokens. Of a token only the hash is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.errors import ModeratorNotFound
from service.domain.moderator import Moderator
from service.privacy import credential_hash
from service.storage import keys
from service.storage.codec import decode, encode, text

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import Pipeline


def add(pipe: Pipeline, moderator: Moderator) -> None:
    """Store a moderator, or the changed moderator."""
    pipe.hset(keys.MODERATORS, moderator.id, encode(moderator))


def remove(pipe: Pipeline, moderator_id: str) -> None:
    """Remove a moderator."""
    pipe.hdel(keys.MODERATORS, moderator_id)


def load(redis: Redis | Pipeline, moderator_id: str) -> Moderator:
    """Read a moderator.

    Raises:
        ModeratorNotFound: There is none of that id.
    """
    stored = redis.hget(keys.MODERATORS, moderator_id)
    if stored is None:
        raise ModeratorNotFound(moderator=moderator_id)
    return decode(Moderator, stored)


def find(redis: Redis | Pipeline, moderator_id: str) -> Moderator | None:
    """Read a moderator, if there is one of that id."""
    stored = redis.hget(keys.MODERATORS, moderator_id)
    return None if stored is None else decode(Moderator, stored)


def every(redis: Redis) -> list[Moderator]:
    """Give all moderators, by id."""
    found = (decode(Moderator, stored) for stored in redis.hvals(keys.MODERATORS))
    return sorted(found, key=lambda moderator: moderator.id)


def add_token(pipe: Pipeline, moderator_id: str, token: str) -> None:
    """Let a token speak for a moderator."""
    pipe.hset(keys.TOKENS, credential_hash(token), moderator_id)


def of_token(redis: Redis, token_hash: str) -> Moderator | None:
    """Give the moderator the token speaks for, by the token's hash."""
    found = redis.hget(keys.TOKENS, token_hash)
    stored = None if found is None else redis.hget(keys.MODERATORS, text(found))
    return None if stored is None else decode(Moderator, stored)


def token_hashes(redis: Redis, moderator_id: str) -> list[str]:
    """Give the hashes of a moderator's tokens, to revoke them."""
    owners = redis.hgetall(keys.TOKENS)
    return sorted(text(token) for token, owner in owners.items() if text(owner) == moderator_id)


def remove_tokens(pipe: Pipeline, hashes: list[str]) -> None:
    """Revoke tokens by their hashes."""
    if hashes:
        pipe.hdel(keys.TOKENS, *hashes)
