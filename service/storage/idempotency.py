"""What an Idempotency-Key was answered before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from service.storage import keys
from service.storage.codec import decode, encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer a key was given.

    Attributes:
        payload: Keyed hash of the payload, to notice another one under the same key.
        comment: The id of the comment that was accepted.
        post: Its article.
        created_at: When it was accepted.
    """

    payload: str
    comment: str
    post: str
    created_at: datetime


def load(redis: Redis | Pipeline, names: Sequence[str]) -> dict[str, Answered]:
    """Read what was answered under each key's name, where something was."""
    if not names:
        return {}
    stored = zip(names, redis.mget(names), strict=True)
    return {name: decode(Answered, text) for name, text in stored if text is not None}


def keep(pipe: Pipeline, name: str, answered: Answered) -> None:
    """Keep an answer for as long as keys are honoured."""
    pipe.set(name, encode(answered), ex=keys.IDEMPOTENCY_WINDOW)
