"""Finding a comment for a moderator, and what to know around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.audit import AuditEntry
from service.domain.comment import Comment
from service.domain.errors import CommentNotFound
from service.domain.moderator import may_see
from service.domain.note import Note
from service.domain.record import AuthorRecord
from service.storage import audit_log, claims, comments, notes, records, threads

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import Pipeline

    from service.domain.moderator import Moderator

LATEST = 6
"""Comments of an author's record that are shown."""
ABOVE = 5
"""Comments of a thread that are shown above one."""


@dataclass(frozen=True, slots=True)
class Background:
    """What helps to decide on a comment.

    Attributes:
        record: What became of the author's comments on this site.
        latest: The author's newest ones beside this.
        is_first: Whether it is the author's first.
        thread: The comments that it answers, the nearest last.
        notes: What moderators told each other about it, oldest first.
        trail: What people did with it, oldest first.
        holder: The moderator who holds it, if one does.
    """

    record: AuthorRecord
    latest: list[Comment]
    is_first: bool
    thread: list[Comment]
    notes: list[Note]
    trail: list[AuditEntry]
    holder: str | None


def find(redis: Redis | Pipeline, moderator: Moderator, comment_id: str) -> Comment:
    """Read a comment for a moderator.

    Raises:
        CommentNotFound: There is none, or it is on a site that was not granted; which, is not told.
    """
    return seen(moderator, comments.load(redis, [comment_id])[0])


def seen(moderator: Moderator, comment: Comment | None) -> Comment:
    """Give the comment if the moderator may see it.

    Raises:
        CommentNotFound: There is none, or it is on a site that was not granted.
    """
    if comment is None or not may_see(moderator, comment.site):
        raise CommentNotFound
    return comment


def look_around(redis: Redis, comment: Comment) -> Background:
    """Give what helps to decide on a comment that the moderator may see: all of it is of the same site."""
    record = records.read(redis, comment.author, LATEST)
    others = [each for each in record.latest if each != comment.id]
    return Background(
        record=record,
        latest=[each for each in comments.load(redis, others) if each is not None],
        is_first=record.first in (None, comment.id),
        thread=threads.above(redis, comment, ABOVE),
        notes=notes.of(redis, comment.id),
        trail=audit_log.trail(redis, comment.id),
        holder=claims.holders(redis, [comment.id])[0],
    )
