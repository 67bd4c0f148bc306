"""The review stage: moderators claim, decide and undo, each in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action, AuditEntry, entry_of_decision
from service.domain.comment import Status
from service.domain.deciding import check_may_undo, reopened, reviewed
from service.domain.decision import DecidedBy, Decision, Outcome, Reason
from service.domain.errors import ClaimedByAnother, CommentNotFound, NotFlagged
from service.domain.moderator import may_see
from service.domain.news import Kind, News
from service.insight import count
from service.storage import (
    announcements,
    audit_log,
    claims,
    comments,
    dead_letters,
    feed,
    keys,
    review_queue,
    statistics,
)
from service.tell import tell

if TYPE_CHECKING:
    from datetime import datetime

    from redis import Redis
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment
    from service.domain.moderator import Moderator

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a moderator wants done with a comment.

    Attributes:
        outcome: Approve or reject.
        reason: A code from the site's own list, or empty.
        note: For colleagues.
    """

    outcome: Outcome
    reason: str = ""
    note: str = ""


def find(redis: Redis | Pipeline, moderator: Moderator, comment_id: str) -> Comment:
    """Read a comment for a moderator.

    Raises:
        CommentNotFound: There is none, or it is on a site that was not granted; which, is not told.
    """
    comment = comments.load(redis, [comment_id])[0]
    if comment is None or not may_see(moderator, comment.site):
        raise CommentNotFound
    return comment


def claim(context: Context, moderator: Moderator, comment_id: str) -> datetime:
    """Hold a flagged comment for the moderator, so that nobody else decides it meanwhile.

    Returns:
        When the hold expires.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
        NotFlagged: There is nothing to decide.
        ClaimedByAnother: Somebody was first.
    """
    comment = find(context.redis, moderator, comment_id)
    if comment.status is not Status.FLAGGED:
        raise NotFlagged(status=comment.status)
    seconds = context.settings.claim_seconds
    holder = claims.take(context.redis, comment_id, moderator.id, seconds)
    if holder != moderator.id:
        raise ClaimedByAnother(moderator=holder)
    now = context.now()

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        audit_log.append(pipe, [AuditEntry(now, moderator.id, Action.CLAIMED, comment.site, comment.id)])
        feed.publish(pipe, [News(Kind.CLAIMED, comment.site, comment.id, moderator.id)])

    context.write(body)
    log.info("comment_claimed", comment_id=comment.id, site=comment.site, moderator=moderator.id)
    return now + timedelta(seconds=seconds)


def decide(context: Context, moderator: Moderator, comment_id: str, choice: Choice) -> Comment:
    """Decide on a flagged comment.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
        NotFlagged: Somebody else was first, or it was never flagged.
        ClaimedByAnother: Another moderator holds it.
    """

    def body(pipe: Pipeline) -> Comment:
        before = find(pipe, moderator, comment_id)
        _check_hold(pipe, moderator, comment_id)
        after = reviewed(before, _decision(context, moderator, before, choice))
        pipe.multi()
        comments.change(pipe, [before], [after])
        review_queue.move(pipe, [before], [after])
        claims.drop(pipe, [comment_id])
        dead_letters.remove(pipe, comment_id)
        audit_log.append(pipe, [entry_of_decision(after, Action.REVIEWED)])
        statistics.count_decisions(pipe, [after])
        count(context, pipe, [before], [after])
        announcements.announce(pipe, [comment_id])
        feed.publish(pipe, [News(Kind.DECIDED, after.site, comment_id, moderator.id)])
        tell(context, pipe, [after])
        return after

    after = context.write(body, keys.comment(comment_id), keys.claim(comment_id))
    log.info(
        "comment_reviewed",
        comment_id=comment_id,
        site=after.site,
        moderator=moderator.id,
        outcome=choice.outcome,
    )
    return after


def undo(context: Context, moderator: Moderator, comment_id: str) -> Comment:
    """Take a moderator's decision back: the comment waits for review again.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
        NothingToUndo: No moderator has decided it.
        Forbidden: Another moderator has, and this one is no senior.
    """

    def body(pipe: Pipeline) -> Comment:
        before = find(pipe, moderator, comment_id)
        after = reopened(before)
        check_may_undo(moderator, before)
        pipe.multi()
        comments.change(pipe, [before], [after])
        review_queue.move(pipe, [before], [after])
        count(context, pipe, [before], [after])
        audit_log.append(
            pipe, [AuditEntry(context.now(), moderator.id, Action.REOPENED, before.site, before.id)]
        )
        feed.publish(pipe, [News(Kind.REOPENED, after.site, comment_id, moderator.id)])
        tell(context, pipe, [after])
        return after

    after = context.write(body, keys.comment(comment_id))
    log.info("comment_reopened", comment_id=comment_id, site=after.site, moderator=moderator.id)
    return after


def _check_hold(pipe: Pipeline, moderator: Moderator, comment_id: str) -> None:
    holder = claims.holders(pipe, [comment_id])[0]
    if holder not in (None, moderator.id):
        raise ClaimedByAnother(moderator=holder)


def _decision(context: Context, moderator: Moderator, comment: Comment, choice: Choice) -> Decision:
    return Decision(
        outcome=choice.outcome,
        reasons=(Reason(choice.reason),) if choice.reason else (),
        decided_by=DecidedBy.MODERATOR,
        decided_at=context.now(),
        policy_version=comment.decision.policy_version if comment.decision else 0,
        moderator=moderator.id,
        note=choice.note,
    )
