"""Idempotency-Key: however often a client tries, there is one comment and one answer."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from service.context import Context
from service.edge import make_app
from service.storage import keys
from tests.conftest import Cast, bearer, submission
from tests.contract.problem_shape import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiohttp import ClientResponse

    Client = TestClient[Any, Any]


async def _send(client: Client, credential: str, key: str, **changes: Any) -> ClientResponse:
    headers = bearer(credential) | {"Idempotency-Key": key}
    return await client.post("/v1/comments", json=submission(**changes), headers=headers)


def _comments(context: Context) -> int:
    return sum(1 for _ in context.redis.scan_iter(keys.comment("*"), count=1000))


async def test_the_same_request_gives_the_same_answer(
    client: Client, context: Context, site_key: str
) -> None:
    """A second try is answered as the first was, says so, and adds no comment."""
    first, second = [await _send(client, site_key, "key-1") for _ in range(2)]
    assert first.status == second.status == 202
    assert await first.json() == await second.json()
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.headers["Location"] == second.headers["Location"]
    assert _comments(context) == 1
    assert context.queues.screen.count == 1


async def test_another_payload_is_refused(client: Client, context: Context, site_key: str) -> None:
    """The same key for another body is a mistake of the client's: 422, and nothing is stored."""
    assert (await _send(client, site_key, "key-1")).status == 202
    answer = await _send(client, site_key, "key-1", content="Etwas anderes")
    await problem(answer, 422, "idempotency_key_reused")
    assert _comments(context) == 1


async def test_a_key_may_stand_in_quotes(client: Client, context: Context, site_key: str) -> None:
    """The draft's structured field and the bare text that most clients send are the same key."""
    first = await _send(client, site_key, '"8e03978e-40d5-43e8-bc93-6894a57f9324"')
    second = await _send(client, site_key, "8e03978e-40d5-43e8-bc93-6894a57f9324")
    assert await first.json() == await second.json()
    assert _comments(context) == 1


async def test_a_key_is_one_sites_own(client: Client, context: Context, cast: Cast) -> None:
    """Two sites may choose the same key; neither learns of the other's comment."""
    first = await (await _send(client, cast.site_key, "key-1")).json()
    second = await (await _send(client, cast.other_site_key, "key-1")).json()
    assert first["id"] != second["id"]
    assert _comments(context) == 2


@pytest.mark.parametrize("key", ["", '""', "  "])
async def test_an_empty_key_is_none(client: Client, context: Context, site_key: str, key: str) -> None:
    """Without a key in the header each request is a comment of its own."""
    for _ in range(2):
        assert (await _send(client, site_key, key)).status == 202
    assert _comments(context) == 2


async def test_a_key_has_a_length(client: Client, site_key: str) -> None:
    """255 characters are a key, 256 are not, as the OpenAPI document says."""
    assert (await _send(client, site_key, "k" * 255)).status == 202
    await problem(await _send(client, site_key, "k" * 256), 400, "malformed")


async def test_a_refused_submission_does_not_use_its_key_up(
    client: Client, context: Context, site_key: str
) -> None:
    """After a 422 the client may mend the comment and try again under the same key."""
    assert (await _send(client, site_key, "key-1", content=" ")).status == 422
    assert (await _send(client, site_key, "key-1")).status == 202
    assert _comments(context) == 1


async def test_twenty_at_once_are_one_comment(client: Client, context: Context, site_key: str) -> None:
    """Parallel posts with one key: one is stored, the others are told 409 or get its answer."""
    answers = await asyncio.gather(*(_send(client, site_key, "key-1") for _ in range(20)))
    ids = {(await answer.json())["id"] for answer in answers if answer.status == 202}
    assert len(ids) == 1
    for answer in answers:
        if answer.status != 202:
            await problem(answer, 409, "submission_in_progress")
            assert int(answer.headers["Retry-After"]) >= 1
    assert _comments(context) == context.queues.screen.count == 1


async def test_two_processes_at_once_make_one_comment(context: Context, site_key: str) -> None:
    """Two API processes on one Redis: the store itself settles who was first, again and again."""
    async with AsyncExitStack() as stack:
        clients: list[Client] = []
        for _ in range(2):
            opened = Context.open(context.settings)
            stack.callback(opened.redis.close)
            clients.append(await stack.enter_async_context(TestClient(TestServer(make_app(opened)))))
        for number in range(15):
            answers = await asyncio.gather(
                *(_send(client, site_key, f"key-{number}") for client in clients * 3)
            )
            assert len({(await answer.json())["id"] for answer in answers if answer.status == 202}) == 1
            assert {answer.status for answer in answers} <= {202, 409}
    assert _comments(context) == 15
    jobs = [job.args[0] for job in context.queues.screen.get_jobs()]
    assert sum(map(len, jobs)) == 15


@contextmanager
def _writes_paused(context: Context) -> Iterator[None]:
    context.redis.execute_command("CLIENT", "PAUSE", 8_000, "WRITE")  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        context.redis.execute_command("CLIENT", "UNPAUSE")  # type: ignore[no-untyped-call]


async def test_a_request_in_progress_is_told(client: Client, context: Context, site_key: str) -> None:
    """While one try hangs in Redis another gets 409; the first fails with 503; a third is stored once."""
    with _writes_paused(context):
        answers = await asyncio.gather(*(_send(client, site_key, "key-1") for _ in range(2)))
        told, failed = sorted(answers, key=lambda answer: answer.status)
        await problem(told, 409, "submission_in_progress")
        await problem(failed, 503, "storage_unavailable")
        assert int(told.headers["Retry-After"]) >= 1
        assert int(failed.headers["Retry-After"]) >= 1
    third = await _send(client, site_key, "key-1")
    while third.status in (409, 503):
        third = await _send(client, site_key, "key-1")
    assert third.status == 202
    assert _comments(context) == 1


async def test_a_replay_after_the_decision_shows_it_to_who_waits(
    client: Client, site_key: str, screen_all: Any
) -> None:
    """A client that lost the answer and tries again with `Prefer: wait` gets the decision."""
    first = await (await _send(client, site_key, "key-1")).json()
    screen_all()
    headers = bearer(site_key) | {"Idempotency-Key": "key-1", "Prefer": "wait=5"}
    again = await client.post("/v1/comments", json=submission(), headers=headers)
    assert again.status == 200
    found = await again.json()
    assert (found["id"], found["status"]) == (first["id"], "approved")


async def test_only_a_hash_of_key_and_payload_is_kept(
    client: Client, context: Context, site_key: str
) -> None:
    """What the client called its request may be private, so Redis holds a hash of it, for a day."""
    await _send(client, site_key, "erika.muster@example.org")
    (name,) = context.redis.scan_iter("moderato:idempotency:*")
    assert b"erika" not in name
    stored = json.loads(context.redis.get(name) or b"")
    assert set(stored) == {"payload", "comment", "post", "created_at"}
    assert 86_000 < int(context.redis.ttl(name)) <= 86_400
