"""Listing with cursors: pages are disjoint and complete, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from service.domain.comment import Status
from service.storage import comments
from tests.conftest import SITE, bearer, submission
from tests.contract.problem_shape import pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from aiohttp.test_utils import TestClient

    from service.context import Context
    from service.domain.comment import Comment
    from tests.contract.conftest import Post

    Client = TestClient[Any, Any]

MANY = 500


async def _page(client: Client, key: str, **query: Any) -> dict[str, Any]:
    answer = await client.get("/v1/comments", params=query, headers=bearer(key))
    assert answer.status == 200, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def _fill(client: Client, key: str, number: int) -> list[str]:
    async def one(index: int) -> str:
        answer = await client.post("/v1/comments", json=submission(post=index), headers=bearer(key))
        return str((await answer.json())["id"])

    return await asyncio.gather(*(one(index) for index in range(number)))


async def test_pages_are_disjoint_and_complete_while_comments_arrive_and_are_decided(
    client: Client, site_key: str, screen_aside: Callable[[], Coroutine[None, None, None]]
) -> None:
    """500 comments on pages of 37: each once, in order of time, although new ones come and workers decide."""
    there = set(await _fill(client, site_key, MANY))
    worker = asyncio.create_task(screen_aside())
    seen: list[str] = []
    cursor: str | None = None
    while True:
        found = await _page(client, site_key, limit=37, **({"cursor": cursor} if cursor else {}))
        seen += [comment["id"] for comment in found["comments"]]
        cursor = found["next_cursor"]
        if cursor is None:
            break
        await _fill(client, site_key, 2)
    await worker
    assert seen == sorted(set(seen), reverse=True), "each once, newest first"
    assert there <= set(seen)


async def test_a_comment_that_changes_its_status_is_seen_once(context: Context, post: Post) -> None:
    """While a comment goes to and fro between two statuses every page has it, and has it once."""
    comment_id = (await post())["id"]
    flagged = replace(_loaded(context, comment_id), status=Status.FLAGGED)
    rejected = replace(flagged, status=Status.REJECTED)
    stop = Event()

    def go_to_and_fro() -> None:
        while not stop.is_set():
            for before, after in ((flagged, rejected), (rejected, flagged)):
                with context.redis.pipeline() as pipe:
                    comments.change(pipe, [before], [after])
                    pipe.execute()

    with context.redis.pipeline() as pipe:
        comments.change(pipe, [_loaded(context, comment_id)], [flagged])
        pipe.execute()
    thread = Thread(target=go_to_and_fro)
    thread.start()
    try:
        pages = {tuple(comments.page(context.redis, SITE, None, None, 10)) for _ in range(1_500)}
    finally:
        stop.set()
        thread.join()
    assert pages == {(comment_id,)}


def _loaded(context: Context, comment_id: str) -> Comment:
    found = comments.load(context.redis, [comment_id])[0]
    assert found
    return found


async def test_a_status_is_listed_alone(
    client: Client, site_key: str, screen_all: Callable[[], None], post: Post
) -> None:
    """`status=` gives only those; pending, approved and flagged come to the whole."""
    for number in range(6):
        insult = number % 2
        text = "Du bist so ein dummer Vollidiot, halt endlich die Fresse!" if insult else "Danke schön!"
        await post(content=text)
    screen_all()
    waiting = await post()
    found = {
        status: (await _page(client, site_key, status=status))["comments"]
        for status in ("pending", "approved", "flagged", "rejected")
    }
    assert {status: len(comments) for status, comments in found.items()} == {
        "pending": 1,
        "approved": 3,
        "flagged": 3,
        "rejected": 0,
    }
    assert found["pending"][0]["id"] == waiting["id"]
    assert all(comment["status"] == status for status, each in found.items() for comment in each)


async def test_the_last_page_has_no_cursor(client: Client, site_key: str, post: Post) -> None:
    """An empty list and a list that ends with its page are ends; a full page may be followed."""
    assert await _page(client, site_key) == {"comments": [], "next_cursor": None}
    for _ in range(3):
        await post()
    assert (await _page(client, site_key, limit=4))["next_cursor"] is None
    full = await _page(client, site_key, limit=3)
    after = await _page(client, site_key, limit=3, cursor=full["next_cursor"])
    assert after == {"comments": [], "next_cursor": None}


@pytest.mark.parametrize(
    "limit", ["0", "-1", "201", "x", "", "1.5", "\u0661", "00000000100000", "9" * 5000, "1e2"]
)
async def test_a_limit_is_a_number_within_bounds(client: Client, site_key: str, limit: str) -> None:
    """1 to 200 in plain digits; anything else is 422 on `#/limit`, however long."""
    answer = await client.get("/v1/comments", params={"limit": limit}, headers=bearer(site_key))
    assert list(await pointers(answer)) == ["#/limit"]
    assert (await _page(client, site_key, limit=200))["comments"] == []


def _coded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "!!!!",
        "ä",
        "\0",
        _coded("a b"),
        _coded("ä"),
        _coded(""),
        _coded("x" * 65),
        _coded("[id"),
        base64.b64encode(b"\xff\xfe").decode(),
        "A" * 5000,
    ],
)
async def test_a_cursor_we_never_gave_is_invalid(client: Client, site_key: str, cursor: str) -> None:
    """Nonsense for a cursor is 422 on `#/cursor`, never the first page and never a 5xx."""
    answer = await client.get("/v1/comments", params={"cursor": cursor}, headers=bearer(site_key))
    assert await pointers(answer) == {"#/cursor": "cursor.invalid"}


async def test_an_unknown_status_is_invalid(client: Client, site_key: str) -> None:
    """The answer names the statuses there are."""
    answer = await client.get("/v1/comments", params={"status": "deleted"}, headers=bearer(site_key))
    assert await pointers(answer) == {"#/status": "choice"}
    assert "flagged" in await answer.text()
