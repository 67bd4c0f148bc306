"""Holding a comment for a while, letting go of it, and leaving it to others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action, AuditEntry
from service.domain.deciding import check_may_decide, check_waits
from service.domain.errors import ClaimedByAnother
from service.domain.moderator import Role, may
from service.domain.news import Kind, News
from service.review.finding import find
from service.storage import audit_log, claims, feed, keys, skips

if TYPE_CHECKING:
    from datetime import datetime

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment
    from service.domain.moderator import Moderator

log = structlog.get_logger()

_NEWS = {Action.CLAIMED: Kind.CLAIMED, Action.RELEASED: Kind.RELEASED}


def claim(context: Context, moderator: Moderator, comment_id: str) -> datetime:
    """Hold a waiting comment for the moderator, so that nobody else decides it meanwhile.

    Returns:
        When the hold expires.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
        NotFlagged: There is nothing to decide.
        ForSeniors: It was left to the seniors.
        ClaimedByAnother: Somebody was first.
    """
    seconds = context.settings.claim_seconds

    def body(pipe: Pipeline) -> bool:
        comment = find(pipe, moderator, comment_id)
        holder = claims.holders(pipe, [comment_id])[0]
        check_waits(comment)
        check_may_decide(moderator, comment)
        if holder not in (None, moderator.id):
            raise ClaimedByAnother(moderator=holder)
        pipe.multi()
        claims.take(pipe, comment_id, moderator.id, seconds)
        if holder is None:
            _note(pipe, AuditEntry(context.now(), moderator.id, Action.CLAIMED, comment.site, comment.id))
        return holder is None

    if context.write(body, keys.comment(comment_id), keys.claim(comment_id)):
        log.info("comment_claimed", comment_id=comment_id, moderator=moderator.id)
    return context.now() + timedelta(seconds=seconds)


def release(context: Context, moderator: Moderator, comment_id: str) -> None:
    """Let go of a comment. What nobody holds may be let go of; what another holds, by a senior alone.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
        ClaimedByAnother: Another moderator holds it, and this one is no senior.
    """

    def body(pipe: Pipeline) -> bool:
        comment = find(pipe, moderator, comment_id)
        holder = claims.holders(pipe, [comment_id])[0]
        if holder not in (None, moderator.id) and not may(moderator, comment.site, Role.SENIOR):
            raise ClaimedByAnother(moderator=holder)
        pipe.multi()
        if holder is not None:
            _let_go(context, pipe, comment, moderator)
        return holder is not None

    if context.write(body, keys.comment(comment_id), keys.claim(comment_id)):
        log.info("comment_released", comment_id=comment_id, moderator=moderator.id)


def skip(context: Context, moderator: Moderator, comment_id: str) -> None:
    """Leave a waiting comment to others: it is not this moderator's next one for a while.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
        NotFlagged: It waits for nobody.
    """

    def body(pipe: Pipeline) -> None:
        comment = find(pipe, moderator, comment_id)
        check_waits(comment)
        holder = claims.holders(pipe, [comment_id])[0]
        pipe.multi()
        skips.add(pipe, comment_id, moderator.id, context.now())
        if holder == moderator.id:
            _let_go(context, pipe, comment, moderator)

    context.write(body, keys.comment(comment_id), keys.claim(comment_id))
    log.info("comment_skipped", comment_id=comment_id, moderator=moderator.id)


def _let_go(context: Context, pipe: Pipeline, comment: Comment, moderator: Moderator) -> None:
    claims.drop(pipe, [comment.id])
    _note(pipe, AuditEntry(context.now(), moderator.id, Action.RELEASED, comment.site, comment.id))


def _note(pipe: Pipeline, entry: AuditEntry) -> None:
    audit_log.append(pipe, [entry])
    feed.publish(pipe, [News(_NEWS[entry.action], entry.site, entry.comment, entry.actor)])
