"""The rescore stage: score again what the built-in decided in a backend's place, once the backend is back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from service.domain.audit import Action, entry_of_decision
from service.domain.comment import Comment, awaits_rescoring, rescored
from service.domain.news import Kind, News
from service.domain.policy import decide, picks
from service.domain.queues import queue_of
from service.insight import count
from service.queue import enqueue_rescore
from service.storage import (
    audit_log,
    claims,
    comments,
    degraded,
    feed,
    keys,
    policies,
    review_queue,
    statistics,
)
from service.tell import tell
from workers.isolate import ScoringFailed, assess
from workers.scorable import scorable
from workers.scorers.scorer import is_whole
from workers.station import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.score import Assessment
    from workers.scorers.scorer import Scorer

log = structlog.get_logger()

LOT = 8
"""Comments a job scores again: few, so that those that wait for their first decision do not wait long."""
MAX_ATTEMPTS = 3
"""Attempts with the backend there, after which a comment keeps its degraded decision: it may be poison."""


@dataclass(frozen=True, slots=True)
class _Rescored:
    """A comment before and after."""

    before: Comment
    after: Comment

    @property
    def changed(self) -> bool:
        return self.before.status is not self.after.status


def rescore_comments() -> None:
    """Rescore some comments: the job that RQ calls by its name."""
    station = current()
    if station.scorer is None:
        raise RuntimeError("this worker has no scorer: it serves another queue")
    rescore(station.context, station.scorer)


def rescore(context: Context, scorer: Scorer) -> None:
    """Score some degraded comments again, and enqueue the next such job, until none is left.

    Where this worker's backend is away, nothing happens: the sweep makes another job. Safe to run twice and
    beside itself: what a person has decided or holds is left alone, and what was rescored is not degraded.
    """
    lot = degraded.next_lot(context.redis, LOT)
    if not lot or not is_whole(scorer):
        _pause(context)
        return
    _count_attempt(context, lot)
    waiting = [each for each in comments.load(context.redis, list(lot)) if each and awaits_rescoring(each)]
    assessed = assess(scorer, scorable(context, waiting))
    # Not scored but for the built-in, once more: the backend is away again, or cannot bear the comment.
    found = {
        comment.id: assessment
        for comment, assessment in zip(waiting, assessed, strict=True)
        if not isinstance(assessment, ScoringFailed) and not assessment.degraded
    }
    for each in _replace(context, lot, found):
        _log(each)


def _pause(context: Context) -> None:
    def body(pipe: Pipeline) -> None:
        pipe.multi()
        degraded.note_no_job(pipe)

    context.write(body)


def _count_attempt(context: Context, lot: Mapping[str, int]) -> None:
    """Count it before it is made, so that whatever happens in it, a killed worker included, it counts."""

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        degraded.count_attempt(pipe, list(lot))

    context.write(body)


def _replace(context: Context, lot: Mapping[str, int], found: Mapping[str, Assessment]) -> list[_Rescored]:
    """Replace the policy's decisions, but for comments that a person decided or holds meanwhile."""
    ids = list(lot)

    def body(pipe: Pipeline) -> list[_Rescored]:
        holders = claims.holders(pipe, ids)
        free = [
            comment
            for comment, holder in zip(comments.load(pipe, ids), holders, strict=True)
            if comment and holder is None and awaits_rescoring(comment)
        ]
        replaced = _decide(context, [comment for comment in free if comment.id in found], found)
        again = {
            comment.id for comment in free if comment.id not in found and lot[comment.id] + 1 < MAX_ATTEMPTS
        }
        pipe.multi()
        _write(context, pipe, replaced)
        degraded.remove(pipe, [comment_id for comment_id in ids if comment_id not in again])
        degraded.note_job(pipe)
        enqueue_rescore(context.queues, pipe)
        return replaced

    return context.write(body, *map(keys.comment, ids), *map(keys.claim, ids))


def _decide(context: Context, free: list[Comment], found: Mapping[str, Assessment]) -> list[_Rescored]:
    in_force = policies.in_force(context.redis, (comment.site for comment in free))
    now = context.now()
    replaced = []
    for comment in free:
        policy, assessment = in_force[comment.site], found[comment.id]
        decision = decide(policy, assessment, now)
        after = rescored(comment, assessment, decision, sampled=picks(policy, comment.id))
        replaced.append(_Rescored(comment, after))
    return replaced


def _write(context: Context, pipe: Pipeline, replaced: list[_Rescored]) -> None:
    if not replaced:
        return
    after = [each.after for each in replaced]
    changed = [each.after for each in replaced if each.changed]
    comments.change(pipe, [each.before for each in replaced], after)
    review_queue.move(pipe, [each.before for each in replaced], after)
    audit_log.append(pipe, [entry_of_decision(comment, Action.RESCORED) for comment in after])
    count(context, pipe, [each.before for each in replaced], after)
    statistics.count_rescored(pipe, changed=len(changed), kept=len(after) - len(changed))
    tell(context, pipe, changed)
    feed.publish(pipe, [_news(comment) for comment in changed])


def _news(comment: Comment) -> News:
    return News(Kind.FLAGGED if queue_of(comment) else Kind.DECIDED, comment.site, comment.id)


def _log(each: _Rescored) -> None:
    decision = each.after.decision
    log.info(
        "comment_rescored",
        comment_id=each.after.id,
        site=each.after.site,
        request_id=each.after.request_id,
        outcome=decision and decision.outcome,
        changed=each.changed,
    )
