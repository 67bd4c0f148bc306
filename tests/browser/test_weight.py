"""What the first look at the desk costs: bytes and requests, whatever waits."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.board import article, shows
from tests.browser.desks import Screen
from tests.browser.seeds import flagged
from tests.integration.waiting import store, varied

if TYPE_CHECKING:
    from playwright.sync_api import Response

    from service.context import Context
    from tests.browser.desks import Desks

MOST = 60_000
"""Bytes of scripts and styles, compressed, as issue 4 asks."""
MANY = 5_000


def test_scripts_and_styles_weigh_little(context: Context, desks: Desks) -> None:
    """All that is sent for the first page but the page itself is under 60 kB, and from nowhere else."""
    ids = flagged(context, 3)
    page = desks.stranger()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright wants a function
    page.context.add_cookies(desks.open("anna").context.cookies())  # type: ignore[arg-type]
    page.goto("/desk/queue")
    shows(page, ids[0])
    assert {urlsplit(each.url).netloc for each in answers} == {urlsplit(desks.address).netloc}
    assets = [each for each in answers if "/static/" in each.url]
    assert {"css", "js", "svg"} <= {each.url.rpartition(".")[2] for each in assets}
    sizes = {each.url: each.request.sizes()["responseBodySize"] for each in assets}
    assert sum(sizes.values()) < MOST, sizes
    assert all(each.header_value("content-encoding") == "gzip" for each in assets)
    assert all("immutable" in (each.header_value("cache-control") or "") for each in assets)


def test_a_long_queue_is_one_request(context: Context, desks: Desks) -> None:
    """With thousands waiting the page comes at once, with its first comment and its counts."""
    store(context, varied(MANY))
    page = desks.stranger(Screen(scripts=False))
    page.context.add_cookies(desks.open("anna", path="/desk/settings").context.cookies())  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto("/desk/queue")
    assert answer
    assert [url for url in asked if "/static/" not in url] == [f"{desks.address}/desk/queue"]
    assert page.locator("#rows .row").count() >= 30
    expect(article(page)).to_be_visible()
    expect(page.locator(".tabs [aria-current] .count")).to_have_text("5.000")
    assert len(answer.body()) < 200_000
