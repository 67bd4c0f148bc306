"""Replaying dead letters: comments that could not be scored go to the screen again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action, AuditEntry
from service.domain.comment import Status, awaiting_screen
from service.domain.decision import DecidedBy
from service.queue import enqueue_screen
from service.storage import audit_log, comments, dead_letters, keys, pending, review_queue

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment

log = structlog.get_logger()


def replay(context: Context, comment_id: str) -> bool:
    """Give one dead letter back to the screen.

    Returns:
        Whether there was something to do: a comment that a moderator decided meanwhile stays decided.
    """

    def body(pipe: Pipeline) -> Comment | None:
        before = comments.load(pipe, [comment_id])[0]
        pipe.multi()
        dead_letters.remove(pipe, comment_id)
        if before is None or not _unscored(before):
            return None
        after = awaiting_screen(before)
        comments.change(pipe, [before], [after])
        review_queue.place(pipe, [after])
        now = context.now()
        pending.mark_enqueued(pipe, [comment_id], int(now.timestamp() * 1000))
        audit_log.append(pipe, [AuditEntry(now, "operator", Action.REPLAYED, before.site, comment_id)])
        enqueue_screen(context.queues, pipe, [comment_id])
        return after

    replayed = context.write(body, keys.comment(comment_id))
    if replayed:
        log.info("comment_replayed", comment_id=comment_id, site=replayed.site)
    return replayed is not None


def _unscored(comment: Comment) -> bool:
    return (
        comment.status is Status.FLAGGED
        and comment.decision is not None
        and comment.decision.decided_by is DecidedBy.POLICY
    )
