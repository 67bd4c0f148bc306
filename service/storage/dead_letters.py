"""Dead letters: comments that no scorer could score, each with its error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from service.storage import keys
from service.storage.codec import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redis import Redis
    from redis.client import Pipeline


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A comment that could not be scored.

    Attributes:
        comment: Its id.
        site: Its site.
        error: The type of the error, never its message, which may hold the comment's words.
        at: When scoring was given up, UTC.
    """

    comment: str
    site: str
    error: str
    at: datetime


def add(pipe: Pipeline, letters: Iterable[DeadLetter]) -> None:
    """Keep dead letters until someone replays them."""
    for letter in letters:
        pipe.hset(keys.DEAD, letter.comment, encode(letter))


def remove(pipe: Pipeline, *comment_ids: str) -> None:
    """Drop dead letters."""
    pipe.hdel(keys.DEAD, *comment_ids)


def every(redis: Redis) -> list[DeadLetter]:
    """Give all dead letters, oldest first."""
    return sorted((decode(DeadLetter, text) for text in redis.hvals(keys.DEAD)), key=lambda letter: letter.at)


def count(redis: Redis) -> int:
    """Count the dead letters."""
    return int(redis.hlen(keys.DEAD))
