"""Taking decisions back: within the undo window no endpoint ever hears of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action, AuditEntry
from service.domain.comment import awaits_rescoring
from service.domain.deciding import check_may_undo, reopened
from service.domain.errors import NothingToUndo, Refusal
from service.domain.news import Kind, News
from service.insight import count
from service.review.deciding import LOT
from service.review.finding import seen
from service.storage import acts, audit_log, comments, degraded, feed, keys, review_queue, webhooks
from service.tell import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment
    from service.domain.moderator import Moderator

log = structlog.get_logger()


def undo(context: Context, moderator: Moderator, comment_id: str) -> Comment:
    """Take a moderator's decision back: the comment is as before it, and waits if it waited.

    Raises:
        CommentNotFound: There is no such comment for this moderator.
        NothingToUndo: No moderator has decided it.
        Forbidden: Another moderator has, and this one is no senior.
    """
    (result,) = _reopen(context, moderator, [comment_id])
    if isinstance(result, Refusal):
        raise result
    return result


def undo_last(context: Context, moderator: Moderator) -> list[Comment]:
    """Take back what the moderator did last, be it one comment or a thousand at one go.

    What others have decided otherwise since stays as it is.

    Returns:
        The comments that are as before.

    Raises:
        NothingToUndo: Nothing is left of what they did lately.
    """
    found = acts.latest(context.redis, moderator.id)
    if found is None:
        raise NothingToUndo
    act, ids = found
    results = [
        result
        for first in range(0, len(ids), LOT)
        for result in _reopen(context, moderator, ids[first : first + LOT], act)
    ]
    _end(context, moderator, act)
    undone = [result for result in results if not isinstance(result, Refusal)]
    if not undone:
        raise NothingToUndo
    return undone


def _reopen(
    context: Context, moderator: Moderator, ids: Sequence[str], act: str | None = None
) -> list[Comment | Refusal]:
    """Take decisions back, those of an act alone if one is given; each stands or falls alone."""

    def body(pipe: Pipeline) -> list[Comment | Refusal]:
        loaded = comments.load(pipe, ids)
        held = webhooks.held(pipe, ids)
        results = [_reopened(moderator, comment, act) for comment in loaded]
        pairs = [
            (old, new)
            for old, new in zip(loaded, results, strict=True)
            if old and not isinstance(new, Refusal)
        ]
        decided = {old.id: old.decision.act for old, _ in pairs if old.decision}
        unheard = [delivery for delivery, held_act in held if decided.get(delivery.comment) == held_act]
        pipe.multi()
        _write(context, pipe, moderator, pairs)
        webhooks.cancel(pipe, unheard)
        but = {(delivery.comment, delivery.endpoint) for delivery in unheard}
        tell(context, pipe, [new for _, new in pairs], but)
        return results

    results = context.write(body, *map(keys.comment, ids), *map(keys.held, ids))
    for result in results:
        if not isinstance(result, Refusal):
            log.info("comment_reopened", comment_id=result.id, site=result.site, moderator=moderator.id)
    return results


def _reopened(moderator: Moderator, comment: Comment | None, act: str | None) -> Comment | Refusal:
    try:
        before = seen(moderator, comment)
        after = reopened(before)
        check_may_undo(moderator, before)
        if act is not None and before.decision and before.decision.act != act:
            raise NothingToUndo
    except Refusal as refusal:
        return refusal.with_traceback(None)
    return after


def _write(
    context: Context, pipe: Pipeline, moderator: Moderator, pairs: Sequence[tuple[Comment, Comment]]
) -> None:
    if not pairs:
        return
    before, after, now = [old for old, _ in pairs], [new for _, new in pairs], context.now()
    comments.change(pipe, before, after)
    review_queue.move(pipe, before, after)
    degraded.add(pipe, [comment.id for comment in after if awaits_rescoring(comment)])
    count(context, pipe, before, after)
    for comment in before:
        acts.forget(pipe, comment.decision.act if comment.decision else "", [comment.id])
    audit_log.append(
        pipe, [AuditEntry(now, moderator.id, Action.REOPENED, each.site, each.id) for each in after]
    )
    feed.publish(pipe, [News(Kind.REOPENED, each.site, each.id, moderator.id) for each in after])


def _end(context: Context, moderator: Moderator, act: str) -> None:
    def body(pipe: Pipeline) -> None:
        pipe.multi()
        acts.end(pipe, moderator.id, act)

    context.write(body)
