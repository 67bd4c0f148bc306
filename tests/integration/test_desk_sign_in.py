"""The desk's way in and out, as a browser without JavaScript goes it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from service.edge import make_app
from tests.integration.browser import SAME_ORIGIN, Browser
from tests.integration.desk_browsers import anna, browser
from tests.integration.signing_in import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from service.context import Context
    from tests.integration.browser import Client

__all__ = ["anna", "browser"]


async def test_from_the_password_to_the_queue_and_out(browser: Browser) -> None:
    """The desk asks who is there, leads back to the page that was wanted, and out again for good."""
    page = await browser.get("/desk/settings?site=zeitung")
    assert unquote(page.path) == "/desk/sign-in?next=/desk/settings?site=zeitung"
    assert page.first("html").attributes["lang"] == "de"
    page = await browser.submit("/desk/sign-in", name="anna", password=PASSWORD)
    assert (page.status, page.path) == (200, "/desk/settings?site=zeitung")
    assert (await browser.get("/desk/sign-in?next=/desk/settings")).path == "/desk/settings"
    page = await browser.submit("/desk/sign-out")
    assert page.path == "/desk/sign-in"
    assert (await browser.get("/desk/queue")).path.startswith("/desk/sign-in")


async def test_the_cookie_is_for_the_browser_alone(client: Client, context: Context) -> None:
    """HttpOnly, Lax, for every path; it holds a token of 256 bits and no word more."""
    answer = await client.post(
        "/desk/sign-in",
        data={"name": "anna", "password": PASSWORD},
        headers=SAME_ORIGIN,
        allow_redirects=False,
    )
    assert answer.status == 303
    cookie = answer.cookies["moderato_session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (
        True,
        "Lax",
        "/",
        "",
    )
    assert (cookie["max-age"], cookie["domain"]) == ("", "")
    assert len(cookie.value) == 43
    assert answer.headers["Cache-Control"] == "no-store"
    assert context.redis.exists("moderato:sessions:anna")


async def test_over_https_the_cookie_is_bound_to_the_host(
    context: Context, aiohttp_client: Callable[..., Awaitable[Client]]
) -> None:
    """`Secure`, and named `__Host-…`, so that no neighbour of the domain can set one."""
    settings = context.settings.model_copy(update={"public_url": "https://desk.example"})
    object.__setattr__(context, "settings", settings)
    client = await aiohttp_client(make_app(context))
    answer = await client.post(
        "/desk/sign-in",
        data={"name": "anna", "password": PASSWORD},
        headers=SAME_ORIGIN,
        allow_redirects=False,
    )
    cookie = answer.cookies["__Host-moderato_session"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    for name, status in (("__Host-moderato_session", 200), ("moderato_session", 303)):
        client.session.cookie_jar.clear()
        found = await client.get(
            "/desk/settings", headers={"Cookie": f"{name}={cookie.value}"}, allow_redirects=False
        )
        assert found.status == status


@pytest.mark.parametrize("name", ["anna", "niemand", "<script>alert(1)</script>"])
async def test_what_does_not_fit_is_said_beside_the_form(browser: Browser, name: str) -> None:
    """401, the name still there, the password not; nothing tells whether there is such a name."""
    page = await browser.sign_in(name, "geheimes-falsches-passwort")
    assert page.status == 401
    assert "Name und Passwort passen nicht zusammen." in page.text
    assert page.form("/desk/sign-in") == {"next": "/desk/settings", "name": name, "password": ""}
    assert "geheimes" not in page.html
    assert "<script>alert" not in page.html
    notice = page.first("#wrong")
    assert notice.attributes["role"] == "alert"
    for field in page.tree.css("#name, #password"):
        assert (field.attributes["aria-invalid"], field.attributes["aria-describedby"]) == ("true", "wrong")


async def test_too_many_tries_say_how_long_to_wait(browser: Browser) -> None:
    """429 with Retry-After and the seconds in the page."""
    for _ in range(10):
        await browser.sign_in("anna", "falsch")
    page = await browser.sign_in("anna", PASSWORD)
    assert page.status == 429
    assert f"in {page.headers['Retry-After']} Sekunden" in page.text


@pytest.mark.parametrize(
    "next_",
    [
        "//evil.example",
        "https://evil.example/desk",
        "/\\evil.example",
        "/desk\\..\\",
        "/deskevil",
        "javascript:alert(1)",
        "/desk/sign-out",
        "/desk/sign-in?next=x",
        "/v1/comments",
        "/desk/\r\nSet-Cookie: x=1",
        "",
    ],
)
async def test_signing_in_leads_nowhere_else(client: Client, next_: str) -> None:
    """Whatever `next` and the kept action say, one ends at the desk."""
    for fields in ({"next": next_}, {"keep": next_, "keep.a": "b"}):
        client.session.cookie_jar.clear()
        form = {"name": "anna", "password": PASSWORD, **fields}
        answer = await client.post("/desk/sign-in", data=form, headers=SAME_ORIGIN, allow_redirects=False)
        page = await answer.text()
        assert answer.headers.get("Location", "/desk") == "/desk"
        assert 'action="/desk"' in page or not page
        assert "evil" not in page


async def test_a_code_too_late_begins_anew(browser: Browser, context: Context) -> None:
    """The password is asked for again, with a word why."""
    page = await browser.get("/desk/sign-in")
    page = await browser.post("/desk/sign-in/code", {"code": "123456", "next": "/desk/settings"})
    assert page.status == 401
    assert "Bitte melden Sie sich neu an" in page.text
    assert page.form("/desk/sign-in")["next"] == "/desk/settings"
    assert not context.redis.keys("moderato:session:*")
