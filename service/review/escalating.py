"""Leaving a comment to the seniors, giving it back, and notes for colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action, AuditEntry
from service.domain.comment import Escalation, awaits_rescoring
from service.domain.deciding import escalated, handed_back
from service.domain.errors import ClaimedByAnother
from service.domain.moderator import Role, check_may
from service.domain.news import Kind, News
from service.domain.note import Note
from service.review.finding import find
from service.storage import audit_log, claims, comments, degraded, feed, keys, notes, review_queue

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment
    from service.domain.moderator import Moderator

log = structlog.get_logger()


def escalate(context: Context, moderator: Moderator, comment_id: str, words: str = "") -> Comment:
    """Leave a flagged comment to the seniors of its site.

    Args:
        context: What a stage works with.
        moderator: Who leaves it.
        comment_id: Which.
        words: A note that tells them why.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
        NotFlagged: It is not flagged.
        ForSeniors: It was left to them before.
        ClaimedByAnother: Another moderator holds it.
    """

    def body(pipe: Pipeline) -> Comment:
        before = find(pipe, moderator, comment_id)
        _check_hold(pipe, moderator, comment_id)
        after = escalated(before, Escalation(moderator.id, context.now()))
        pipe.multi()
        _write(context, pipe, moderator, (before, after), Action.ESCALATED)
        if words:
            notes.add(pipe, comment_id, Note(moderator.id, context.now(), words))
        return after

    after = context.write(body, keys.comment(comment_id), keys.claim(comment_id))
    log.info("comment_escalated", comment_id=comment_id, site=after.site, moderator=moderator.id)
    return after


def hand_back(context: Context, moderator: Moderator, comment_id: str) -> Comment:
    """Give an escalated comment back to all moderators.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
        NotEscalated: It was not left to the seniors.
        Forbidden: The moderator is none of them.
        ClaimedByAnother: Another moderator holds it.
    """

    def body(pipe: Pipeline) -> Comment:
        before = find(pipe, moderator, comment_id)
        after = handed_back(before)
        check_may(moderator, before.site, Role.SENIOR)
        _check_hold(pipe, moderator, comment_id)
        pipe.multi()
        _write(context, pipe, moderator, (before, after), Action.HANDED_BACK)
        return after

    after = context.write(body, keys.comment(comment_id), keys.claim(comment_id))
    log.info("comment_handed_back", comment_id=comment_id, site=after.site, moderator=moderator.id)
    return after


def note(context: Context, moderator: Moderator, comment_id: str, words: str) -> Note:
    """Tell colleagues something about a comment, in whatever status. It goes with the comment.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
    """
    made = Note(moderator.id, context.now(), words)

    def body(pipe: Pipeline) -> str:
        comment = find(pipe, moderator, comment_id)
        pipe.multi()
        notes.add(pipe, comment_id, made)
        audit_log.append(pipe, [AuditEntry(made.at, moderator.id, Action.NOTED, comment.site, comment_id)])
        return comment.site

    site = context.write(body, keys.comment(comment_id))
    log.info("comment_noted", comment_id=comment_id, site=site, moderator=moderator.id)
    return made


def _check_hold(pipe: Pipeline, moderator: Moderator, comment_id: str) -> None:
    holder = claims.holders(pipe, [comment_id])[0]
    if holder not in (None, moderator.id):
        raise ClaimedByAnother(moderator=holder)


def _write(
    context: Context, pipe: Pipeline, moderator: Moderator, pair: tuple[Comment, Comment], action: Action
) -> None:
    before, after = pair
    comments.change(pipe, [before], [after])
    review_queue.move(pipe, [before], [after])
    claims.drop(pipe, [after.id])
    if awaits_rescoring(after):
        degraded.add(pipe, [after.id])
    audit_log.append(pipe, [AuditEntry(context.now(), moderator.id, action, after.site, after.id)])
    feed.publish(pipe, [News(Kind.ESCALATED, after.site, after.id, moderator.id)])
