"""The desk's way in and out, as a browser without JavaScript goes it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pyotp
import pytest

from service import administration, edge
from service.domain.moderator import Moderator, Role
from service.domain.session import Session
from service.edge import make_app
from service.privacy import credential_hash
from service.sign_in.own_codes import confirm_codes, set_up_codes
from service.storage import keys, moderators, preferences
from service.storage.codec import decode, encode
from service.web import events
from service.web.cookies import SESSION
from service.web.form import FORM
from service.web.page import Page, go_to
from service.web.routes import PAGES
from tests.conftest import SITE, bearer
from tests.contract.problem_shape import problem
from tests.integration.browser import SAME_ORIGIN, Browser

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web
    from aiohttp.test_utils import TestClient

    from service.context import Context
    from service.web.access import SignedIn

    Client = TestClient[Any, Any]

PASSWORD = "Kranich über Husum 7"
OTHER = "Ein Bügeleisen im Watt"
GERMAN = {"Accept-Language": "de"}


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


async def test_a_script_is_told_in_json(client: Client, context: Context) -> None:
    """Where the desk's script asks, a session that is over is a 401 problem, and nothing redirects."""
    await Browser(client).sign_in("anna", PASSWORD)
    administration.sign_out(context, "anna")
    for method in ("GET", "POST"):
        answer = await client.request(
            method,
            "/desk/settings" + ("/preferences" if method == "POST" else ""),
            headers={"X-Requested-With": "desk"},
        )
        await problem(answer, 401, "signed_out")


async def test_a_change_from_elsewhere_is_refused(browser: Browser) -> None:
    """Without the session's token or with another's, and from another site's page even with the right one."""
    await browser.sign_in("anna", PASSWORD)
    page = await browser.get("/desk/settings")
    good = page.form("/desk/settings/preferences") | {"theme": "dark"}
    for csrf in ("", "x", "ü", good["csrf"][:-1]):
        page = await browser.post("/desk/settings/preferences", good | {"csrf": csrf})
        assert page.status == 403
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
    ):
        page = await browser.post("/desk/settings/preferences", good, **headers)
        assert page.status == 403
    for origin, status in (
        ("https://evil.example", 403),
        ("null", 403),
        (f"http://{browser.client.host}:{browser.client.port}", 200),
    ):
        answer = await browser.client.post(
            "/desk/settings/preferences", data=good, headers={"Origin": origin}
        )
        assert answer.status == status, origin
    answer = await browser.client.post(
        "/desk/settings/preferences", data=good | {"csrf": ""}, headers={"X-CSRF-Token": good["csrf"]}
    )
    assert answer.status == 200


async def test_nobody_is_signed_in_by_another_sites_page(client: Client) -> None:
    """The sign-in form has no session to be bound to: where it comes from is looked at alone."""
    form = {"name": "anna", "password": PASSWORD}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = await client.post("/desk/sign-in", data=form, headers=headers)
        assert answer.status == 403
        assert "moderato_session" not in answer.cookies


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


async def test_a_code_too_late_begins_anew(browser: Browser, context: Context) -> None:
    """The password is asked for again, with a word why."""
    page = await browser.get("/desk/sign-in")
    page = await browser.post("/desk/sign-in/code", {"code": "123456", "next": "/desk/settings"})
    assert page.status == 401
    assert "Bitte melden Sie sich neu an" in page.text
    assert page.form("/desk/sign-in")["next"] == "/desk/settings"
    assert not context.redis.keys("moderato:session:*")


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


async def test_the_review_api_knows_the_desks_cookie(browser: Browser, context: Context) -> None:
    """Reading needs the cookie alone, a change the session's token in a header too; a bearer token wins."""
    await browser.sign_in("anna", PASSWORD)
    csrf = browser.page.form("/desk/settings/preferences")["csrf"]
    client = browser.client
    assert (await client.get("/v1/review/comments")).status == 200
    body = {"decisions": [{"id": "x", "outcome": "approve"}]}
    for headers, status, code in (
        ({}, 403, "cross_site"),
        ({"X-CSRF-Token": "x"}, 403, "cross_site"),
        ({"X-CSRF-Token": csrf, "Sec-Fetch-Site": "cross-site"}, 403, "cross_site"),
        ({"X-CSRF-Token": csrf, "Authorization": "Bearer x"}, 401, "unauthenticated"),
    ):
        await problem(await client.post("/v1/review/decisions", json=body, headers=headers), status, code)
    good = await client.post("/v1/review/decisions", json=body, headers={"X-CSRF-Token": csrf})
    assert good.status == 200
    token = administration.issue_token(context, "anna")
    good = await client.post("/v1/review/decisions", json=body, headers=bearer(token))
    assert good.status == 200
    administration.sign_out(context, "anna")
    await problem(await client.get("/v1/review/comments"), 401, "signed_out")
    for path in ("/v1/comments", "/v1/comments/x"):
        await problem(await client.get(path), 401, "unauthenticated")


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


@pytest.mark.parametrize(
    "path", ["/desk/sign-in", "/desk/sign-in/code", "/desk/sign-out", "/desk/settings/password"]
)
@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"name=%ff%fe&password=%00", "application/x-www-form-urlencoded"),
        ("name=ä&password=ß".encode(), "application/x-www-form-urlencoded"),
        (b"name=" + b"x" * 600_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a=b" for _ in range(5_000)), "application/x-www-form-urlencoded"),
        (b"name=anna&name=berta&password=&password=x", "application/x-www-form-urlencoded"),
        (b"name=" + "\u202e\u0301🦊".encode() * 50, "application/x-www-form-urlencoded"),
        (b'{"name": "anna"}', "application/json"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"name=anna", "text/plain"),
    ],
)
async def test_garbage_is_answered_with_a_page(browser: Browser, path: str, body: bytes, media: str) -> None:
    """Whatever is sent to the forms, a person gets a page that says what is wrong, and never a 500."""
    await browser.sign_in("anna", PASSWORD)
    headers = {"Content-Type": media} | SAME_ORIGIN
    answer = await browser.client.post(path, data=body, headers=headers)
    assert 400 <= answer.status < 500
    assert answer.content_type == "text/html"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
