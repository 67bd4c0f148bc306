"""Sessions at the desk: listed, and ended by their moderator, the operator, or disuse."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from service import administration
from service.domain.moderator import Moderator, Role
from service.domain.session import Session
from service.privacy import credential_hash
from service.storage import keys, moderators
from service.storage.codec import decode, encode
from service.web import events
from service.web.cookies import SESSION
from tests.conftest import SITE
from tests.integration.desk_browsers import anna, browser, open_browser
from tests.integration.signing_in import OTHER, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from service.context import Context
    from tests.integration.browser import Browser

__all__ = ["anna", "browser", "open_browser"]


async def test_sessions_are_listed_and_ended(
    browser: Browser, open_browser: Callable[[], Awaitable[Browser]]
) -> None:
    """One by one, and all others at once; the one at hand has no button."""
    others = [await open_browser() for _ in range(3)]
    for each in (browser, *others):
        await each.sign_in("anna", PASSWORD)
    page = await browser.get("/desk/settings")
    assert len(page.tree.css(".sessions li")) == 4
    assert len(page.tree.css(".sessions li form")) == 3
    page = await browser.submit("/desk/settings/sessions/end")
    assert len(page.tree.css(".sessions li")) == 3
    still = [each for each in others if (await each.get("/desk/settings")).path == "/desk/settings"]
    assert len(still) == 2
    csrf = page.form("/desk/settings/sessions/end")["csrf"]
    page = await browser.post("/desk/settings/sessions/end", {"csrf": csrf})
    assert page.forms().count("/desk/settings/sessions/end") == 0
    for each in others:
        assert (await each.get("/desk/queue")).path.startswith("/desk/sign-in")
    assert (await browser.get("/desk/settings")).path == "/desk/settings"


async def test_a_removed_moderator_is_out_at_once(browser: Browser, context: Context) -> None:
    """The very next request asks who is there; the token is worth nothing when the name is given again."""
    await browser.sign_in("anna", PASSWORD)
    administration.remove_moderator(context, "anna")
    assert (await browser.get("/desk/queue")).path.startswith("/desk/sign-in")
    administration.add_moderator(context, Moderator("anna", "Anna", Role.ADMIN, (SITE,)), OTHER)
    assert (await browser.get("/desk/queue")).path.startswith("/desk/sign-in")
    assert moderators.load(context.redis, "anna").role is Role.ADMIN


async def test_a_moderator_of_no_site_can_still_leave(browser: Browser, context: Context) -> None:
    """Own settings and signing out need no site; everything else is refused plainly."""
    administration.add_moderator(context, Moderator("dora", "Dora", Role.ADMIN, ()), PASSWORD)
    await browser.sign_in("dora", PASSWORD)
    assert (await browser.get("/desk/queue")).status == 403
    assert (await browser.get("/desk/settings")).status == 200
    assert (await browser.submit("/desk/sign-out")).path == "/desk/sign-in"


@pytest.mark.parametrize("change", ["signed out", "another site", "removed"])
async def test_live_news_end_with_the_session(
    browser: Browser, context: Context, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """A stream that is open when the session is revoked, or its moderator changed, is closed soon after."""
    monkeypatch.setattr(events, "CHECKED", 0.05)
    await browser.sign_in("anna", PASSWORD)
    async with browser.client.get("/desk/events") as stream:
        assert stream.status == 200
        match change:
            case "signed out":
                administration.sign_out(context, "anna")
            case "another site":
                anna = replace(moderators.load(context.redis, "anna"), sites=("blatt",))
                with context.redis.pipeline() as pipe:
                    moderators.add(pipe, anna)
                    pipe.execute()
            case _:
                administration.remove_moderator(context, "anna")
        async with asyncio.timeout(20):
            while await stream.content.readany():
                pass


async def test_listening_keeps_no_session_alive(browser: Browser, context: Context) -> None:
    """What the page asks by itself is no use of the session: a desk left open unused is signed out."""
    await browser.sign_in("anna", PASSWORD)
    cookie = browser.client.session.cookie_jar.filter_cookies(browser.client.make_url("/"))[SESSION]
    key = keys.session(credential_hash(cookie.value))
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    stored = replace(decode(Session, context.redis.get(key)), seen_at=long_ago)
    context.redis.set(key, encode(stored), ex=50)
    await browser.get("/desk/settings", **{"X-Background": "1"})
    assert context.redis.ttl(key) <= 50
    await browser.get("/desk/settings")
    assert context.redis.ttl(key) > 50
