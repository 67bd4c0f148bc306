"""RQ's worker as we have hardened it: what would be lost, late or told comes back, in time and in silence."""

from __future__ import annotations

import dataclasses
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import rq
import structlog
from rq import worker_registration
from rq.serializers import JSONSerializer
from rq.utils import now

from service.queue import RETRIES, SCREEN, SCREEN_JOB, living_workers
from service.storage.connection import SOCKET_TIMEOUT, connect, connect_worker
from tests.e2e.counts import lose_jobs, put_in, rq_holds, screenings
from tests.integration.scorers import Moody, raising
from workers import worker as worker_module
from workers.station import Station, install
from workers.worker import FIRST_SEEN_TTL, MAINTENANCE_LOCK, STUCK_AFTER, HardenedWorker, WorkedQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rq.job import Job

    from service.context import Context


@pytest.fixture
def worker(context: Context) -> Iterator[HardenedWorker]:
    """Make a worker that has not begun to work."""
    connection = connect_worker(context.settings.redis_url or "")
    yield HardenedWorker(SCREEN, connection)
    connection.close()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Give a function that sets the clock of the stuck rule some seconds ahead."""

    def go(seconds: float) -> None:
        monkeypatch.setattr(worker_module, "now", lambda: now() + timedelta(seconds=seconds))

    return go


def pop(context: Context) -> Job:
    """Take a job off the queue as a worker does that is killed right then."""
    job, _ = WorkedQueue.dequeue_any(  # type: ignore[misc]
        [context.queues.screen], None, context.redis, serializer=JSONSerializer
    )
    assert rq_holds(context) == {"in transit": 1}
    return job


def test_a_job_popped_and_not_started_comes_back(
    context: Context, worker: HardenedWorker, later: Callable[[float], None]
) -> None:
    """After STUCK_AFTER seconds and not before; the first sight is forgotten with it."""
    put_in(context, ["eins"])
    job = pop(context)
    worker.run_maintenance_tasks()
    later(STUCK_AFTER - 0.5)
    worker.run_maintenance_tasks()
    assert rq_holds(context) == {"in transit": 1}
    assert 0 < context.redis.ttl(f"rq:queue:screen:intermediate:first_seen:{job.id}") <= FIRST_SEEN_TTL
    later(STUCK_AFTER + 0.5)
    worker.run_maintenance_tasks()
    assert rq_holds(context) == {"waiting": 1}
    assert not list(context.redis.scan_iter("*first_seen*"))


def test_an_execution_without_a_start_does_not_hold_a_job_back(
    context: Context, worker: HardenedWorker, later: Callable[[float], None]
) -> None:
    """Killed between the execution's record and the job's: back as fast, where RQ waits for the former."""
    put_in(context, ["eins"])
    worker.prepare_execution(pop(context))
    worker.run_maintenance_tasks()
    later(STUCK_AFTER + 0.5)
    worker.run_maintenance_tasks()
    assert rq_holds(context)["waiting"] == 1


def test_a_running_job_is_left_alone(
    context: Context, worker: HardenedWorker, later: Callable[[float], None]
) -> None:
    """A job that has started is not taken for stuck, though its id lingers in transit."""
    put_in(context, ["eins"])
    job = pop(context)
    worker.prepare_execution(job)
    worker.prepare_job_execution(job)
    worker.run_maintenance_tasks()
    later(STUCK_AFTER + 60)
    worker.run_maintenance_tasks()
    assert rq_holds(context) == {"in transit": 1, "running": 1}


def test_a_vanished_job_does_not_linger(context: Context, worker: HardenedWorker) -> None:
    """An id in transit without a job is dropped."""
    put_in(context, ["eins"])
    pop(context).delete(remove_from_queue=False)
    worker.run_maintenance_tasks()
    assert rq_holds(context) == {}


def test_a_dead_maintainers_lock_runs_out(context: Context) -> None:
    """The maintenance lock lives for seconds: RQ's own outlives a killed worker by a quarter of an hour."""
    queue = WorkedQueue(SCREEN, connection=context.redis)
    assert queue.acquire_maintenance_lock()
    assert not queue.acquire_maintenance_lock()
    assert 0 < context.redis.ttl(queue.registry_cleaning_key) <= MAINTENANCE_LOCK


