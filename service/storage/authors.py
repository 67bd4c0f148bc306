"""What was said before: near repeats of a text, and an author's recent comments."""

from __future__ import annotations

from collections import defaultdict
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

# A batch in one call each: as commands of their own, these would be 16 a comment and half the worker's time.
# Each comment has the key of its author first, then those of its fingerprints, as many as its last argument.
_LOOK_UP = """
local key, found = 0, {}
for n = 4, #ARGV, 2 do
  local moment = tonumber(ARGV[n])
  key = key + 1
  local by_author = redis.call('ZRANGEBYSCORE', KEYS[key], moment - ARGV[1], moment)
  local alike = {}
  for _ = 1, tonumber(ARGV[n + 1]) do
    key = key + 1
    local same = redis.call('ZRANGEBYSCORE', KEYS[key], moment - ARGV[2], '+inf', 'LIMIT', 0, ARGV[3])
    for _, id in ipairs(same) do alike[#alike + 1] = id end
  end
  found[#found + 1] = table.concat(by_author, ' ')
  found[#found + 1] = table.concat(alike, ' ')
end
return found
"""
_NOTE = """
local key = 0
for n = 3, #ARGV, 3 do
  local id, moment = ARGV[n], tonumber(ARGV[n + 1])
  for place = 0, tonumber(ARGV[n + 2]) do
    key = key + 1
    local window = place == 0 and ARGV[1] or ARGV[2]
    redis.call('ZADD', KEYS[key], moment, id)
    redis.call('ZREMRANGEBYSCORE', KEYS[key], '-inf', moment - window * 1000)
    redis.call('EXPIRE', KEYS[key], window)
  end
end
"""


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
    places: list[str] = []
    asked: list[int] = []
    for comment, marks in zip(comments, texts, strict=True):
        places += _keys(comment, marks)
        asked += (milliseconds(comment), len(marks))
    windows = (FLOOD_WINDOW * 1000, keys.REPEAT_WINDOW * 1000, _ENOUGH)
    answers = iter(redis.eval(_LOOK_UP, len(places), *places, *windows, *asked))
    past = []
    in_batch = defaultdict[str, set[str]](set)
    for comment, marks in zip(comments, texts, strict=True):
        author, *repeats = _keys(comment, marks)
        by_author = in_batch[author].union(text(next(answers)).split())
        alike = set(text(next(answers)).split()).union(*(in_batch[key] for key in repeats))
        past.append(Past(len(alike - {comment.id}), len(by_author - {comment.id})))
        for key in (author, *repeats):
            in_batch[key].add(comment.id)
    return past


def remember(pipe: Pipeline, comments: Sequence[Comment]) -> None:
    """Note the comments for those that will come after. Running it twice changes nothing."""
    places: list[str] = []
    noted: list[str | int] = []
    for comment in comments:
        marks = fingerprints(comment.content)
        places += _keys(comment, marks)
        noted += (comment.id, milliseconds(comment), len(marks))
    pipe.eval(_NOTE, len(places), *places, keys.AUTHOR_WINDOW, keys.REPEAT_WINDOW, *noted)


def forget(pipe: Pipeline, comment: Comment) -> None:
    """Drop a comment that is being erased."""
    for key in _keys(comment, fingerprints(comment.content)):
        pipe.zrem(key, comment.id)


def _keys(comment: Comment, marks: tuple[str, ...]) -> list[str]:
    return [keys.author(comment.author), *map(keys.repeat, marks)]
