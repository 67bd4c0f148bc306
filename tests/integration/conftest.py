"""The fixtures that integration tests share with the contract tests, and those of Redis and of scorers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.edge import make_app
from tests.conftest import PASSWORD
from tests.contract.conftest import post, quick_passwords, screen_aside, site_key
from tests.integration.browser import Browser
from tests.integration.redis_programs import PROGRAMS
from workers.scorers import load_scorer
from workers.scorers.backed import BackedScorer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from aiohttp.test_utils import TestClient

    from service.context import Context
    from tests.conftest import Cast
    from tests.integration.backed import OpenScorer

__all__ = ["enter", "open_scorer", "post", "quick_passwords", "screen_aside", "site_key"]


@pytest.fixture(params=PROGRAMS or ["none"])
def program(request: pytest.FixtureRequest) -> Path:
    """Give each Redis server of this machine in turn."""
    assert PROGRAMS, "no Redis server on this machine: make test installs one where it can"
    return PROGRAMS[request.param]


@pytest.fixture
def enter(
    context: Context, cast: Cast, aiohttp_client: Callable[..., Awaitable[TestClient[Any, Any]]]
) -> Callable[[str], Awaitable[Browser]]:
    """Give a function that signs somebody of the cast in, in a browser of their own."""
    assert cast

    async def enter_one(name: str) -> Browser:
        browser = Browser(await aiohttp_client(make_app(context)))
        await browser.sign_in(name, PASSWORD)
        return browser

    return enter_one


@pytest.fixture
def open_scorer() -> Iterator[OpenScorer]:
    """Give a function that opens a scorer with a backend; all are closed at the end."""
    opened: list[BackedScorer] = []

    def open_one(name: str, *, strict: bool = True, **options: str) -> BackedScorer:
        scorer = load_scorer(name, strict=strict, **options)
        assert isinstance(scorer, BackedScorer)
        opened.append(scorer)
        return scorer

    yield open_one
    for scorer in opened:
        scorer.close()
