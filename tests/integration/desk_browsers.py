"""Browsers at the desk, each with cookies of its own, for Anna to sign in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service import administration
from service.domain.moderator import Moderator, Role
from service.edge import make_app
from tests.conftest import SITE
from tests.integration.browser import Browser
from tests.integration.signing_in import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from service.context import Context
    from tests.integration.browser import Client


@pytest.fixture(autouse=True)
def anna(context: Context) -> None:
    """Add Anna."""
    administration.add_moderator(context, Moderator("anna", "Anna", Role.MODERATOR, (SITE,)), PASSWORD)


@pytest.fixture
def browser(client: Client) -> Browser:
    """Open a browser."""
    return Browser(client)


@pytest.fixture
async def open_browser(
    context: Context, aiohttp_client: Callable[..., Awaitable[Client]]
) -> Callable[[], Awaitable[Browser]]:
    """Give a function that opens one more browser, with cookies of its own."""

    async def open_one() -> Browser:
        return Browser(await aiohttp_client(make_app(context)))

    return open_one
