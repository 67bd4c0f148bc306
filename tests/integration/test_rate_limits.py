"""Rate limits for each site key and each author: told as the drafts say, and recovering by themselves."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from service.administration import issue_key
from service.context import Context
from service.edge import make_app
from service.storage import keys, rate_limits
from tests.conftest import SITE, bearer, submission
from tests.contract.problem_shape import problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import ClientResponse

    from service.settings import Settings

    Client = TestClient[Any, Any]

KEY_RATE, AUTHOR_RATE = 12, 4


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Give settings with limits that are soon reached."""
    return settings.model_copy(update={"key_rate": KEY_RATE, "author_rate": AUTHOR_RATE})


async def _send(client: Client, key: str, author: str = "a@example.org") -> ClientResponse:
    return await client.post("/v1/comments", json=submission(author_email=author), headers=bearer(key))


async def test_an_author_has_a_limit(client: Client, site_key: str) -> None:
    """The fifth comment of an author within a minute is 429; another author goes on."""
    for _ in range(AUTHOR_RATE):
        assert (await _send(client, site_key)).status == 202
    refused = await _send(client, site_key, "A@EXAMPLE.org")
    await problem(refused, 429, "rate_limited")
    assert refused.headers["RateLimit-Policy"] == f'"author";q={AUTHOR_RATE};w=60'
    retry = int(refused.headers["Retry-After"])
    assert 1 <= retry <= 60 // AUTHOR_RATE
    assert refused.headers["RateLimit"] == f'"author";r=0;t={retry}'
    assert (await _send(client, site_key, "b@example.org")).status == 202


async def test_a_key_has_a_limit_and_says_what_is_left(
    client: Client, context: Context, site_key: str
) -> None:
    """Each answer counts down; the one over the limit is 429; another key goes on."""
    left = []
    for number in range(KEY_RATE):
        answer = await _send(client, site_key, f"a{number}@example.org")
        assert answer.status == 202
        assert answer.headers["RateLimit-Policy"] == f'"key";q={KEY_RATE};w=60'
        found = re.fullmatch(r'"key";r=(\d+);t=(\d+)', answer.headers["RateLimit"])
        assert found
        left.append(int(found[1]))
        assert 0 <= int(found[2]) <= 60
    assert left == list(reversed(range(KEY_RATE)))
    refused = await _send(client, site_key, "z@example.org")
    await problem(refused, 429, "rate_limited")
    assert refused.headers["RateLimit-Policy"] == f'"key";q={KEY_RATE};w=60'
    assert refused.headers["RateLimit"].startswith('"key";r=0;t=')
    assert (await _send(client, issue_key(context, SITE), "z@example.org")).status == 202


async def test_the_limit_recovers(client: Client, context: Context, site_key: str) -> None:
    """As time passes one more is free: what Retry-After promises holds (here, time is set back)."""
    for number in range(KEY_RATE):
        await _send(client, site_key, f"a{number}@example.org")
    assert (await _send(client, site_key, "z@example.org")).status == 429
    (name,) = context.redis.scan_iter(keys.rate("key:*"))
    free_at = float(context.redis.get(name) or 0)
    step = 60_000 / KEY_RATE
    context.redis.set(name, f"{free_at - step - 1:.3f}", keepttl=True)
    assert (await _send(client, site_key, "z@example.org")).status == 202
    assert (await _send(client, site_key, "y@example.org")).status == 429


def test_a_grant_is_free_again_when_it_says(context: Context) -> None:
    """With a limit of 600 a minute one more is granted a tenth of a second later, in real time."""
    full = rate_limits.take(context.redis, [rate_limits.Limit("x", 600, 600)])[0]
    assert (full.granted, full.remaining) == (600, 0)
    assert full.retry_after == 1
    deadline = time.monotonic() + 10
    while not rate_limits.take(context.redis, [rate_limits.Limit("x", 600, 1)])[0].granted:
        assert time.monotonic() < deadline
    assert not rate_limits.take(context.redis, [rate_limits.Limit("x", 600, 600)])[0].granted > 60


def test_a_part_of_what_is_wanted_is_granted(context: Context) -> None:
    """A batch that wants more than is left gets what is left, and the key lives no longer than it must."""
    grants = rate_limits.take(context.redis, [rate_limits.Limit("x", 10, 25), rate_limits.Limit("y", 10, 3)])
    assert [grant.granted for grant in grants] == [10, 3]
    assert [grant.remaining for grant in grants] == [0, 7]
    assert 0 < int(context.redis.pttl(keys.rate("x"))) <= 60_001


async def test_a_burst_in_one_batch_is_counted_rightly(client: Client, site_key: str) -> None:
    """Of parallel submissions exactly as many pass as the limit allows."""
    answers = await asyncio.gather(
        *(_send(client, site_key, f"a{number}@example.org") for number in range(30))
    )
    assert sorted(answer.status for answer in answers) == [202] * KEY_RATE + [429] * (30 - KEY_RATE)


@pytest.fixture
async def other(context: Context) -> AsyncIterator[Client]:
    """Run a second API process's worth of API on the same Redis."""
    opened = Context.open(context.settings)
    async with TestClient(TestServer(make_app(opened))) as client:
        yield client
    opened.redis.close()


async def test_the_limit_holds_across_processes(client: Client, other: Client, site_key: str) -> None:
    """Two processes share one limit, since it is kept in Redis."""
    answers = [
        await _send(each, site_key, f"a{number}@example.org")
        for number in range(KEY_RATE)
        for each in (client, other)
    ]
    assert sum(answer.status == 202 for answer in answers) == KEY_RATE


async def test_a_refused_submission_is_not_stored(client: Client, context: Context, site_key: str) -> None:
    """What was over the limit left no comment and no job."""
    for _ in range(AUTHOR_RATE + 3):
        await _send(client, site_key)
    assert len(list(context.redis.scan_iter(keys.comment("*")))) == AUTHOR_RATE
