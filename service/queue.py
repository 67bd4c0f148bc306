"""The two RQ queues, and the jobs that go into them inside a storage transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import rq
from rq.serializers import JSONSerializer
from rq.utils import as_text, utcparse
from rq.worker_registration import get_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

SCREEN = "screen"
NOTIFY = "notify"

SCREEN_JOB = "workers.screen.screen_comments"
"""The job's dotted name is a wire format: jobs in flight carry it, and a test pins it."""
RESCORE_JOB = "workers.rescore.rescore_comments"
NOTIFY_JOB = "workers.notify.deliver"

BATCH = 64
"""Comments one job may carry. RQ spends some 57 Redis commands a job, whatever the job carries."""
NOTIFY_TIMEOUT = 20
"""Seconds a delivery may take; the endpoint has 15 of them."""
JOB_TIMEOUT = 8
"""Seconds a job may run. A killed worker's job comes back this long after, plus a few."""
RETRIES = 30
"""How often RQ brings a job back when its worker was killed."""
FAILURE_TTL = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Queues:
    """The queues, bound to one Redis."""

    screen: rq.Queue
    notify: rq.Queue

    def by_name(self) -> dict[str, rq.Queue]:
        """Give the queues by their names."""
        return {SCREEN: self.screen, NOTIFY: self.notify}


def open_queues(redis: Redis) -> Queues:
    """Bind the queues to a Redis. JSON on both sides: a pickle would let whoever writes Redis run code."""
    return Queues(*(rq.Queue(name, connection=redis, serializer=JSONSerializer) for name in (SCREEN, NOTIFY)))


def enqueue_screen(queues: Queues, pipeline: Pipeline, comment_ids: Sequence[str]) -> None:
    """Put comments into the screen queue, as part of the pipeline's transaction."""
    for first in range(0, len(comment_ids), BATCH):
        batch = list(comment_ids[first : first + BATCH])
        _enqueue(queues.screen, pipeline, SCREEN_JOB, batch, timeout=JOB_TIMEOUT, retry=rq.Retry(max=RETRIES))


def enqueue_rescore(queues: Queues, pipeline: Pipeline) -> None:
    """Put a rescore job into the screen queue, as part of the pipeline's transaction.

    It goes behind the comments that wait for their first decision, and takes its own from storage.
    """
    _enqueue(queues.screen, pipeline, RESCORE_JOB, timeout=JOB_TIMEOUT, retry=rq.Retry(max=RETRIES))


def enqueue_notify(queues: Queues, pipeline: Pipeline, delivery_ids: Sequence[str]) -> None:
    """Put deliveries into the notify queue, as part of the pipeline's transaction: one a job.

    RQ is not to retry them: each has its own time for the next attempt.
    """
    for delivery_id in delivery_ids:
        _enqueue(queues.notify, pipeline, NOTIFY_JOB, delivery_id, timeout=NOTIFY_TIMEOUT, retry=None)


def _enqueue(
    queue: rq.Queue,
    pipeline: Pipeline,
    job: str,
    *arguments: str | list[str],
    timeout: int,
    retry: rq.Retry | None,
) -> None:
    """Enqueue a job; never with a `ttl`, which loses waiting jobs, nor `unique`, which writes at once."""
    queue.enqueue(
        job,
        args=arguments,
        description=job,
        job_timeout=timeout,
        retry=retry,
        result_ttl=0,
        failure_ttl=FAILURE_TTL,
        pipeline=pipeline,
    )


HEARTBEAT_WINDOWS = {SCREEN: JOB_TIMEOUT + 4, NOTIFY: NOTIFY_TIMEOUT + 4}
"""Seconds without a sign of life, a whole job's time included, after which a worker counts as gone."""


def living_workers(queue: rq.Queue) -> list[str]:
    """Name the workers that serve a queue and gave a sign of life lately.

    Read without RQ's `Worker`, which would set the time-out of our connections to its own 415 seconds.
    """
    limit = datetime.now(UTC) - timedelta(seconds=HEARTBEAT_WINDOWS[queue.name])
    keys = sorted(get_keys(queue))
    pipe = queue.connection.pipeline(transaction=False)
    for key in keys:
        pipe.hget(key, "last_heartbeat")
    beats = zip(keys, pipe.execute(), strict=True)
    prefix = rq.Worker.redis_worker_namespace_prefix
    return [key.removeprefix(prefix) for key, beat in beats if beat and utcparse(as_text(beat)) > limit]


def depths(queues: Queues) -> dict[str, int]:
    """Count the jobs that wait in each queue."""
    return {name: queue.count for name, queue in queues.by_name().items()}


def oldest_waiting(queue: rq.Queue) -> float | None:
    """Give the time, in seconds since 1970, at which the job that waits longest was enqueued."""
    ids = queue.get_job_ids(0, 1)
    job = queue.fetch_job(ids[0]) if ids else None
    return job.enqueued_at.timestamp() if job and job.enqueued_at else None
