"""RQ's SimpleWorker, hardened against the ways in which stock settings lose jobs or find them late.

docs/adr/0004-rq-hardened.md tells which, and how they were measured.
"""

from __future__ import annotations

import faulthandler
import sys
from typing import TYPE_CHECKING

import rq
import structlog
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import TimeoutError as NoAnswer
from rq import worker_registration
from rq.intermediate_queue import IntermediateQueue
from rq.job import JobStatus
from rq.serializers import JSONSerializer
from rq.utils import now

from service.queue import JOB_TIMEOUT, RETRIES

if TYPE_CHECKING:
    from typing import Any

    from redis import Redis
    from rq.executions import Execution
    from rq.job import Job
    from rq.registry import StartedJobRegistry
    from rq.worker import BaseWorker

log = structlog.get_logger()

_STDERR = 2

MAINTENANCE_INTERVAL = 1
"""Seconds between two looks for jobs of killed workers."""
MAINTENANCE_LOCK = 5
"""Seconds the lock of that look outlives a worker killed in it. RQ's own stays for 899."""
STUCK_AFTER = 4
"""Seconds in RQ's intermediate queue after which a job's worker was killed between pop and start."""
FIRST_SEEN_TTL = 60
"""Seconds the first sight of a job in transit is kept. RQ keeps it a day, and a retry then looks stuck."""
GRACE = 2
"""Seconds beyond its time-out after which a job's worker counts as killed."""
WORKER_TTL = 16
"""RQ waits this less 15 seconds in each blocking pop, so that maintenance comes round each second."""


class TransitQueue(IntermediateQueue):
    """RQ's intermediate queue, with a stuck rule in seconds."""

    def set_first_seen(self, job_id: str) -> bool:
        """Note the first sight of a job, for a while."""
        key = self.get_first_seen_key(job_id)
        return bool(self.connection.set(key, now().timestamp(), nx=True, ex=FIRST_SEEN_TTL))

    def should_be_cleaned_up(self, job_id: str) -> bool:
        """Say whether a job has been in transit for too long."""
        seen = self.get_first_seen(job_id)
        return seen is not None and (now() - seen).total_seconds() > STUCK_AFTER

    def cleanup(self, worker: BaseWorker, queue: rq.Queue) -> None:
        """Bring back the jobs whose worker was killed before it had started them.

        RQ's own passes over a job that has an execution, though a worker killed right after making that
        one has not started the job: it would come back only after the execution has run out.
        """
        for job_id in self.get_job_ids():
            job = queue.fetch_job(job_id)
            if job is None:
                self.remove(job_id)
            elif job.get_status(refresh=False) is JobStatus.STARTED and job in queue.started_job_registry:
                continue
            elif not self.set_first_seen(job_id) and self.should_be_cleaned_up(job_id):
                worker.handle_job_failure(job, queue, exc_string="killed between pop and start")
                self.remove(job_id)

    def remove(self, job_id: str) -> None:
        """Take a job out, and forget when it was seen."""
        super().remove(job_id)
        self.connection.delete(self.get_first_seen_key(job_id))


class WorkedQueue(rq.Queue):
    """RQ's queue, with a maintenance lock that a killed worker does not leave behind for 15 minutes."""

    def acquire_maintenance_lock(self) -> bool:
        """Take the lock for a few seconds."""
        return bool(self.connection.set(self.registry_cleaning_key, 1, nx=True, ex=MAINTENANCE_LOCK))

    @property
    def intermediate_queue(self) -> IntermediateQueue:
        """Give the queue's transit queue."""
        return TransitQueue(self.key, connection=self.connection)


class HardenedWorker(rq.SimpleWorker):
    """A worker on exactly one queue: on two, RQ loses a job whose worker is killed between pop and start."""

    queue_class = WorkedQueue
    max_connection_wait_time = 1.0
    """Seconds between two tries to reach Redis. RQ's own grow to 60, which idle workers add to an outage."""

    def __init__(self, queue: str, connection: Redis, **options: Any) -> None:
        super().__init__(
            [queue],
            connection=connection,
            serializer=JSONSerializer,
            maintenance_interval=MAINTENANCE_INTERVAL,
            worker_ttl=WORKER_TTL,
            log_job_description=False,
            **options,
        )

    def subscribe(self) -> None:
        """Take no commands over Redis: its supervisor stops a worker, and whoever can publish should not."""

    def execute_job(self, job: Job, queue: rq.Queue) -> None:
        """Run a job; end the process where even the time-out cannot end the job. It comes back then."""
        faulthandler.dump_traceback_later(self.get_heartbeat_ttl(job), exit=True, file=_STDERR)
        try:
            super().execute_job(job, queue)
        finally:
            faulthandler.cancel_dump_traceback_later()

    def prepare_execution(self, job: Job) -> Execution:
        """Begin a run of the job, without what a killed worker left of an earlier one.

        RQ would trip over that when the job is done, take it for failed, and run it again for a minute.
        """
        if job.retries_left != RETRIES:
            self.connection.delete(job.execution_registry.key)
        return super().prepare_execution(job)

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002
        """Give the seconds after which the running job's worker counts as killed."""
        return int(job.timeout or JOB_TIMEOUT) + GRACE

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Log a failed job by its error's type: the message may hold a reader's words."""
        log.error("job_failed", job=job.id, exc_info=exc_info)

    def handle_job_failure(
        self,
        job: Job,
        queue: rq.Queue,
        started_job_registry: StartedJobRegistry | None = None,
        exc_string: str = "",
        execution: Execution | None = None,
    ) -> None:
        """Bring a failed job back; the error's message stays out of Redis too.

        Redis being away is no attempt at the job: comments are not to be taken for poison for that.
        """
        error = sys.exc_info()[0]
        if error and issubclass(error, ConnectionLost | NoAnswer) and job.retries_left is not None:
            job.retries_left += 1
        reason = error.__name__ if error else exc_string
        super().handle_job_failure(job, queue, started_job_registry, reason, execution)

    def run_maintenance_tasks(self) -> None:
        """Look after the queue, and stay on its list of workers: an outage strikes all of them off."""
        super().run_maintenance_tasks()  # type: ignore[no-untyped-call]
        worker_registration.register(self)
