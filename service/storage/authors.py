"""What was said before: near repeats of a text, and an author's recent comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.fingerprint import fingerprints
from service.storage import keys
from service.storage.codec import text
from service.storage.comments import milliseconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

    from service.domain.comment import Comment

FLOOD_WINDOW = 600
"""Seconds in which many comments by one author are a flood."""
_ENOUGH = 50
"""Repeats beyond this many are not counted: the case is clear."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was there before a comment.

    Attributes:
        repeats: Other comments within the window that say nearly the same.
        recent_by_author: Other comments by the author within the flood window before this one.
    """

    repeats: int
    recent_by_author: int


def before(redis: Redis, comments: Sequence[Comment]) -> list[Past]:
    """Look up what was there before each comment, comments of the same batch included."""
    texts = [fingerprints(comment.content) for comment in comments]
    pipe = redis.pipeline(transaction=False)
    for comment, marks in zip(comments, texts, strict=True):
        now = milliseconds(comment)
        pipe.zrange(keys.author(comment.author), now - FLOOD_WINDOW * 1000, now, byscore=True)
        for mark in marks:
            oldest = now - keys.REPEAT_WINDOW * 1000
            pipe.zrange(keys.repeat(mark), oldest, "+inf", byscore=True, offset=0, num=_ENOUGH)
    answers = iter(pipe.execute())
    past = []
    for number, (comment, marks) in enumerate(zip(comments, texts, strict=True)):
        by_author = {text(found) for found in next(answers)}
        alike = {text(found) for _ in marks for found in next(answers)}
        for earlier, earlier_marks in zip(comments[:number], texts[:number], strict=True):
            if earlier.author == comment.author:
                by_author.add(earlier.id)
            if not set(marks).isdisjoint(earlier_marks):
                alike.add(earlier.id)
        past.append(Past(len(alike - {comment.id}), len(by_author - {comment.id})))
    return past


def remember(pipe: Pipeline, comments: Sequence[Comment]) -> None:
    """Note the comments for those that will come after. Running it twice changes nothing."""
    for comment in comments:
        moment = milliseconds(comment)
        _note(pipe, keys.author(comment.author), comment.id, moment, keys.AUTHOR_WINDOW)
        for mark in fingerprints(comment.content):
            _note(pipe, keys.repeat(mark), comment.id, moment, keys.REPEAT_WINDOW)


def forget(pipe: Pipeline, comment: Comment) -> None:
    """Drop a comment that is being erased."""
    for key in (keys.author(comment.author), *map(keys.repeat, fingerprints(comment.content))):
        pipe.zrem(key, comment.id)


def _note(pipe: Pipeline, key: str, comment_id: str, moment: int, window: int) -> None:
    pipe.zadd(key, {comment_id: moment})
    pipe.zremrangebyscore(key, "-inf", moment - window * 1000)
    pipe.expire(key, window)
