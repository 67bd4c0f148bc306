"""What every decision of a moderator changes besides the comment, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.audit import entry_of_decision
from service.domain.news import Kind, News
from service.insight import count
from service.storage import (
    acts,
    announcements,
    audit_log,
    claims,
    comments,
    dead_letters,
    feed,
    review_queue,
    statistics,
)
from service.tell import tell_later

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.audit import Action
    from service.domain.comment import Comment


def write_decisions(
    context: Context, pipe: Pipeline, before: Sequence[Comment], after: Sequence[Comment], action: Action
) -> None:
    """Write one moderator's decisions, all of one act."""
    if not after or after[0].decision is None:
        return
    ids, decision = [comment.id for comment in after], after[0].decision
    comments.change(pipe, before, after)
    review_queue.move(pipe, before, after)
    claims.drop(pipe, ids)
    dead_letters.remove(pipe, *ids)
    audit_log.append(pipe, [entry_of_decision(comment, action) for comment in after])
    statistics.count_decisions(pipe, after)
    count(context, pipe, before, after)
    announcements.announce(pipe, ids)
    acts.keep(pipe, decision.moderator or "", decision.act, ids)
    feed.publish(
        pipe, [News(Kind.DECIDED, comment.site, comment.id, decision.moderator) for comment in after]
    )
    tell_later(context, pipe, after, decision.act)
