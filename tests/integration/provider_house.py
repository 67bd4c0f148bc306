"""A publisher's house: the desk with an identity provider of its own, and a browser there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestServer

from service import administration
from service.context import Context
from service.domain.moderator import Moderator, Role
from service.edge import make_app
from service.settings import Settings
from service.storage import sessions
from service.storage.codec import text
from tests.conftest import SITE
from tests.integration.browser import Browser
from tests.integration.identity import CLIENT, SECRET, Identity
from tests.integration.signing_in import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web
    from aiohttp.test_utils import TestClient


@dataclass
class House:
    """A publisher's house: its identity provider, and a browser at the desk."""

    identity: Identity
    browser: Browser
    context: Context

    async def start(self, **kept: str) -> str:
        """Press the button, and give the address at the provider."""
        await self.browser.get("/desk/sign-in?next=/desk/settings")
        fields = {**self.browser.page.form("/desk/sign-in/provider"), **kept}
        page = await self.browser.post("/desk/sign-in/provider", fields)
        assert page.status == 200, page.text
        address = page.first("main a.button").attributes["href"] or ""
        assert f"0; url={address}" == page.first('meta[http-equiv="refresh"]').attributes["content"]
        return address

    async def sign_in(self, **kept: str) -> None:
        """Go the whole way."""
        await self.browser.get(await self.start(**kept))

    def sessions(self) -> list[str]:
        """Give whose sessions there are."""
        found = (
            sessions.find(self.context.redis, text(name).rpartition(":")[2])
            for name in self.context.redis.keys("moderato:session:*")
        )
        return sorted(each.moderator for each in found if each)


@pytest.fixture
async def settle(
    context: Context,
    aiohttp_server: Callable[[web.Application], Awaitable[TestServer]],
    aiohttp_client: Callable[[TestServer], Awaitable[TestClient[Any, Any]]],
    unused_tcp_port: int,
) -> Callable[..., Awaitable[House]]:
    """Give a function that opens a house with further settings."""

    async def open_one(**changes: str) -> House:
        administration.add_moderator(context, Moderator("anna", "Anna", Role.MODERATOR, (SITE,)), PASSWORD)
        identity = Identity()
        server = await aiohttp_server(identity.app())
        identity.issuer = f"http://127.0.0.1:{server.port}"
        told = {
            "public_url": f"http://127.0.0.1:{unused_tcp_port}",
            "oidc_issuer": identity.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
        }
        settings = Settings(**{**context.settings.model_dump(), **told, **changes})
        there = Context(settings, context.redis, context.queues, context.cipher, context.hasher)
        client = await aiohttp_client(TestServer(make_app(there), port=unused_tcp_port))
        return House(identity, Browser(client), there)

    return open_one


Settle = Any
