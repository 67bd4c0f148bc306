"""Putting comments in beside HTTP, and what Redis says became of comments."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import uuid_utils

from service.domain.audit import Action
from service.domain.comment import Receipt, Status, accept
from service.domain.submission import Submission
from service.storage import audit_log, comments, statistics
from service.submit import Intake, submit
from tests.e2e.processes import SITE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.context import Context
    from service.domain.comment import Comment


def intake(context: Context, content: str, idempotency: str | None = None, payload: str = "") -> Intake:
    """Make a submission as it comes out of the HTTP request."""
    submission = Submission(content, "Erika", "erika@example.org", "1")
    receipt = Receipt(
        id=str(uuid_utils.uuid7()),
        site=SITE,
        created_at=context.now(),
        author=context.hasher.author(SITE, content),
        address=None,
        email_traits=(),
        request_id="",
        idempotency=idempotency,
    )
    return Intake(accept(submission, receipt), b"token", "key", payload)


def put_in(context: Context, contents: Sequence[str]) -> list[str]:
    """Submit comments as one batch, which is one job where it has up to 64; give their ids."""
    batch = [intake(context, content) for content in contents]
    submit(context, batch)
    return [each.comment.id for each in batch]


def loaded(context: Context, comment_ids: Sequence[str]) -> list[Comment]:
    """Read comments, none of which may be missing."""
    found = [comment for comment in comments.load(context.redis, comment_ids) if comment is not None]
    assert len(found) == len(comment_ids), "a comment was lost"
    return found


def decided(context: Context, comment_ids: Sequence[str]) -> bool:
    """Say whether all of the comments have been decided."""
    return all(comment.status is not Status.PENDING for comment in loaded(context, comment_ids))


def screenings(context: Context) -> Counter[str]:
    """Count each comment's screenings in the audit log."""
    entries = (entry for _, entry in audit_log.page(context.redis, SITE, None, 1_000_000))
    return Counter(entry.comment or "" for entry in entries if entry.action is Action.SCREENED)


def counted(context: Context) -> tuple[int, int]:
    """Give the counters of comments accepted and of policy decisions."""
    counters = statistics.read(context.redis)
    decisions = (number for name, number in counters.items() if name.startswith("decisions|"))
    return counters.get("accepted", 0), sum(decisions)


def rq_holds(context: Context) -> dict[str, int]:
    """Count RQ's jobs of the screen by where they are: waiting, on their way, running or failed."""
    queue, redis = context.queues.screen, context.redis
    places = {
        "waiting": redis.llen(queue.key),
        "in transit": redis.llen(queue.intermediate_queue_key),
        "running": redis.zcard(queue.started_job_registry.key),
        "failed": redis.zcard(queue.failed_job_registry.key),
    }
    return {place: int(number) for place, number in places.items() if number}


def lose_jobs(context: Context) -> None:
    """Take every waiting job away from the screen, as a Redis that forgot would."""
    context.queues.screen.empty()  # type: ignore[no-untyped-call]
