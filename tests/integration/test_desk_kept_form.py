"""A form sent when the session is over: kept while its moderator signs in, then sent by one button."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest

from service import edge
from service.sign_in.own_codes import confirm_codes, set_up_codes
from service.storage import moderators
from service.web.form import FORM
from service.web.page import Page, go_to
from service.web.routes import PAGES
from tests.integration.browser import SAME_ORIGIN, Browser
from tests.integration.desk_browsers import anna, open_browser
from tests.integration.signing_in import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from service.context import Context
    from service.web.access import SignedIn

__all__ = ["anna", "open_browser"]


@pytest.fixture
async def decisions(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """Add a page that notes what was decided, before the client is made."""
    made: list[dict[str, str]] = []

    async def decide(request: web.Request, signed_in: SignedIn) -> web.StreamResponse:
        form = request[FORM]
        made.append(dict(form) | {"path": request.path_qs, "by": signed_in.moderator.id})
        return go_to("/desk/settings")

    monkeypatch.setattr(edge, "PAGES", [Page("POST", "/desk/decide", decide), *PAGES])
    return made


TYPED = 'Grüße "aus" <b>Husum</b>\n& mehr'


@pytest.mark.parametrize("codes", [False, True])
async def test_what_was_being_done_is_kept(
    context: Context,
    decisions: list[dict[str, str]],
    open_browser: Callable[[], Awaitable[Browser]],
    codes: bool,
) -> None:
    """A form sent after the session ended leads to the sign-in form; after that, one button sends it."""
    browser = await open_browser()
    moderator = moderators.load(context.redis, "anna")
    made = set_up_codes(context, moderator, PASSWORD)
    now = datetime.now(UTC)
    if codes:
        confirm_codes(context, moderator, pyotp.TOTP(made.secret).at(now - timedelta(seconds=30)))
    form = {"csrf": "of the old session", "note": TYPED, "outcome": "reject", "password": "x", "code": "y"}
    page = await browser.post("/desk/decide?site=zeitung&q=%C3%A4", form)
    assert page.status == 401
    assert "noch da" in page.text
    assert "of the old session" not in page.html
    page = await browser.submit("/desk/sign-in", name="anna", password="falsch")
    assert page.status == 401
    page = await browser.submit("/desk/sign-in", name="anna", password=PASSWORD)
    if codes:
        page = await browser.submit("/desk/sign-in/code", code="falsch")
        page = await browser.submit("/desk/sign-in/code", code=pyotp.TOTP(made.secret).at(now))
    assert "Ihre Entscheidung ist noch da" in page.text
    assert "angemeldet als Anna" in page.text
    assert page.first("blockquote").text() == TYPED
    assert decisions == [], "not before the moderator says so"
    page = await browser.submit("/desk/decide?site=zeitung&q=%C3%A4")
    assert page.path == "/desk/settings"
    (decided,) = decisions
    assert decided.pop("csrf")
    assert decided == {
        "note": TYPED.replace("\n", "\n"),
        "outcome": "reject",
        "path": "/desk/decide?site=zeitung&q=%C3%A4",
        "by": "anna",
    }


@pytest.mark.usefixtures("decisions")
async def test_what_is_too_large_to_keep_is_said(open_browser: Callable[[], Awaitable[Browser]]) -> None:
    """What was typed without an end is not kept, and said so; a bulk of 900 is kept with every id."""
    browser = await open_browser()
    ids = "&".join(f"id=01a00000-0000-7000-8000-{number:012}" for number in range(900))
    headers = {"Content-Type": "application/x-www-form-urlencoded"} | SAME_ORIGIN
    for body, kept, says in (("note=" + "x" * 70_000, 0, "zu groß, um sie"), (ids, 900, "ist noch da")):
        answer = await browser.client.post("/desk/decide", data=body, headers=headers)
        page = await answer.text()
        assert answer.status == 401
        assert says in page
        assert page.count('name="keep.id"') == kept
