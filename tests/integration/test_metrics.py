"""/metrics: what Prometheus reads is right, whichever process is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from service.context import Context
from service.ops import make_ops_app
from tests.conftest import Cast, bearer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.contract.conftest import Post

    Ops = TestClient[Any, Any]

INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!"


@pytest.fixture
async def ops(context: Context) -> AsyncIterator[Ops]:
    """Run the ops listener of another process than the API's."""
    opened = Context.open(context.settings)
    async with TestClient(TestServer(make_ops_app(opened))) as client:
        yield client
    opened.redis.close()


async def _samples(ops: Ops) -> dict[str, float]:
    answer = await ops.get("/metrics")
    assert answer.status == 200
    assert answer.content_type == "text/plain"
    families = text_string_to_metric_families(await answer.text())
    return {
        "|".join([sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items()))]): sample.value
        for family in families
        for sample in family.samples
    }


async def test_every_promised_metric_is_there_from_the_start(ops: Ops, context: Context) -> None:
    """On an empty Redis each is 0, so that an alert on it has something to stand on."""
    assert context.queues.screen.count == 0
    found = await _samples(ops)
    for name in (
        "moderato_queue_depth|queue=screen",
        "moderato_queue_depth|queue=notify",
        "moderato_pending_comments",
        "moderato_oldest_pending_seconds",
        "moderato_time_to_decision_seconds_count",
        "moderato_review_queue_depth|site=zeitung",
        "moderato_dead_letters",
        "moderato_comments_accepted_total",
    ):
        assert found[name] == 0, name


async def test_the_numbers_follow_the_comments(
    ops: Ops, client: TestClient[Any, Any], cast: Cast, post: Post, screen_all: Callable[[], None]
) -> None:
    """Accepted, pending, decided, waiting for review: each counts what happened, and once."""
    for text in ("Danke für den Artikel", INSULT, "Sehr interessant, vielen Dank"):
        receipt = await post(content=text, headers={"Idempotency-Key": text.split()[0].strip("ü")})
        await post(content=text, headers={"Idempotency-Key": text.split()[0].strip("ü")})
    found = await _samples(ops)
    assert found["moderato_comments_accepted_total"] == 3
    assert found["moderato_pending_comments"] == 3
    assert found["moderato_queue_depth|queue=screen"] == 3
    assert 0 < found["moderato_oldest_pending_seconds"] < 60
    screen_all()
    found = await _samples(ops)
    decisions = "moderato_decisions_total|decided_by={}|outcome={}|site=zeitung"
    assert found[decisions.format("policy", "approve")] == 2
    assert found[decisions.format("policy", "flag")] == 1
    assert found["moderato_review_queue_depth|site=zeitung"] == 1
    assert found["moderato_pending_comments"] == found["moderato_oldest_pending_seconds"] == 0
    assert found["moderato_time_to_decision_seconds_count"] == 3
    assert found["moderato_time_to_decision_seconds_bucket|le=+Inf"] == 3
    assert 0 < found["moderato_time_to_decision_seconds_sum"] < 180
    buckets = [value for name, value in found.items() if "_bucket" in name]
    assert buckets == sorted(buckets), "cumulative"
    queue = await (await client.get("/v1/review/comments", headers=bearer(cast.anna))).json()
    path = f"/v1/review/comments/{queue['comments'][0]['id']}/decision"
    await client.post(path, json={"outcome": "reject"}, headers=bearer(cast.anna))
    found = await _samples(ops)
    assert found[decisions.format("moderator", "reject")] == 1
    assert found["moderato_review_queue_depth|site=zeitung"] == 0
    assert found["moderato_time_to_decision_seconds_count"] == 3, "a person's time is not the policy's"
    await client.delete(f"/v1/comments/{receipt['id']}", headers=bearer(cast.site_key))
    assert (await _samples(ops))["moderato_comments_accepted_total"] == 3


async def test_erased_comments_do_not_count_as_waiting(
    ops: Ops, client: TestClient[Any, Any], site_key: str, post: Post
) -> None:
    """A pending comment that was erased neither waits nor grows old."""
    receipt = await post()
    await client.delete(f"/v1/comments/{receipt['id']}", headers=bearer(site_key))
    found = await _samples(ops)
    assert found["moderato_pending_comments"] == found["moderato_oldest_pending_seconds"] == 0


async def test_without_redis_the_scrape_fails_and_nothing_else(context: Context) -> None:
    """Redis away: 503 on /metrics, which Prometheus notes, while /livez still answers."""
    away = Context.open(context.settings.model_copy(update={"redis_url": "unix:///nowhere/redis.sock"}))
    async with TestClient(TestServer(make_ops_app(away))) as client:
        assert (await client.get("/metrics")).status == 503
        assert (await client.get("/livez")).status == 200
