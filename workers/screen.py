"""The screen stage: score pending comments, decide on each, and write it all in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rq
import structlog

from service.domain.audit import Action, entry_of_decision
from service.domain.comment import Status, awaits_rescoring, screened
from service.domain.news import Kind, News
from service.domain.policy import Policy, decide, picks
from service.domain.queues import queue_of
from service.insight import count
from service.queue import RETRIES, enqueue_screen
from service.storage import (
    announcements,
    audit_log,
    authors,
    campaigns,
    comments,
    dead_letters,
    degraded,
    feed,
    keys,
    pending,
    policies,
    review_queue,
    statistics,
)
from service.tell import tell
from workers.isolate import ScoringFailed, assess
from workers.scorable import scorable
from workers.station import current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis.client import Pipeline

    from service.context import Context
    from service.domain.comment import Comment
    from service.domain.score import Assessment
    from workers.scorers.scorer import Scorer

    Assessed = list[Assessment | ScoringFailed]

log = structlog.get_logger()

WHOLE_ATTEMPTS = 2
"""Attempts at a batch as a whole. A job that took its worker down twice is split into single comments."""
SINGLE_ATTEMPTS = 3
"""Attempts at a comment alone, before it is taken for poison."""
NO_POLICY = Policy(0, {})
"""What a site without a policy has: everything goes to a human."""
KILLED = "WorkerKilled"
"""The error of a comment that takes its worker down."""


def screen_comments(comment_ids: list[str]) -> None:
    """Screen comments: the job that RQ calls by its name."""
    station = current()
    if station.scorer is None:
        raise RuntimeError("this worker has no scorer: it serves another queue")
    screen(station.context, station.scorer, comment_ids, _attempt())


def screen(context: Context, scorer: Scorer, comment_ids: Sequence[str], attempt: int = 1) -> None:
    """Score and decide those of the comments that are still pending.

    Safe to run twice: what was decided or erased meanwhile is left alone, and a comment that changes
    while it is being scored makes the transaction start again.
    """
    if attempt > WHOLE_ATTEMPTS and len(comment_ids) > 1:
        _split(context, comment_ids)
        return

    def body(pipe: Pipeline) -> list[Comment]:
        before = [
            comment
            for comment in comments.load(pipe, comment_ids)
            if comment and comment.status is Status.PENDING
        ]
        assessed = _poison(before) if attempt > SINGLE_ATTEMPTS else _score(context, scorer, before)
        after = _decide(context, before, assessed)
        pipe.multi()
        _write(context, pipe, before, after, assessed)
        return after

    for comment in context.write(body, *map(keys.comment, comment_ids)):
        _log(comment)


def _score(context: Context, scorer: Scorer, before: Sequence[Comment]) -> Assessed:
    return assess(scorer, scorable(context, before))


def _poison(before: Sequence[Comment]) -> Assessed:
    return [ScoringFailed(KILLED) for _ in before]


def _decide(context: Context, before: Sequence[Comment], assessed: Assessed) -> list[Comment]:
    in_force = policies.in_force(context.redis, (comment.site for comment in before))
    now = context.now()
    after = []
    for comment, assessment in zip(before, assessed, strict=True):
        policy = in_force.get(comment.site, NO_POLICY)
        scored = None if isinstance(assessment, ScoringFailed) or policy is NO_POLICY else assessment
        sampled = picks(policy, comment.id)
        after.append(screened(comment, scored, decide(policy, scored, now), sampled=sampled))
    return after


def _write(
    context: Context, pipe: Pipeline, before: Sequence[Comment], after: Sequence[Comment], assessed: Assessed
) -> None:
    if not after:
        return
    comments.change(pipe, before, after)
    review_queue.move(pipe, before, after)
    feed.publish(pipe, [News(Kind.FLAGGED, each.site, each.id) for each in after if queue_of(each)])
    authors.remember(pipe, after)
    campaigns.join(pipe, after)
    audit_log.append(pipe, [entry_of_decision(comment, Action.SCREENED) for comment in after])
    statistics.count_decisions(pipe, after)
    statistics.count_screened(pipe, after)
    count(context, pipe, before, after)
    degraded.add(pipe, [comment.id for comment in after if awaits_rescoring(comment)])
    announcements.announce(pipe, [comment.id for comment in after])
    tell(context, pipe, after)
    now = context.now()
    dead_letters.add(
        pipe,
        [
            dead_letters.DeadLetter(comment.id, comment.site, assessment.error, now)
            for comment, assessment in zip(after, assessed, strict=True)
            if isinstance(assessment, ScoringFailed)
        ],
    )


def _split(context: Context, comment_ids: Sequence[str]) -> None:
    """Give each comment a job of its own, to find the one that takes workers down."""

    def body(pipe: Pipeline) -> None:
        pipe.multi()
        pending.postpone(pipe, comment_ids, int(context.now().timestamp() * 1000))
        for comment_id in comment_ids:
            enqueue_screen(context.queues, pipe, [comment_id])

    context.write(body)
    log.warning("batch_split", comments=len(comment_ids))


def _attempt() -> int:
    """Count the attempts at the running job, this one included: RQ takes a retry for each killed worker."""
    job = rq.get_current_job()
    left = job.retries_left if job else None
    return 1 if left is None else RETRIES - left + 1


def _log(comment: Comment) -> None:
    decision = comment.decision
    log.info(
        "comment_screened",
        comment_id=comment.id,
        site=comment.site,
        request_id=comment.request_id,
        outcome=decision and decision.outcome,
        reasons=[reason.code for reason in decision.reasons] if decision else [],
    )
