"""`Prefer: wait`: the decision in the answer if it comes in time, else the receipt; never a lost comment."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from service.storage import keys
from service.storage.connection import connect_async
from service.waiters import Waiters
from tests.conftest import bearer, submission

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from aiohttp import ClientResponse
    from aiohttp.test_utils import TestClient

    from service.context import Context

    Client = TestClient[Any, Any]
    Screen = Callable[[], Coroutine[None, None, None]]


async def _send(client: Client, key: str, prefer: str, **changes: Any) -> ClientResponse:
    headers = bearer(key) | {"Prefer": prefer}
    return await client.post("/v1/comments", json=submission(**changes), headers=headers)


async def _enqueued(context: Context, number: int = 1) -> None:
    pending = partial(context.redis.zcard, keys.PENDING)
    async with asyncio.timeout(20):
        while int(await asyncio.to_thread(pending)) < number:
            pass


async def test_the_decision_comes_with_the_answer(
    client: Client, context: Context, site_key: str, screen_aside: Screen
) -> None:
    """200 with the decision as soon as it is there, long before the time is up."""
    begun = time.monotonic()
    waiting = asyncio.create_task(_send(client, site_key, "wait=30"))
    await _enqueued(context)
    await screen_aside()
    answer = await waiting
    assert time.monotonic() - begun < 20
    assert answer.status == 200
    assert answer.headers["Preference-Applied"] == "wait"
    found = await answer.json()
    assert (found["status"], found["decision"]["outcome"]) == ("approved", "approve")
    assert answer.headers["Location"] == f"/v1/comments/{found['id']}"


async def test_without_a_decision_the_receipt_comes_in_time(client: Client, site_key: str) -> None:
    """No worker: 202 once the second is over, with no claim that the preference was applied."""
    begun = time.monotonic()
    answer = await _send(client, site_key, "wait=1")
    assert 0.9 < time.monotonic() - begun < 10
    assert answer.status == 202
    assert "Preference-Applied" not in answer.headers
    assert (await answer.json())["status"] == "pending"


@pytest.mark.parametrize("prefer", ["", "wait=0", "wait", "wait=-5", "wait=x", "await=9", "respond-async"])
async def test_no_wish_to_wait_is_no_wait(client: Client, site_key: str, prefer: str) -> None:
    """A preference that is none, or not understood, is ignored as RFC 7240 asks: 202 at once."""
    begun = time.monotonic()
    assert (await _send(client, site_key, prefer)).status == 202
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("prefer", ["respond-async, wait=20", 'wait="20"', "WAIT = 20", "wait=999999999"])
async def test_the_wish_is_read_among_others(
    client: Client, context: Context, site_key: str, screen_aside: Screen, prefer: str
) -> None:
    """`wait` is found beside other preferences, quoted, in capitals, and too long a wait is cut."""
    waiting = asyncio.create_task(_send(client, site_key, prefer))
    await _enqueued(context)
    await screen_aside()
    assert (await waiting).status == 200


@pytest.mark.parametrize("delay", [0.0, 0.0005, 0.001, 0.002, 0.004])
async def test_stopping_never_hangs(context: Context, delay: float) -> None:
    """The API stops at once, even in the moment in which it connects to Redis to listen for decisions."""
    waiters = Waiters(connect_async(context.settings.redis_url or ""))
    waiters.start()
    await asyncio.sleep(delay)
    begun = time.monotonic()
    async with asyncio.timeout(5):
        await waiters.stop()
    assert time.monotonic() - begun < 3


async def test_many_wait_at_once(
    client: Client, context: Context, site_key: str, screen_aside: Screen
) -> None:
    """Each of forty clients gets the decision on its own comment."""
    waiting = [
        asyncio.create_task(_send(client, site_key, "wait=30", external_id=str(number)))
        for number in range(40)
    ]
    await _enqueued(context, 40)
    await screen_aside()
    found = [await (await each).json() for each in waiting]
    assert [each["external_id"] for each in found] == [str(number) for number in range(40)]
    assert {each["status"] for each in found} <= {"approved", "flagged"}


async def test_a_client_that_stops_waiting_has_lost_nothing(
    client: Client, context: Context, site_key: str, screen_aside: Screen
) -> None:
    """Whoever hangs up while waiting has an accepted comment all the same."""
    waiting = asyncio.create_task(_send(client, site_key, "wait=30"))
    await _enqueued(context)
    waiting.cancel()
    await screen_aside()
    found = await (await client.get("/v1/comments", headers=bearer(site_key))).json()
    assert [each["status"] for each in found["comments"]] == ["approved"]
