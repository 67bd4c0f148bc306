"""Erasing: nothing about the comment is left in Redis but that it was erased."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from service.storage import keys
from tests.conftest import Cast, bearer, submission
from tests.contract.problem_shape import problem
from tests.integration.everything import everything

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.test_utils import TestClient

    from service.context import Context
    from tests.contract.conftest import Post

    Client = TestClient[Any, Any]

INSULT = "Du bist so ein dummer Vollidiot, halt endlich die Fresse, du elender Wicht und Lump!"
WORD = "Sonderwortlaut"


def _places(context: Context, comment_id: str) -> set[str]:
    """Name the keys that hold the id, in their name or in what they hold."""
    return {
        name for name, held in everything(context.redis) if comment_id in name or comment_id.encode() in held
    }


@pytest.mark.parametrize(
    "state", ["pending", "approved", "flagged", "claimed", "rejected", "dead", "degraded", "escalated"]
)
async def test_only_the_audit_log_remembers(
    client: Client,
    context: Context,
    cast: Cast,
    screen_all: Callable[[], None],
    post: Post,
    state: str,
) -> None:
    """Whatever became of the comment, after erasing its id stands in the audit log alone."""
    text = INSULT if state not in ("pending", "approved") else "Danke für den guten und sehr klaren Artikel"
    receipt = await post(
        content=f"{text} {WORD}",
        author_ip="192.0.2.7",
        headers={"Idempotency-Key": "key-1"},
        external_id="wp-7",
        key=cast.site_key,
    )
    comment_id = receipt["id"]
    if state != "pending":
        screen_all()
    path = f"/v1/review/comments/{comment_id}"
    if state in ("claimed", "rejected"):
        assert (await client.post(f"{path}/claim", headers=bearer(cast.anna))).status == 200
    if state == "rejected":
        decision = {"outcome": "reject", "reason": "insult"}
        await client.post(f"{path}/decision", json=decision, headers=bearer(cast.anna))
    if state == "escalated":
        await client.post(f"{path}/skip", headers=bearer(cast.anna))
        await client.post(f"{path}/note", json={"text": f"Zitat: {WORD}"}, headers=bearer(cast.anna))
        await client.post(f"{path}/escalate", json={"note": WORD}, headers=bearer(cast.anna))
    if state == "dead":
        context.redis.hset(keys.DEAD, comment_id, b"{}")
    if state == "degraded":
        context.redis.zadd(keys.DEGRADED, {comment_id: 0})
    assert len(_places(context, comment_id)) > 3
    erased = await client.delete(f"/v1/comments/{comment_id}", headers=bearer(cast.site_key))
    assert (erased.status, await erased.read()) == (204, b"")
    screen_all()
    assert _places(context, comment_id) == {keys.audit("zeitung")}
    assert not any(WORD.encode() in held for _, held in everything(context.redis))
    for method, gone in (("GET", f"/v1/comments/{comment_id}"), ("DELETE", f"/v1/comments/{comment_id}")):
        answer = await client.request(method, gone, headers=bearer(cast.site_key))
        await problem(answer, 404, "comment_not_found")
    await problem(await client.get(path, headers=bearer(cast.anna)), 404, "comment_not_found")
    listed = await (await client.get("/v1/comments", headers=bearer(cast.site_key))).json()
    assert listed["comments"] == []
    queue = await (await client.get("/v1/review/comments", headers=bearer(cast.anna))).json()
    assert queue == {"comments": [], "waiting": {"zeitung": 0}, "searched": None, "next_cursor": None}


async def test_a_comment_erased_before_the_screen_is_skipped(
    client: Client, context: Context, site_key: str, screen_all: Callable[[], None]
) -> None:
    """The worker decides the others of the batch and writes nothing about the erased one."""

    async def send(number: int) -> str:
        answer = await client.post("/v1/comments", json=submission(post=number), headers=bearer(site_key))
        return str((await answer.json())["id"])

    ids = await asyncio.gather(*(send(number) for number in range(5)))
    await client.delete(f"/v1/comments/{ids[2]}", headers=bearer(site_key))
    screen_all()
    statuses = [(await client.get(f"/v1/comments/{each}", headers=bearer(site_key))).status for each in ids]
    assert statuses == [200, 200, 404, 200, 200]
    assert _places(context, ids[2]) == {keys.audit("zeitung")}
    assert context.queues.screen.failed_job_registry.count == 0


async def test_the_audit_log_tells_that_it_was_erased(
    client: Client, context: Context, site_key: str, post: Post
) -> None:
    """Who, what, when and the id; not a word of the comment."""
    receipt = await post(content=f"Hallo {WORD}")
    await client.delete(f"/v1/comments/{receipt['id']}", headers=bearer(site_key))
    held = dict(everything(context.redis))[keys.audit("zeitung")]
    assert b"comment_erased" in held
    assert receipt["id"].encode() in held
    assert WORD.encode() not in held
