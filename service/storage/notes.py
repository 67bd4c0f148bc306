"""Moderators' notes on comments, kept apart from the audit log and erased with the comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.domain.note import MOST_NOTES, Note
from service.storage import keys
from service.storage.codec import decode, encode

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import Pipeline


def add(pipe: Pipeline, comment_id: str, note: Note) -> None:
    """Add a note."""
    pipe.rpush(keys.notes(comment_id), encode(note))
    pipe.ltrim(keys.notes(comment_id), -MOST_NOTES, -1)


def of(redis: Redis, comment_id: str) -> list[Note]:
    """Give the notes on a comment, oldest first."""
    stored: list[Any] = redis.lrange(keys.notes(comment_id), 0, -1)
    return [decode(Note, each) for each in stored]
