"""What the desk's cookie opens, and what not: forms from elsewhere, garbage, a session that is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service import administration
from tests.conftest import bearer
from tests.contract.problem_shape import problem
from tests.integration.browser import SAME_ORIGIN, Browser
from tests.integration.desk_browsers import anna, browser
from tests.integration.signing_in import PASSWORD

if TYPE_CHECKING:
    from service.context import Context
    from tests.integration.browser import Client

__all__ = ["anna", "browser"]


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
