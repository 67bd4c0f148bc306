"""The two RQ queues, and the jobs that go into them inside a storage transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import rq
from rq.serializers import JSONSerializer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis
    from redis.client import Pipeline

SCREEN = "screen"
NOTIFY = "notify"

SCREEN_JOB = "workers.screen.screen_comments"
"""The job's dotted name is a wire format: jobs in flight carry it, and a test pins it."""
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
        _enqueue(queues.screen, pipeline, SCREEN_JOB, batch, JOB_TIMEOUT)


def enqueue_notify(queues: Queues, pipeline: Pipeline, delivery_ids: Sequence[str]) -> None:
    """Put deliveries into the notify queue, as part of the pipeline's transaction: one a job."""
    for delivery_id in delivery_ids:
        _enqueue(queues.notify, pipeline, NOTIFY_JOB, delivery_id, NOTIFY_TIMEOUT)


def _enqueue(queue: rq.Queue, pipeline: Pipeline, job: str, argument: str | list[str], timeout: int) -> None:
    """Enqueue a job; never with a `ttl`, which loses waiting jobs, nor `unique`, which writes at once."""
    queue.enqueue(
        job,
        args=(argument,),
        description=job,
        job_timeout=timeout,
        retry=rq.Retry(max=RETRIES),
        result_ttl=0,
        failure_ttl=FAILURE_TTL,
        pipeline=pipeline,
    )


HEARTBEAT_WINDOW = 12
"""Seconds without a sign of life, a whole job's time included, after which a worker counts as gone."""


def living_workers(queue: rq.Queue) -> list[str]:
    """Name the workers that serve a queue and gave a sign of life lately."""
    limit = datetime.now(UTC) - timedelta(seconds=HEARTBEAT_WINDOW)
    workers = rq.Worker.all(queue=queue)
    return sorted(
        worker.name for worker in workers if worker.last_heartbeat and worker.last_heartbeat > limit
    )


def depths(queues: Queues) -> dict[str, int]:
    """Count the jobs that wait in each queue."""
    return {name: queue.count for name, queue in queues.by_name().items()}


def oldest_waiting(queue: rq.Queue) -> float | None:
    """Give the time, in seconds since 1970, at which the job that waits longest was enqueued."""
    ids = queue.get_job_ids(0, 1)
    job = queue.fetch_job(ids[0]) if ids else None
    return job.enqueued_at.timestamp() if job and job.enqueued_at else None
