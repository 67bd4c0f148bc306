"""What contract and integration tests share: quick passwords, one site key, and a way to post a comment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partialmethod
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher

from service import administration
from tests.conftest import SITE, bearer, submission
from workers.screen import screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiohttp.test_utils import TestClient

    from service.context import Context
    from workers.scorers.scorer import Scorer

Post = Callable[..., Awaitable[dict[str, Any]]]
"""Posts a good submission, changed as asked, and gives the receipt."""


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Hash passwords at argon2's lowest cost: nobody signs in with one here."""
    cheap = partialmethod(PasswordHasher.__init__, time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PasswordHasher, "__init__", cheap)
        yield


@pytest.fixture
def site_key(context: Context) -> str:
    """Issue one site key, for tests without moderators."""
    return administration.issue_key(context, SITE)


@pytest.fixture
def post(client: TestClient[Any, Any], site_key: str) -> Post:
    """Give a function that posts a comment which is expected to be accepted."""

    async def send(key: str = site_key, headers: dict[str, str] | None = None, **changes: Any) -> Any:
        answer = await client.post(
            "/v1/comments", json=submission(**changes), headers={**bearer(key), **(headers or {})}
        )
        assert answer.status in (200, 202), await answer.text()
        return await answer.json()

    return send


@pytest.fixture
def screen_aside(context: Context, scorer: Scorer) -> Callable[[], Coroutine[None, None, None]]:
    """Give a function that screens what is enqueued beside the running test, as a worker would."""

    async def work() -> None:
        for job in await asyncio.to_thread(context.queues.screen.get_jobs):
            await asyncio.to_thread(screen, context, scorer, job.args[0])

    return work
