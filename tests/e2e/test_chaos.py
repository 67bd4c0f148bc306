"""Thirty kill -9 while comments pour in: every one that was accepted is decided, and once."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

import aiohttp

from service.embedded_redis import EmbeddedRedis
from service.storage import comments, dead_letters, pending
from tests.conftest import submission
from tests.e2e.counts import counted, decided, rq_holds, screenings
from tests.e2e.processes import SITE, House, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COMMENTS = 2_000
CLIENTS = 20
KILLS = {"worker": 14, "API": 8, "Redis": 8}
TEXTS = ("Danke für den interessanten Artikel", "Du dummer Vollidiot", "Casino bonus http://bit.ly/x", "Aha.")


class Client:
    """A site that never gives up on a comment, and sends each with its own Idempotency-Key."""

    def __init__(self, house: House, rng: random.Random) -> None:
        self._house = house
        self._rng = rng
        self.ids: dict[str, str] = {}
        self.trouble = Counter[str]()

    async def post_all(self, session: aiohttp.ClientSession, numbers: range) -> None:
        """Post the comments of these numbers, one after the other."""
        for number in numbers:
            key = f"key-{number}"
            while key not in self.ids:
                await self.post(session, number, key)
            await asyncio.sleep(self._rng.uniform(0.1, 0.4))

    async def post(self, session: aiohttp.ClientSession, number: int, key: str) -> None:
        """Post one comment once; keep its id if it was accepted."""
        body = submission(content=f"{TEXTS[number % len(TEXTS)]} {number}", post=f"artikel-{number % 50}")
        headers = {**self._house.authorization, "Idempotency-Key": key}
        try:
            async with session.post(f"{self._house.url}/v1/comments", json=body, headers=headers) as answer:
                found = await answer.json(content_type=None)
                if answer.status == 202:
                    assert self.ids.setdefault(key, found["id"]) == found["id"], "two comments for one key"
                    return
                assert answer.status in {409, 503}, f"{answer.status} {found}"
                assert "Retry-After" in answer.headers
                self.trouble[str(answer.status)] += 1
        except (aiohttp.ClientError, TimeoutError) as error:
            self.trouble[type(error).__name__] += 1
        await asyncio.sleep(self._rng.uniform(0.1, 0.5))


class Killer:
    """Kills at random what comments need, and brings back what no supervisor would."""

    def __init__(self, house: House, redis: EmbeddedRedis, rng: random.Random) -> None:
        self._house = house
        self._redis = redis
        self._rng = rng
        self._actions: dict[str, Callable[[], None]] = {
            "worker": self._kill_worker,
            "API": self._kill_api,
            "Redis": self._kill_redis,
        }

    def run(self) -> None:
        """Kill everything on the list, in an order of chance."""
        victims = [name for name, number in KILLS.items() for _ in range(number)]
        self._rng.shuffle(victims)
        for victim in victims:
            time.sleep(self._rng.uniform(0.2, 1.4))
            self._actions[victim]()

    def _kill_worker(self) -> None:
        wait_until(self._house.workers.children, "a worker lives")
        os.kill(self._rng.choice(self._house.workers.children()), signal.SIGKILL)

    def _kill_api(self) -> None:
        self._house.api.kill()
        self._house.api.start()

    def _kill_redis(self) -> None:
        self._redis.process.kill()
        self._redis.process.wait()
        time.sleep(self._rng.uniform(0.0, 0.5))
        self._redis.restart()


async def _post_under_fire(client: Client, killer: Killer) -> None:
    share = COMMENTS // CLIENTS
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as tasks:
        tasks.create_task(asyncio.to_thread(killer.run))
        for first in range(0, COMMENTS, share):
            tasks.create_task(client.post_all(session, range(first, first + share)))


async def _post_again(client: Client, keys: list[int]) -> None:
    async with aiohttp.ClientSession() as session:
        for number in keys:
            await client.post(session, number, f"key-{number}")


def test_thirty_kills_lose_nothing_and_decide_nothing_twice(
    tmp_path: Path, tell: Callable[[str], None]
) -> None:
    """2,000 comments, 30 kill -9 among workers, API and Redis: 2,000 decisions, one a comment, one a key."""
    seed = os.environ.get("MODERATO_CHAOS_SEED") or secrets.token_hex(4)
    tell(f"MODERATO_CHAOS_SEED={seed}")
    rng = random.Random(seed)
    with (
        EmbeddedRedis(tmp_path / "redis") as redis,
        House(redis.url, tmp_path, MODERATO_WORKERS="2") as house,
    ):
        house.api.start()
        house.workers.start()
        wait_until(house.is_ready, "API and workers are up")
        client = Client(house, rng)
        began = time.monotonic()
        asyncio.run(_post_under_fire(client, Killer(house, redis, rng)))
        posting = time.monotonic() - began
        wait_until(house.is_ready, "API and workers are up again")
        draining = wait_until(lambda: pending.count(house.context.redis) == 0, "all is decided", within=40)
        asyncio.run(_post_again(client, rng.sample(range(COMMENTS), 50)))
        wait_until(lambda: not rq_holds(house.context), "RQ has nothing left to do", within=40)
        ids = list(client.ids.values())
        once = screenings(house.context)
        stored = sum(comments.count(house.context.redis, SITE).values())
        tell(f"posted for {posting:.1f} s, trouble {dict(client.trouble)}; drained {draining:.1f} s later")
        tell(
            f"{sum(KILLS.values())} kills {KILLS}: accepted {len(ids)}, stored {stored}, decided {len(once)},"
            f" decided twice {sum(number > 1 for number in once.values())}, lost {len(set(ids) - set(once))},"
            f" pending {pending.count(house.context.redis)}, dead {dead_letters.count(house.context.redis)}"
        )
        assert len(ids) == len(set(ids)) == stored == COMMENTS
        assert once == dict.fromkeys(ids, 1)
        assert decided(house.context, ids)
        assert counted(house.context) == (COMMENTS, COMMENTS)
        assert "Traceback" not in house.api.logged() + house.workers.logged()
