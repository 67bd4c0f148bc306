"""RQ's SimpleWorker, hardened against the ways in which stock settings lose jobs or find them late.

docs/adr/0004-rq-hardened.md tells which, and how they were measured.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import rq
from rq.intermediate_queue import IntermediateQueue
from rq.serializers import JSONSerializer
from rq.utils import now

from service.queue import JOB_TIMEOUT

if TYPE_CHECKING:
    from typing import Any

    from redis import Redis
    from rq.job import Job

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
        self._parent = os.getppid()

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002
        """Give the seconds after which the running job's worker counts as killed."""
        return int(job.timeout or JOB_TIMEOUT) + GRACE

    def run_maintenance_tasks(self) -> None:
        """Look after the queue; stop if the supervisor is gone, so that nothing is left running."""
        if os.getppid() != self._parent:
            self._stop_requested = True
            return
        super().run_maintenance_tasks()  # type: ignore[no-untyped-call]
