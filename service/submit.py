"""The submit stage: store comments and give them to the screen, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from service.domain.comment import Comment
from service.domain.errors import IdempotencyKeyReused, Refusal
from service.queue import enqueue_screen
from service.shares import take_shares
from service.storage import comments, idempotency, statistics
from service.storage.idempotency import Answered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis.client import Pipeline

    from service.context import Context
    from service.storage.rate_limits import Grant

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Intake:
    """A submission on its way in.

    Attributes:
        comment: The comment it will be, once stored.
        token: Its private data, encrypted.
        key: The name of the site key it came with, for the rate limit.
        payload: Keyed hash of the request's body, where it has an Idempotency-Key.
    """

    comment: Comment
    token: bytes
    key: str
    payload: str = ""

    @property
    def idempotency(self) -> str | None:
        """The Redis key of its Idempotency-Key, if it has one."""
        return self.comment.idempotency


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to a submission that is safely stored.

    Attributes:
        id: The comment's id.
        post: Its article.
        created_at: When it was accepted, UTC.
        replayed: The same request was answered before, and this is that answer.
        remaining: Submissions the site key has left now; None without a limit.
        reset: Seconds until its whole quota is free.
    """

    id: str
    post: str
    created_at: datetime
    replayed: bool = False
    remaining: int | None = None
    reset: int = 0


Answer = Accepted | Refusal


def submit(context: Context, batch: Sequence[Intake]) -> list[Answer]:
    """Store a batch of submissions and enqueue them as one job.

    All that are answered with `Accepted` are in Redis, together with their job, before this returns.

    Raises:
        redis.exceptions.RedisError: Nothing can be said of any of them; a client may try again with
            its Idempotency-Key.
    """
    shares = take_shares(context, batch)
    within = [intake for number, intake in enumerate(batch) if number not in shares.refusals]
    names = sorted({intake.idempotency for intake in within if intake.idempotency})

    def body(pipe: Pipeline) -> list[Answer]:
        answered = idempotency.load(pipe, names)
        answers, fresh = _settle(within, answered)
        pipe.multi()
        if fresh:
            _store(context, pipe, fresh)
        return answers

    answers = iter(context.write(body, *names))
    settled = [shares.refusals.get(number) or next(answers) for number in range(len(batch))]
    return [
        _with_quota(answer, shares.keys.get(intake.key))
        for answer, intake in zip(settled, batch, strict=True)
    ]


def _settle(batch: Sequence[Intake], answered: dict[str, Answered]) -> tuple[list[Answer], list[Intake]]:
    """Tell new submissions from those whose Idempotency-Key was answered before."""
    answers: list[Answer] = []
    fresh: list[Intake] = []
    known = dict(answered)
    for intake in batch:
        before = known.get(intake.idempotency) if intake.idempotency else None
        if before is None:
            comment = intake.comment
            fresh.append(intake)
            answers.append(Accepted(comment.id, comment.post, comment.created_at))
            if intake.idempotency:
                known[intake.idempotency] = _answered(intake)
        elif before.payload == intake.payload:
            answers.append(Accepted(before.comment, before.post, before.created_at, replayed=True))
        else:
            answers.append(IdempotencyKeyReused())
    return answers, fresh


def _store(context: Context, pipe: Pipeline, fresh: Sequence[Intake]) -> None:
    accepted = [intake.comment for intake in fresh]
    comments.add(pipe, accepted, [intake.token for intake in fresh], context.settings.private_days)
    for intake in fresh:
        if intake.idempotency:
            idempotency.keep(pipe, intake.idempotency, _answered(intake))
    statistics.count_accepted(pipe, len(accepted))
    enqueue_screen(context.queues, pipe, [comment.id for comment in accepted])


def _answered(intake: Intake) -> Answered:
    comment = intake.comment
    return Answered(intake.payload, comment.id, comment.post, comment.created_at)


def _with_quota(answer: Answer, grant: Grant | None) -> Answer:
    if isinstance(answer, Accepted) and grant is not None:
        return replace(answer, remaining=max(0, grant.remaining), reset=grant.reset)
    return answer


def log_accepted(batch: Sequence[Intake], answers: Sequence[Answer]) -> None:
    """Log one event a comment that was accepted."""
    for intake, answer in zip(batch, answers, strict=True):
        if isinstance(answer, Accepted):
            log.info(
                "comment_submitted",
                comment_id=answer.id,
                site=intake.comment.site,
                request_id=intake.comment.request_id,
                replayed=answer.replayed,
            )
