"""Erasing a comment: nothing of it stays but the fact that it was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action, AuditEntry
from service.domain.errors import CommentNotFound
from service.domain.news import Kind, News
from service.insight import forget
from service.storage import audit_log, authors, campaigns, comments, feed, keys, review_queue, webhooks

if TYPE_CHECKING:
    from redis.client import Pipeline

    from service.context import Context

log = structlog.get_logger()


def erase(context: Context, site: str, comment_id: str, actor: str = "site") -> None:
    """Erase one of a site's comments with its private data.

    A worker that is just scoring it finds it gone and writes nothing.

    Raises:
        CommentNotFound: The site has no such comment.
    """

    def body(pipe: Pipeline) -> None:
        comment = comments.load(pipe, [comment_id])[0]
        if comment is None or comment.site != site:
            raise CommentNotFound
        unheard = [delivery for delivery, _ in webhooks.held(pipe, [comment_id])]
        pipe.multi()
        comments.erase(pipe, comment)
        webhooks.cancel(pipe, unheard)
        review_queue.move(pipe, [comment], [])
        authors.forget(pipe, comment)
        campaigns.leave(pipe, comment_id)
        forget(context, pipe, comment)
        audit_log.append(pipe, [AuditEntry(context.now(), actor, Action.ERASED, site, comment_id)])
        feed.publish(pipe, [News(Kind.ERASED, site, comment_id)])

    context.write(body, keys.comment(comment_id), keys.held(comment_id))
    log.info("comment_erased", comment_id=comment_id, site=site)