def test_a_failed_job_tells_its_errors_type_alone(
    context: Context,
    worker: HardenedWorker,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What RQ keeps of a job that failed for good, and what is logged of it, holds no message."""
    install(Station(context, Moody(raising(SystemExit))))
    comment_ids = put_in(context, ["Gift"])
    lose_jobs(context)
    job = context.queues.screen.enqueue(SCREEN_JOB, args=(comment_ids,), description=SCREEN_JOB)
    with caplog.at_level(logging.DEBUG):
        worker.work(burst=True, logging_level="WARNING")
    result = job.latest_result()
    assert result is not None
    assert result.exc_string == "SystemExit"
    assert rq_holds(context) == {"failed": 1}
    assert "cannot score" not in caplog.text
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("gone", "left"), [(True, RETRIES), (False, RETRIES - 3)])
def test_redis_being_away_is_no_attempt(
    context: Context, worker: HardenedWorker, *, gone: bool, left: int
) -> None:
    """Three runs that met no Redis leave the job its attempts; three that failed by themselves do not."""
    nowhere = dataclasses.replace(context, redis=connect("unix:///nowhere"))
    install(Station(nowhere, Moody()) if gone else Station(context, None))
    put_in(context, ["eins"])
    with structlog.testing.capture_logs() as logs:
        worker.work(burst=True, max_jobs=3, logging_level="CRITICAL")
    assert [entry["event"] for entry in logs] == ["job_failed"] * 3
    [job] = context.queues.screen.jobs
    assert job.retries_left == left


def test_what_a_killed_run_left_does_not_fail_the_next_one(
    context: Context, worker: HardenedWorker, screen_all: Callable[[], None]
) -> None:
    """RQ stumbles over an execution that has run out, at the end of a job well done: it must be gone."""
    comment_ids = put_in(context, ["eins"])
    job = pop(context)
    execution = worker.prepare_execution(job)
    worker.prepare_job_execution(job, remove_from_intermediate_queue=True)
    context.redis.delete(execution.key)
    context.redis.zadd(context.queues.screen.started_job_registry.key, {execution.composite_key: 1})
    screen_all()
    assert screenings(context) == dict.fromkeys(comment_ids, 1)
    assert rq_holds(context) == {}
    assert not list(context.redis.scan_iter("rq:job:*"))


def test_a_worker_struck_off_the_list_puts_itself_back(context: Context, worker: HardenedWorker) -> None:
    """After an outage in which its key ran out, a worker that lives is seen again."""
    worker.register_birth()  # type: ignore[no-untyped-call]
    assert living_workers(context.queues.screen) == [worker.name]
    context.redis.delete(worker.key)
    worker_registration.clean_worker_registry(worker.queues[0])
    assert living_workers(context.queues.screen) == []
    worker.heartbeat()
    worker.run_maintenance_tasks()
    assert living_workers(context.queues.screen) == [worker.name]
    worker.register_death()  # type: ignore[no-untyped-call]


def test_looking_for_workers_leaves_our_time_outs_alone(context: Context, worker: HardenedWorker) -> None:
    """RQ's own listing sets the connections' time-out to 415 s, with which a hung Redis hangs the API."""
    worker.register_birth()  # type: ignore[no-untyped-call]
    assert living_workers(context.queues.screen) == [worker.name]
    assert context.redis.connection_pool.connection_kwargs["socket_timeout"] == SOCKET_TIMEOUT
    rq.Worker.all(queue=context.queues.screen)
    assert context.redis.connection_pool.connection_kwargs["socket_timeout"] > SOCKET_TIMEOUT
    worker.register_death()  # type: ignore[no-untyped-call]
