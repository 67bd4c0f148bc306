"""Redis full, or too much waiting: submissions are refused early, workers drain the queue, all by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.embedded_redis import EmbeddedRedis
from service.storage import pending
from tests.e2e.counts import decided, put_in
from tests.e2e.processes import House, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BALLAST = 2_000
"""Keys of 20 kB, beside which buffers that come and go do not matter."""


def refused(house: House) -> bool:
    """Say whether a submission is refused because there is no room."""
    answer = house.post("Danke")
    if answer.status == 202:
        return False
    assert answer.status == 503
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.body["code"] == "queue_full"
    assert int(answer.headers["Retry-After"]) >= 1
    return True


def limit(house: House, share: float) -> None:
    """Set Redis's memory limit so that the given share of it is used now."""
    used = house.context.redis.info("memory")["used_memory"]
    house.context.redis.config_set("maxmemory", int(used / share) if share else 0)


def test_a_full_redis_refuses_drains_and_recovers(tmp_path: Path, tell: Callable[[str], None]) -> None:
    """Nearly full: refused though writes would work, and workers drain. Full: refused, and back when not."""
    with EmbeddedRedis(tmp_path / "redis") as redis, House(redis.url, tmp_path) as house:
        house.api.start()
        wait_until(lambda: house.probe("/livez"), "the API is up")
        for number in range(BALLAST):
            house.context.redis.set(f"ballast:{number}", bytes(20_000))
        waiting = put_in(house.context, [f"Kommentar {number}" for number in range(200)])
        limit(house, 0.9)
        noticed = wait_until(lambda: refused(house), "submissions are refused", within=3)
        house.workers.start()
        wait_until(lambda: decided(house.context, waiting), "workers drain the queue")
        assert refused(house)
        limit(house, 1.1)
        assert refused(house)
        wait_until(lambda: "OutOfMemory" in str(house.probe("/readyz")), "/readyz says why")
        wait_until(lambda: "worker_exited" in house.workers.logged(), "a worker gives up on a full Redis")
        limit(house, 0)
        back = wait_until(lambda: not refused(house), "submissions are taken again", within=5)
        again = wait_until(lambda: pending.count(house.context.redis) == 0, "and decided", within=20)
        wait_until(house.is_ready, "ready again")
        tell(f"full: seen after {noticed:.2f} s; room: taken after {back:.2f} s, decided {again:.2f} s later")
        assert house.api.process.poll() is None
        assert house.workers.process.poll() is None


def test_too_many_pending_comments_refuse_more(open_house: Callable[..., House]) -> None:
    """At max_pending, submissions are refused until workers have made room."""
    house = open_house(MODERATO_MAX_PENDING="10")
    house.api.start()
    wait_until(lambda: house.probe("/livez"), "the API is up")
    put_in(house.context, [f"Kommentar {number}" for number in range(10)])
    wait_until(lambda: refused(house), "submissions are refused", within=3)
    house.workers.start()
    wait_until(lambda: not refused(house), "submissions are taken again")
