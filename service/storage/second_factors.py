"""Moderators' second factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.second_factor import SecondFactor
from service.storage import keys
from service.storage.codec import decode, encode

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import Pipeline


def find(redis: Redis | Pipeline, moderator_id: str) -> SecondFactor | None:
    """Read a moderator's second factor, confirmed or not, if there is one."""
    stored = redis.hget(keys.SECOND_FACTORS, moderator_id)
    return None if stored is None else decode(SecondFactor, stored)


def every(redis: Redis | Pipeline) -> list[SecondFactor]:
    """Give all second factors."""
    return [decode(SecondFactor, stored) for stored in redis.hvals(keys.SECOND_FACTORS)]


def save(pipe: Pipeline, factor: SecondFactor) -> None:
    """Store a second factor."""
    pipe.hset(keys.SECOND_FACTORS, factor.moderator, encode(factor))


def remove(pipe: Pipeline, moderator_id: str) -> None:
    """Remove a moderator's second factor: from now on the password is enough."""
    pipe.hdel(keys.SECOND_FACTORS, moderator_id)
