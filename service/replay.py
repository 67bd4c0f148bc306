"""Replaying what was given up: comments go to the screen again, deliveries to their endpoint."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action, AuditEntry
from service.domain.comment import Status, awaiting_screen
from service.domain.decision import SCORING_FAILED
from service.domain.news import Kind, News
from service.insight import count
from service.queue import enqueue_notify, enqueue_screen
from service.storage import audit_log, comments, dead_letters, feed, keys, pending, review_queue, webhooks
from service.tell import RETRY_LOST

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
        review_queue.move(pipe, [before], [after])
        count(context, pipe, [before], [after])
        now = context.now()
        pending.mark_enqueued(pipe, [comment_id], int(now.timestamp() * 1000))
        audit_log.append(pipe, [AuditEntry(now, "operator", Action.REPLAYED, before.site, comment_id)])
        feed.publish(pipe, [News(Kind.DECIDED, before.site, comment_id)])
        enqueue_screen(context.queues, pipe, [comment_id])
        return after

    replayed = context.write(body, keys.comment(comment_id))
    if replayed:
        log.info("comment_replayed", comment_id=comment_id, site=replayed.site)
    return replayed is not None


def redeliver(context: Context) -> int:
    """Give every delivery that was given up to the notify queue again, as new; give their number."""
    given_up = [replace(delivery, attempts=0, error="") for delivery in webhooks.undelivered(context.redis)]

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        for delivery in given_up:
            webhooks.finish(pipe, delivery)
        webhooks.schedule(pipe, given_up, context.now().timestamp() + RETRY_LOST)
        enqueue_notify(context.queues, pipe, [delivery.id for delivery in given_up])

    context.write(body)
    return len(given_up)


def _unscored(comment: Comment) -> bool:
    return (
        comment.status is Status.FLAGGED
        and comment.decision is not None
        and any(reason.code == SCORING_FAILED for reason in comment.decision.reasons)
    )
