"""A moderator's own page at the desk: settings, password, one-time codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyotp

from service.storage import preferences
from tests.integration.desk_browsers import anna, browser, open_browser
from tests.integration.signing_in import OTHER, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from service.context import Context
    from tests.integration.browser import Browser

__all__ = ["anna", "browser", "open_browser"]


async def test_personal_settings_are_kept(browser: Browser, context: Context) -> None:
    """Language, theme, masking and shortcuts; what is no choice counts as the default."""
    await browser.sign_in("anna", PASSWORD)
    await browser.get("/desk/settings")
    page = await browser.submit(
        "/desk/settings/preferences", language="en", theme="dark", mask_slurs="on", shortcuts=None
    )
    html = page.first("html").attributes
    assert (html["lang"], html["data-theme"]) == ("en", "dark")
    assert "Saved." in page.text
    assert page.form("/desk/settings/preferences") | {"csrf": ""} == {
        "csrf": "",
        "language": "en",
        "theme": "dark",
        "mask_slurs": "on",
    }
    page = await browser.submit("/desk/settings/preferences", language="xx", theme='"><b>', mask_slurs=None)
    html = page.first("html").attributes
    assert (html["lang"], html["data-theme"]) == ("de", "auto")
    stored = preferences.load(context.redis, "anna")
    assert (stored.language, stored.theme, stored.mask_slurs, stored.shortcuts) == ("", "auto", False, False)


async def test_without_a_choice_the_browser_chooses_the_language(browser: Browser) -> None:
    """English for those who ask for it, German for all others."""
    for asked, shown in (("en-GB,en;q=0.9", "en"), ("fr", "de"), ("de-AT", "de")):
        page = await browser.get("/desk/sign-in", **{"Accept-Language": asked})
        assert page.first("html").attributes["lang"] == shown


async def test_the_password_is_changed(
    browser: Browser, open_browser: Callable[[], Awaitable[Browser]]
) -> None:
    """The browser at hand stays signed in, the other one does not; what was wrong is said beside the form."""
    other = await open_browser()
    await other.sign_in("anna", PASSWORD)
    await browser.sign_in("anna", PASSWORD)
    await browser.get("/desk/settings")
    for old, new, again, status, says in (
        ("falsch", OTHER, OTHER, 403, "nicht Ihr Passwort"),
        (PASSWORD, OTHER, OTHER + "x", 422, "nicht zweimal gleich"),
        (PASSWORD, "kurz", "kurz", 422, "12 bis 200 Zeichen"),
        (PASSWORD, PASSWORD, PASSWORD, 422, "nicht das bisherige"),
    ):
        page = await browser.submit(
            "/desk/settings/password", password=old, password_new=new, password_again=again
        )
        assert page.status == status
        assert says in page.first("#password-wrong").text()
        assert old not in page.html
        assert new not in page.html.replace("kurz", "")
    page = await browser.submit(
        "/desk/settings/password", password=PASSWORD, password_new=OTHER, password_again=OTHER
    )
    assert "Ihr Passwort ist geändert" in page.text
    assert (await other.get("/desk/queue")).path.startswith("/desk/sign-in")
    assert (await other.sign_in("anna", PASSWORD)).status == 401
    assert (await other.sign_in("anna", OTHER)).status == 200


async def test_codes_are_set_up_used_and_turned_off(browser: Browser) -> None:
    """From the picture over the recovery codes, shown once, to signing in with a code, and back."""
    await browser.sign_in("anna", PASSWORD)
    await browser.get("/desk/settings")
    assert (await browser.submit("/desk/settings/codes", password="falsch")).status == 403
    page = await browser.submit("/desk/settings/codes", password=PASSWORD)
    secret = page.first(".secret").text().replace(" ", "")
    assert (page.first("img.qr").attributes["src"] or "").startswith("data:image/svg+xml")

    def shown(seconds: float = 0) -> str:
        return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=seconds))

    page = await browser.submit("/desk/settings/codes/confirm", code="falsch")
    assert page.status == 401
    assert page.first(".secret").text().replace(" ", "") == secret
    page = await browser.submit("/desk/settings/codes/confirm", code=shown(-30))
    recovery = [node.text() for node in page.tree.css(".recovery code")]
    assert len(recovery) == 10
    page = await browser.get("/desk/settings")
    assert "Sie haben noch 10 Wiederherstellungscodes." in page.text
    assert recovery[0] not in page.html
    assert secret not in page.html
    await browser.submit("/desk/sign-out")
    page = await browser.sign_in("anna", PASSWORD)
    assert page.form("/desk/sign-in/code") == {"next": "/desk/settings", "code": ""}
    assert (await browser.get("/desk/queue")).path.startswith("/desk/sign-in")
    await browser.sign_in("anna", PASSWORD)
    page = await browser.submit("/desk/sign-in/code", code="000000")
    assert (page.status, "Code stimmt nicht" in page.text) == (401, True)
    assert (await browser.submit("/desk/sign-in/code", code=shown())).path == "/desk/settings"
    page = await browser.get("/desk/settings")
    assert "mit Passwort und Einmal-Code" in page.text
    await browser.submit("/desk/settings/codes/off", password=PASSWORD)
    await browser.submit("/desk/sign-out")
    assert (await browser.sign_in("anna", PASSWORD)).path == "/desk/settings"
