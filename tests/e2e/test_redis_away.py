"""Redis away, hanging or loading: refusals within a second, and work goes on by itself when it is back."""

from __future__ import annotations

import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from service.embedded_redis import EmbeddedRedis
from service.embedded_redis.program import find_server
from tests.e2e.counts import decided
from tests.e2e.processes import House, call, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.e2e.processes import Answer

AT_ONCE = 16
"""Clients that post at the same time."""


@pytest.fixture
def slow_server(tmp_path: Path) -> Path:
    """Make a Redis that takes its time to load each key, once a file `slow` is there."""
    script = tmp_path / "redis-server"
    script.write_text(
        f'#!/bin/sh\n[ -e {tmp_path}/slow ] && set -- "$@" --key-load-delay 3000\n'
        f'exec {shutil.which(find_server())} "$@"\n'
    )
    script.chmod(0o700)
    return script


def post(house: House) -> Answer:
    """Send a comment."""
    return house.post("Danke für den interessanten Artikel")


def refused(house: House) -> float:
    """See everybody refused as the design demands; give the seconds the slowest waited."""
    with ThreadPoolExecutor(AT_ONCE) as clients:
        posts = [clients.submit(post, house) for _ in range(AT_ONCE)]
        gets = [
            clients.submit(call, f"{house.url}/v1/comments", headers=house.authorization) for _ in range(4)
        ]
        answers = [answer.result() for answer in posts + gets]
    for answer in answers:
        assert answer.status == 503
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert answer.body["code"] == "storage_unavailable"
        assert int(answer.headers["Retry-After"]) >= 1
    alive, ready = house.probe("/livez"), house.probe("/readyz")
    assert alive is not None
    assert alive.status == 200
    assert ready is not None
    assert ready.status == 503
    assert ready.body["missing"][0].startswith("redis: ")
    return max(answer.seconds for answer in answers)


def compact(house: House) -> None:
    """Let Redis write a snapshot at the head of its file: while it reads that, it answers that it loads.

    It answers once in two megabytes, so there are many, of what cannot be compressed.
    """
    for number in range(700):
        house.context.redis.set(f"ballast:{number}", os.urandom(65_536))
    house.context.redis.bgrewriteaof()
    wait_until(
        lambda: house.context.redis.info("persistence")["aof_rewrite_in_progress"] == 0, "the rewrite is done"
    )


@contextmanager
def unharmed(house: House, tell: Callable[[str], None], trouble: str) -> Iterator[list[float]]:
    """See the same processes take and decide comments again after some trouble."""
    before = house.api.process.pid, house.workers.process.pid
    waited: list[float] = []
    yield waited
    accepted: list[str] = []

    def is_accepted() -> bool:
        answer = post(house)
        accepted.extend([answer.body["id"]] if answer.status == 202 else [])
        return bool(accepted)

    took = wait_until(is_accepted, "a comment is accepted again", within=10)
    then = wait_until(lambda: decided(house.context, accepted), "a comment is decided again", within=20)
    tell(
        f"Redis {trouble}: refused within {max(waited):.2f} s;"
        f" back, accepted after {took:.2f} s, decided {then:.2f} s later"
    )
    wait_until(house.is_ready, "ready again")
    assert (house.api.process.poll(), house.workers.process.poll()) == (None, None)
    assert before == (house.api.process.pid, house.workers.process.pid)


def test_redis_may_go_and_come_back(tmp_path: Path, slow_server: Path, tell: Callable[[str], None]) -> None:
    """503 with Retry-After within a second, /livez 200, /readyz says why; then all goes on by itself."""
    with EmbeddedRedis(tmp_path / "redis", server=slow_server) as redis, House(redis.url, tmp_path) as house:
        house.api.start()
        house.workers.start()
        wait_until(house.is_ready, "API and workers are up")

        with unharmed(house, tell, "stopped") as waited:
            redis.stop()
            waited += [refused(house) for _ in range(3)]
            redis.start()

        with unharmed(house, tell, "hung") as waited:
            assert post(house).status == 202
            redis.process.send_signal(signal.SIGSTOP)
            waited += [refused(house) for _ in range(3)]
            redis.process.send_signal(signal.SIGCONT)

        compact(house)
        (tmp_path / "slow").touch()
        with unharmed(house, tell, "loading") as waited:
            redis.process.kill()
            redis.process.wait()
            loading = Thread(target=redis.start)
            loading.start()
            wait_until(lambda: "BusyLoadingError" in str(house.probe("/readyz")), "Redis is loading")
            waited += [refused(house)]
            loading.join()
        assert max(waited) < 1
