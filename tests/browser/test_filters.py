"""Finding comments in the queue: filters and search, each view with an address of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.administration import add_moderator
from service.domain.comment import Status
from service.domain.moderator import Moderator, Role
from service.domain.score import Attribute, Signal
from service.web.texts import Texts
from tests.browser.board import article, become, press, rows, shows
from tests.browser.seeds import Written, put_in
from tests.conftest import PASSWORD, SITE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from service.context import Context
    from tests.browser.desks import Desks

say = Texts("de")
COMMENTS = {
    "rude": Written("Dummes Zeug vom Käseblatt", 0.95, author_name="Rüdiger"),
    "spam": Written(
        "Kredit ohne Schufa",
        0.1,
        email="kredit@example.org",
        author_name="Kredit Hilfe",
        scores={Attribute.SPAM: 0.97},
        signals=(Signal("links", Attribute.SPAM, "3"),),
    ),
    "english": Written("What a silly article", 0.8, email="tom@example.org", language="en"),
    "old": Written("Alter Unsinn", 0.75, email="opa@example.org", ago=timedelta(days=3), author_name="Opa"),
    "elsewhere": Written("Unsinn im Blatt", 0.9, email="uwe@example.org", site="blatt", author_name="Uwe"),
}
FOUND = {
    "?attribute=SPAM": ["spam"],
    "?reason=links": ["spam"],
    "?language=en": ["english"],
    "?age=older_1440": ["old"],
    "?site=blatt": ["elsewhere"],
    "?attribute=TOXICITY&language=de&site=zeitung": ["rude", "old"],
    "?q=käse": ["rude"],
    "?q=KREDIT": ["spam"],
    "?q=nirgends": [],
    "?attribute=NOTHING&page=7&cursor=%00": ["spam", "rude", "elsewhere", "english", "old"],
}


@pytest.fixture
def ids(context: Context) -> dict[str, str]:
    """Put the comments in, and let Dora see both papers."""
    add_moderator(context, Moderator("dora", "Dora", Role.MODERATOR, (SITE, "blatt")), PASSWORD)
    return dict(zip(COMMENTS, put_in(context, list(COMMENTS.values())), strict=True))


def test_an_address_is_a_view(ids: dict[str, str], desks: Desks) -> None:
    """Each filter and the search show what they name, most urgent first, with the first one opened."""
    page = desks.open("dora")
    for query, expected in FOUND.items():
        page.goto(f"/desk/queue{query}")
        assert rows(page) == [ids[name] for name in expected], query
        if expected:
            shows(page, ids[expected[0]])
        else:
            expect(page.locator("[data-empty]")).to_contain_text(say("queue.empty_filtered"))


def choose(page: Page, name: str, value: str) -> None:
    """Choose in a filter, and apply."""
    filters = page.locator("details.filters")
    if filters.get_attribute("open") is None:
        filters.locator("summary").click()
    page.locator(f"#filter-{name}").select_option(value)
    page.get_by_role("button", name=say("queue.apply")).click()


def test_filters_are_chosen_and_taken_away(ids: dict[str, str], desks: Desks) -> None:
    """Chosen filters stand in the address and as chips; a chip takes its filter away, a link all."""
    page = desks.open("dora")
    shows(page, ids["spam"])
    choose(page, "language", "de")
    choose(page, "attribute", "TOXICITY")
    expect(page.locator("#rows .row")).to_have_count(3)
    chips = page.locator(".chips a")
    expect(chips).to_have_count(2)
    chips.first.click()
    expect(page.locator(".chips a")).to_have_count(1)
    page.get_by_role("link", name=say("queue.clear")).click()
    expect(page.locator("#rows .row")).to_have_count(5)


def test_a_slash_leads_to_the_search(ids: dict[str, str], desks: Desks) -> None:
    """`/`, words, Enter: what is found is shown, and deciding goes on within it."""
    page = desks.open("dora")
    shows(page, ids["spam"])
    press(page, "/")
    page.keyboard.type("unsinn")
    press(page, "Enter")
    shows(page, ids["elsewhere"])
    assert rows(page) == [ids["elsewhere"], ids["old"]]
    press(page, "a")
    shows(page, ids["old"])


def test_deciding_stays_within_the_view(context: Context, ids: dict[str, str], desks: Desks) -> None:
    """In a filtered queue the next comment is the filter's next, and at its end the desk says so."""
    page = desks.open("dora", path="/desk/queue?language=de&site=zeitung")
    for name in ("spam", "rude", "old"):
        shows(page, ids[name])
        press(page, "a")
    expect(page.locator("[data-empty]")).to_be_visible()
    expect(article(page)).to_have_count(0)
    became = [ids[name] for name in ("spam", "rude", "old", "elsewhere")]
    become(context, became, *[Status.APPROVED] * 3, Status.FLAGGED)
